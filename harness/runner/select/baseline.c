// SPDX-License-Identifier: Apache-2.0
#include "select/baseline.h"

#include "heap.h"
#include "select/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct word {
    const char *text;
    enum run_expected expected;
} words[] = {
    {"Fail", RUN_EXPECT_FAIL},
    {"Crash", RUN_EXPECT_CRASH},
    {"Timeout", RUN_EXPECT_TIMEOUT},
    {"Missing", RUN_EXPECT_MISSING},
    // An earlier run's results.csv may serve as a baseline: what was forgiven once is a failure still.
    {"ExpectedFail", RUN_EXPECT_FAIL},
    {"Pass", RUN_EXPECT_NOTHING},
    {"Skip", RUN_EXPECT_NOTHING},
    {"Warn", RUN_EXPECT_NOTHING},
    {"Flake", RUN_EXPECT_NOTHING},
    {"KnownFlake", RUN_EXPECT_NOTHING},
};

static bool read_status(const char *text, enum run_expected *expected)
{
    static const char improved[] = "UnexpectedImprovement(";
    size_t length = strlen(text);
    if (strncmp(text, improved, strlen(improved)) == 0 && text[length - 1] == ')') {
        char *inner = run_strndup(text + strlen(improved), length - strlen(improved) - 1);
        bool good = strchr(inner, '(') == NULL && read_status(inner, expected);
        free(inner);
        return good;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i].text, text) == 0) {
            *expected = words[i].expected;
            return true;
        }
    }
    return false;
}

/// Where the reader stands: a file, and the link that rows of this group have.
struct place {
    size_t file;
    unsigned line;
    const char *link;
};

static const char *path_of(const struct run_baseline *baseline, size_t file)
{
    return baseline->paths.items[file];
}

static bool read_row(struct run_baseline *baseline, char *line, const struct place *place)
{
    // deqp-runner reads `name,Status` and ignores a third field.
    char *status = strchr(line, ',');
    if (!status || status == line || status[1] == '\0' || status[1] == ',') {
        fprintf(stderr, "ommcts: %s:%u: a line of a baseline is name,Status; this one is '%s'\n",
                path_of(baseline, place->file), place->line, line);
        return false;
    }
    *status++ = '\0';
    status[strcspn(status, ",")] = '\0';
    enum run_expected expected = RUN_EXPECT_NOTHING;
    if (!read_status(status, &expected)) {
        fprintf(stderr,
                "ommcts: %s:%u: '%s' is no status; those of a baseline are Fail, Crash, Timeout, "
                "Missing, Pass, Skip, Warn, Flake, KnownFlake, ExpectedFail\n",
                path_of(baseline, place->file), place->line, status);
        return false;
    }
    size_t count = baseline->count;
    if ((count & (count - 1)) == 0)
        baseline->rows = run_regrow(baseline->rows, count ? count * 2 : 1, sizeof(*baseline->rows));
    baseline->rows[baseline->count++] = (struct run_baseline_row){
        .name = run_strdup(line),
        .expected = expected,
        .link = place->link,
        .file = place->file,
        .line = place->line,
    };
    return true;
}

