// SPDX-License-Identifier: Apache-2.0
// Speed over size as a drawing that is part of the page, so that it has the page's colours, in light and in dark.
#ifndef RUN_HTML_PLOT_H
#define RUN_HTML_PLOT_H

#include "html/page.h"
#include "measure/measure.h"

/// One line for each series. Nothing where there are fewer than two sizes.
void run_plot(struct run_page *page, const struct run_topic *topic);

#endif
