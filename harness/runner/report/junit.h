// SPDX-License-Identifier: Apache-2.0
// The JUnit report: the shape that GitLab, Jenkins, GitHub's readers and strict schemas all take.
#ifndef RUN_JUNIT_H
#define RUN_JUNIT_H

#include "report/report.h"

#include <stdbool.h>

/// Whether a report can be written there, found out before anything runs. False: told on stderr, exit 2.
bool run_junit_check_path(const char *path);

/// Writes the file as it is now, cases without a result as errors of type NotRun: to PATH.tmp, which then
/// takes PATH's place. False: told on stderr, and PATH is as it was.
bool run_junit_write(const struct run_report *report, const char *path);

#endif
