// SPDX-License-Identifier: Apache-2.0
// The page of a run.
#ifndef RUN_HTML_REPORT_H
#define RUN_HTML_REPORT_H

#include "output/record.h"
#include "registry.h"

#include <stddef.h>

/// The whole page, with the pictures that failing cases left. It may be of a run in progress. Never NULL; free it.
char *run_html_report(const struct run_book *book, const struct run_registry *registry,
                      size_t *length);

#endif
