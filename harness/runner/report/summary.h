// SPDX-License-Identifier: Apache-2.0
// What a person reads at the end: on standard error, short, the counts last.
#ifndef RUN_SUMMARY_H
#define RUN_SUMMARY_H

#include "report/report.h"

/// Skip reasons with their counts, warnings, each unexpected result with a command that repeats it, and
/// the counts. With --quiet only what is unexpected.
void run_summary_print(const struct run_report *report);

#endif
