// SPDX-License-Identifier: Apache-2.0
#include "diff/parts.h"
#include "heap.h"

#include <stdio.h>
#include <string.h>

static const struct word {
    const char *text;
    enum run_tone tone;
    const char *status; ///< NULL: the same
} words[] = {
    {"Pass", RUN_TONE_GOOD, NULL},
    {"Warn", RUN_TONE_GOOD, NULL},
    {"QualityWarning", RUN_TONE_GOOD, "Warn"},
    {"Skip", RUN_TONE_SKIPPED, NULL},
    {"NotSupported", RUN_TONE_SKIPPED, "Skip"},
    {"Flake", RUN_TONE_WARNING, NULL},
    {"KnownFlake", RUN_TONE_WARNING, NULL},
    {"Fail", RUN_TONE_BAD, NULL},
    {"ExpectedFail", RUN_TONE_BAD, NULL},
    {"Crash", RUN_TONE_BAD, NULL},
    {"Timeout", RUN_TONE_BAD, NULL},
    {"Missing", RUN_TONE_BAD, NULL},
    {"NotRun", RUN_TONE_BAD, NULL},
    {"Waiver", RUN_TONE_BAD, NULL},
    {"InternalError", RUN_TONE_BAD, NULL},
    {"ResourceError", RUN_TONE_BAD, NULL},
};

/// NULL: no runner says this.
static const struct word *find_word(const char *text)
{
    static const char improved[] = "UnexpectedImprovement(";
    size_t length = strlen(text);
    if (strncmp(text, improved, strlen(improved)) == 0 && text[length - 1] == ')') {
        text += strlen(improved);
        length -= strlen(improved) + 1;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strlen(words[i].text) == length && memcmp(words[i].text, text, length) == 0)
            return &words[i];
    return NULL;
}

static bool read_line(struct run_side *side, char *line)
{
    char *rest = line;
    const char *name = strsep(&rest, ",");
    const char *word = strsep(&rest, ",");
    const char *time = strsep(&rest, ",");
    struct run_side_result result = {.seconds = 0.0};
    const struct word *known = word ? find_word(word) : NULL;
    if (name[0] == '\0' || !known || rest || (time && !run_read_seconds(time, &result.seconds)))
        return false;
    result.name = run_strdup(name);
    result.word = run_strdup(word);
    result.tone = known->tone;
    result.status = known->status ? known->status : result.word;
    result.reason = run_strdup("");
    run_side_take(side, &result);
    return true;
}

bool run_side_read_table(struct run_side *side, struct run_lines *lines)
{
    side->is_table = true;
    for (char *line; (line = run_lines_next(lines)) != NULL;) {
        if (line[0] == '\0' || line[0] == '#' || read_line(side, line))
            continue;
        fprintf(stderr,
                "ommcts: %s:%u: no 'name,status[,seconds]'; diff wants what --output or --junit "
                "wrote, or a results.csv\n",
                side->path, lines->number);
        return false;
    }
    return true;
}
