// SPDX-License-Identifier: Apache-2.0
// What a run runs in: machine, kernel, variables and options that may matter.
#ifndef RUN_CAPTURE_H
#define RUN_CAPTURE_H

#include "report/report.h"

/// Fills the properties of the report and what is captured from its options and from this machine. `one_by_name` as of
/// its selection.
void run_capture(struct run_report *report, bool one_by_name);

/// The properties that two runs must share for the results of both to be results of one; ends at NULL.
extern const char *const run_capture_identity[];

#endif
