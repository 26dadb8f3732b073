// SPDX-License-Identifier: Apache-2.0
#include "output/record.h"

#include "heap.h"
#include "report/report.h"
#include "report/sanitize.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void run_book_clear(struct run_book *book)
{
    for (size_t i = 0; i < book->device_count; i++)
        free(book->devices[i].reproduce);
    for (size_t i = 0; !book->borrows && i < book->device_count; i++) {
        run_properties_clear(&book->devices[i].properties);
        run_properties_clear(&book->devices[i].facts);
    }
    for (size_t i = 0; book->outcomes && i < book->count; i++)
        run_outcome_clear(&book->outcomes[i]);
    if (!book->borrows) {
        run_properties_clear(&book->properties);
        run_properties_clear(&book->environment);
    }
    run_strings_clear(&book->names);
    free(book->outcomes);
    free(book->records);
    free(book->devices);
    free(book->why);
    *book = (struct run_book){0};
}

char *run_record_full_name(const struct run_book *book, const struct run_record *record)
{
    return run_format("%s%s", book->devices[record->device].prefix, record->name);
}

char *run_record_reproduce(const struct run_book *book, const struct run_record *record)
{
    const char *start = book->devices[record->device].reproduce;
    if (!record->entry || !start)
        return NULL;
    char *name = run_shell_quote(record->name);
    char *command = run_format("%s%s", start, name);
    free(name);
    return command;
}

const char *run_record_reason(const struct run_record *record)
{
    const struct run_outcome *outcome = record->outcome;
    if (outcome->round == 0 && record->started)
        return "not run: it had begun when the runner ended";
    if (outcome->round == 0)
        return "not run: the runner ended before its turn";
    bool silent = !outcome->reason || outcome->reason[0] == '\0';
    return silent ? run_verdict_word(outcome->judged) : outcome->reason;
}

char *run_record_artifact(const struct run_record *record)
{
    static const char before[] = " (see ";
    const char *message = record->outcome->result.message;
    size_t length = message ? strlen(message) : 0;
    if (length == 0 || message[length - 1] != ')')
        return NULL;
    const char *last = NULL;
    for (const char *p = message; (p = strstr(p, before)) != NULL; p++)
        last = p;
    if (!last)
        return NULL;
    const char *path = last + strlen(before);
    return run_strndup(path, length - 1 - (size_t)(path - message));
}

static uint32_t hash_text(const char *text)
{
    uint32_t hash = UINT32_C(2166136261);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT32_C(16777619);
    return hash;
}

/// A case list may name what no case could be called; such a name becomes one that a file may have.
static char *file_name(const char *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    enum { MOST = 220 };
    size_t good = strspn(name, plain);
    if (name[good] == '\0' && good <= MOST)
        return run_format("%s.log", name);
    char *safe = run_format("%.*s.%08" PRIx32 ".log", MOST, name, hash_text(name));
    for (char *p = safe; *p != '\0'; p++)
        if (!strchr(plain, *p))
            *p = '_';
    return safe;
}

char *run_record_log_file(const struct run_book *book, const struct run_record *record)
{
    const struct run_outcome *outcome = record->outcome;
    bool silent = outcome->judged == RUN_PASS || outcome->judged == RUN_NOT_SUPPORTED ||
                  outcome->judged == RUN_NOT_RUN;
    if (silent || outcome->round == 0)
        return NULL;
    char *full = run_record_full_name(book, record);
    char *file = file_name(full);
    char *path = run_format("logs/%s", file);
    free(file);
    free(full);
    return path;
}

struct run_tally run_book_tally(const struct run_book *book)
{
    struct run_tally tally = {.total = book->count};
    for (size_t i = 0; i < book->count; i++) {
        tally.of[book->records[i].outcome->judged]++;
        tally.unexpected += run_outcome_is_unexpected(book->records[i].outcome);
    }
    return tally;
}
