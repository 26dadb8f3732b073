// SPDX-License-Identifier: Apache-2.0
#include "html/tone.h"

#include "heap.h"

#include <stdlib.h>

enum run_tone run_verdict_tone(enum run_verdict verdict)
{
    switch (verdict) {
    case RUN_PASS:
        return RUN_TONE_GOOD;
    case RUN_NOT_SUPPORTED:
        return RUN_TONE_SKIPPED;
    case RUN_QUALITY_WARNING:
    case RUN_EXPECTED_FAIL:
    case RUN_KNOWN_FLAKE:
    case RUN_FLAKE:
    case RUN_WAIVER:
        return RUN_TONE_WARNING;
    default:
        return RUN_TONE_BAD;
    }
}

void run_page_verdicts(struct run_page *page, size_t count, enum run_verdict verdict)
{
    const char *tone = run_tone_class(run_verdict_tone(verdict));
    const char *word = run_verdict_word(verdict);
    char *class = run_format("mark %s", tone);
    char *words = count ? run_format("%zu %s", count, word) : run_strdup(word);
    run_page_element(page, "span", class, words);
    free(words);
    free(class);
}
