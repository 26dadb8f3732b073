// SPDX-License-Identifier: Apache-2.0
// The JUnit report: the shape that GitLab, Jenkins, GitHub's readers and strict schemas all take.
#ifndef RUN_JUNIT_H
#define RUN_JUNIT_H

#include "output/replace.h"

/// Prints the report as it is now, cases without a result as errors of type NotRun.
run_report_writer run_junit_print;

#endif
