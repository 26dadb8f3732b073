// SPDX-License-Identifier: Apache-2.0
// How a page shows verdicts.
#ifndef RUN_HTML_TONE_H
#define RUN_HTML_TONE_H

#include "html/page.h"
#include "result.h"

enum run_tone run_verdict_tone(enum run_verdict verdict);

/// The word of a verdict in its colour, behind a count unless that is 0.
void run_page_verdicts(struct run_page *page, size_t count, enum run_verdict verdict);

#endif
