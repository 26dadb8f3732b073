// SPDX-License-Identifier: Apache-2.0
// The two grids of IDs, for a section of a page. Where the results of a run are known, its cells count verdicts; else
// they name the cases.
#ifndef RUN_COVERAGE_HTML_H
#define RUN_COVERAGE_HTML_H

#include "coverage/coverage.h"
#include "html/page.h"

/// Of each valid-usage ID the edge, the violation and who reports it.
void run_coverage_write_vuids(struct run_page *page, const struct run_coverage *coverage);

/// Of each assertion its class and its cases.
void run_coverage_write_assertions(struct run_page *page, const struct run_coverage *coverage);

#endif
