// SPDX-License-Identifier: Apache-2.0
// One of the two runs, as far as it can be compared.
#include "diff/diff.h"
#include "diff/table.h"
#include "heap.h"
#include "html/tone.h"
#include "output/record.h"

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

static char *word_of(const struct run_outcome *outcome)
{
    const char *word = run_verdict_word(outcome->judged);
    bool improved = outcome->judged == RUN_UNEXPECTED_IMPROVEMENT;
    return improved ? run_format("%s(%s)", word, run_verdict_word(outcome->told))
                    : run_strdup(word);
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
    side->count = book->count;
    side->results = run_calloc(book->count, sizeof(*side->results));
    for (size_t i = 0; i < book->count; i++) {
        const struct run_record *record = &book->records[i];
        side->results[i] = (struct run_side_result){
            .name = run_record_full_name(book, record),
            .word = word_of(record->outcome),
            .status = run_outcome_status(record->outcome),
            .reason = run_strdup(run_record_reason(record)),
            .tone = tone_of(record->outcome),
            .seconds = record->outcome->result.seconds,
        };
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
        run_book_clear(&book);
    } else {
        good = run_table_read(side);
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
