// SPDX-License-Identifier: Apache-2.0
// The page of a run.
#ifndef RUN_HTML_REPORT_H
#define RUN_HTML_REPORT_H

#include "output/replace.h"

/// The whole page, with the pictures that failing cases left. The run may be in progress.
run_report_writer run_html_print;

#endif
