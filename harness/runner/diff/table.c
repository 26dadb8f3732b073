// SPDX-License-Identifier: Apache-2.0
#include "diff/table.h"

#include "heap.h"
#include "select/lines.h"

#include <stdlib.h>
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

/// "1.250000" in every locale.
static bool read_seconds(const char *text, double *seconds)
{
    size_t whole = strspn(text, "0123456789");
    size_t digits = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    double value = 0.0, place = 1.0;
    for (size_t i = 0; i < whole; i++)
        value = value * 10.0 + (text[i] - '0');
    for (size_t i = 0; i < digits; i++)
        value += (text[whole + 1 + i] - '0') * (place /= 10.0);
    *seconds = value;
    return whole > 0 && text[whole + (digits ? digits + 1 : 0)] == '\0';
}

static bool read_line(struct run_side *side, char *line)
{
    char *rest = line;
    const char *name = strsep(&rest, ",");
    const char *word = strsep(&rest, ",");
    const char *time = strsep(&rest, ",");
    struct run_side_result result = {.seconds = 0.0};
    const struct word *known = word ? find_word(word) : NULL;
    if (name[0] == '\0' || !known || rest || (time && !read_seconds(time, &result.seconds)))
        return false;
    result.name = run_strdup(name);
    result.word = run_strdup(word);
    result.tone = known->tone;
    result.status = known->status ? known->status : result.word;
    result.reason = run_strdup("");
    if ((side->count & (side->count - 1)) == 0)
        side->results =
            run_regrow(side->results, side->count ? side->count * 2 : 1, sizeof(*side->results));
    side->results[side->count++] = result;
    return true;
}

bool run_table_read(struct run_side *side)
{
    struct run_lines lines;
    side->is_table = true;
    bool good = run_lines_open(&lines, side->path, "results");
    for (char *line; good && (line = run_lines_next(&lines)) != NULL;) {
        if (line[0] == '\0' || line[0] == '#')
            continue;
        good = read_line(side, line);
        if (!good)
            fprintf(stderr,
                    "ommcts: %s:%u: no 'name,status[,seconds]'; diff wants what --output wrote, "
                    "or a results.csv\n",
                    side->path, lines.number);
    }
    run_lines_close(&lines);
    return good;
}
