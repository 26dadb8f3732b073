// SPDX-License-Identifier: Apache-2.0
// One of the two runs, as far as it can be compared.
#include "diff/diff.h"
#include "diff/parts.h"
#include "heap.h"
#include "html/tone.h"
#include "output/record.h"
#include "report/junit_read.h"
#include "select/lines.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// What a case did: expectations may differ between the runs, so they don't count.
static enum run_tone tone_of(const struct run_outcome *outcome)
{
    if (outcome->judged == RUN_FLAKE || outcome->judged == RUN_KNOWN_FLAKE)
        return RUN_TONE_WARNING;
    if (outcome->round == 0 || outcome->judged == RUN_WAIVER)
        return RUN_TONE_BAD;
    if (outcome->told == RUN_QUALITY_WARNING)
        return RUN_TONE_GOOD;
    return run_verdict_tone(outcome->told);
}

void run_side_take(struct run_side *side, const struct run_side_result *result)
{
    if ((side->count & (side->count - 1)) == 0)
        side->results =
            run_regrow(side->results, side->count ? side->count * 2 : 1, sizeof(*side->results));
    side->results[side->count++] = *result;
}

void run_side_add(struct run_side *side, const char *name, const struct run_outcome *outcome,
                  const char *reason)
{
    const struct run_side_result result = {
        .name = run_strdup(name),
        .word = run_outcome_word(outcome),
        .status = run_outcome_status(outcome),
        .reason = run_strdup(reason),
        .tone = tone_of(outcome),
        .seconds = outcome->result.seconds,
    };
    run_side_take(side, &result);
}

static void add_properties(struct run_side *side, const char *prefix,
                           const struct run_properties *properties)
{
    for (size_t i = 0; i < properties->count; i++) {
        char *name = run_format("%s%s", prefix, properties->items[i].name);
        run_properties_add(&side->properties, name, properties->items[i].value);
        free(name);
    }
}

static void add_book(struct run_side *side, const struct run_book *book)
{
    for (size_t i = 0; i < book->count; i++) {
        const struct run_record *record = &book->records[i];
        char *name = run_record_full_name(book, record);
        run_side_add(side, name, record->outcome, run_record_reason(record));
        free(name);
    }
    if (book->why || !book->ended)
        side->why = run_strdup(book->why ? book->why : "the run did not end");
    add_properties(side, "", &book->properties);
    add_properties(side, "", &book->environment);
    for (size_t i = 0; i < book->device_count; i++) {
        add_properties(side, book->devices[i].prefix, &book->devices[i].properties);
        add_properties(side, book->devices[i].prefix, &book->devices[i].facts);
    }
}

/// Archives keep the reports of a run and leave the rest out; and what another version wrote is still a report.
static void tell_report(const struct run_side *side)
{
    struct stat status;
    char *report = run_format("%s/junit.xml", side->path);
    if (stat(report, &status) == 0 && S_ISREG(status.st_mode))
        fprintf(stderr, "ommcts: the report '%s' may be compared instead\n", report);
    free(report);
}

/// A file of either kind; which one is told by its first byte.
static bool read_file(struct run_side *side)
{
    struct run_lines lines;
    bool good = run_lines_open(&lines, side->path, "results");
    if (good)
        good = run_junit_is_likely(lines.next) ? run_side_read_junit(side, lines.next)
                                               : run_side_read_table(side, &lines);
    run_lines_close(&lines);
    return good;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct run_side_result *)left)->name,
                  ((const struct run_side_result *)right)->name);
}

static bool is_sound(const struct run_side *side)
{
    for (size_t i = 1; i < side->count; i++)
        if (strcmp(side->results[i - 1].name, side->results[i].name) == 0) {
            fprintf(stderr, "ommcts: %s has the case %s twice\n", side->path,
                    side->results[i].name);
            return false;
        }
    if (side->count == 0)
        fprintf(stderr, "ommcts: %s has no result at all\n", side->path);
    return side->count > 0;
}

bool run_side_read(struct run_side *side, const char *path, const struct run_registry *registry)
{
    struct stat status;
    *side = (struct run_side){.path = path};
    bool good = false;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        struct run_book book = {.count = 0};
        good = run_book_read(&book, path, registry);
        if (good)
            add_book(side, &book);
        else
            tell_report(side);
        run_book_clear(&book);
    } else {
        good = read_file(side);
    }
    if (side->count > 0)
        qsort(side->results, side->count, sizeof(*side->results), by_name);
    return good && is_sound(side);
}

void run_side_clear(struct run_side *side)
{
    for (size_t i = 0; i < side->count; i++) {
        free(side->results[i].name);
        free(side->results[i].word);
        free(side->results[i].reason);
    }
    free(side->results);
    free(side->why);
    run_properties_clear(&side->properties);
    *side = (struct run_side){0};
}
