// SPDX-License-Identifier: Apache-2.0
#ifndef RUN_JUNIT_TEXT_H
#define RUN_JUNIT_TEXT_H

#include "report/report.h"

#include <stddef.h>

/// The whole report as XML. Never NULL; free it.
char *run_junit_text(const struct run_report *report, size_t *length);

#endif