static int by_name(const void *left, const void *right)
{
    const struct run_baseline_row *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    if (order == 0)
        order = (a->file > b->file) - (a->file < b->file);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

static bool names_are_unique(const struct run_baseline *baseline)
{
    for (size_t i = 1; i < baseline->count; i++) {
        const struct run_baseline_row *first = &baseline->rows[i - 1], *again = &baseline->rows[i];
        if (strcmp(first->name, again->name) == 0) {
            fprintf(stderr, "ommcts: %s:%u: '%s' stands in %s:%u already\n",
                    path_of(baseline, again->file), again->line, again->name,
                    path_of(baseline, first->file), first->line);
            return false;
        }
    }
    return true;
}

/// Web addresses in a comment are where the failures below it are discussed.
static const char *read_link(struct run_baseline *baseline, const char *comment)
{
    const char *http = strstr(comment, "http://"), *https = strstr(comment, "https://");
    const char *address = https && (!http || https < http) ? https : http;
    if (!address)
        return NULL;
    size_t length = strcspn(address, " \t,;)>\"'");
    run_strings_add(&baseline->links, run_strndup(address, length));
    return baseline->links.items[baseline->links.count - 1];
}

static bool read_file(struct run_baseline *baseline, size_t file)
{
    struct place place = {.file = file};
    bool in_comment = false;
    struct run_lines lines;
    bool good = run_lines_open(&lines, path_of(baseline, file), "baseline");
    for (char *line; good && (line = run_lines_next(&lines)) != NULL;) {
        bool is_blank = line[strspn(line, " \t")] == '\0';
        // A comment begins in column 0 and nowhere else, as deqp-runner has it. A new one, or a blank line,
        // begins a new group.
        bool is_comment = line[0] == '#';
        if (is_blank || (is_comment && !in_comment))
            place.link = NULL;
        in_comment = is_comment;
        if (is_comment && !place.link)
            place.link = read_link(baseline, line);
        place.line = lines.number;
        if (!is_comment && !is_blank)
            good = read_row(baseline, line, &place);
    }
    run_lines_close(&lines);
    return good;
}

bool run_baseline_read(struct run_baseline *baseline, const struct run_strings *paths)
{
    *baseline = (struct run_baseline){0};
    bool good = true;
    for (size_t i = 0; good && i < paths->count; i++) {
        run_strings_add(&baseline->paths, run_strdup(paths->items[i]));
        good = read_file(baseline, i);
    }
    if (baseline->count > 0)
        qsort(baseline->rows, baseline->count, sizeof(*baseline->rows), by_name);
    return good && names_are_unique(baseline);
}

void run_baseline_clear(struct run_baseline *baseline)
{
    for (size_t i = 0; i < baseline->count; i++)
        free(baseline->rows[i].name);
    free(baseline->rows);
    run_strings_clear(&baseline->paths);
    run_strings_clear(&baseline->links);
    *baseline = (struct run_baseline){0};
}

static int name_to_row(const void *name, const void *row)
{
    return strcmp(name, ((const struct run_baseline_row *)row)->name);
}

const struct run_baseline_row *run_baseline_find(const struct run_baseline *baseline,
                                                 const char *name)
{
    if (baseline->count == 0)
        return NULL;
    return bsearch(name, baseline->rows, baseline->count, sizeof(*baseline->rows), name_to_row);
}

const char *run_expected_word(enum run_expected expected)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (words[i].expected == expected)
            return words[i].text;
    return "Pass";
}

const char *run_deqp_word(enum run_verdict verdict)
{
    switch (verdict) {
    case RUN_PASS:
        return "Pass";
    case RUN_NOT_SUPPORTED:
        return "Skip";
    case RUN_QUALITY_WARNING:
        return "Warn";
    case RUN_CRASH:
        return "Crash";
    case RUN_TIMEOUT:
        return "Timeout";
    case RUN_NOT_RUN:
        return "Missing";
    default:
        return "Fail";
    }
}

enum run_verdict run_baseline_judge(enum run_expected expected, enum run_verdict verdict)
{
    if (expected == RUN_EXPECT_NOTHING)
        return verdict;
    // Not run is no evidence for or against anything.
    if (verdict == RUN_NOT_RUN)
        return verdict;
    const char *got = run_deqp_word(verdict);
    if (strcmp(got, run_expected_word(expected)) == 0)
        return RUN_EXPECTED_FAIL;
    bool fatal = expected == RUN_EXPECT_CRASH || expected == RUN_EXPECT_TIMEOUT;
    bool warned = verdict == RUN_QUALITY_WARNING &&
                  (expected == RUN_EXPECT_FAIL || expected == RUN_EXPECT_CRASH);
    bool better = verdict == RUN_PASS || verdict == RUN_NOT_SUPPORTED || warned ||
                  (fatal && strcmp(got, "Fail") == 0);
    return better ? RUN_UNEXPECTED_IMPROVEMENT : verdict;
}

size_t run_baseline_tell_stale(const struct run_baseline *baseline,
                               const struct run_registry *registry)
{
    size_t stale = 0;
    for (size_t i = 0; i < baseline->count; i++) {
        const struct run_baseline_row *row = &baseline->rows[i];
        const struct run_case *entry = run_registry_find(registry, row->name);
        if (!entry) {
            fprintf(stderr, "ommcts: %s:%u: there is no case '%s'; take the line out\n",
                    path_of(baseline, row->file), row->line, row->name);
            stale++;
        }
    }
    return stale;
}
