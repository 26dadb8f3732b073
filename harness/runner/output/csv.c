// SPDX-License-Identifier: Apache-2.0
#include "output/csv.h"

#include "heap.h"
#include "report/sanitize.h"

#include <stdlib.h>
#include <string.h>

/// A line of a table, before it has its place.
struct line {
    char *name;
    const struct run_record *record;
};

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct line *)left)->name, ((const struct line *)right)->name);
}

/// The name as a field. Names of cases are plain; a case list may hold anything.
static char *field(const struct run_book *book, const struct run_record *record)
{
    char *full = run_record_full_name(book, record);
    if (record->entry)
        return full;
    char *clean = run_sanitize_line(full, 1000);
    char *out = run_calloc(strlen(clean) * 4 + 1, 1);
    char *end = out;
    for (const char *p = clean; *p != '\0'; p++)
        if (*p == ',')
            end = stpcpy(end, "\\x2C");
        else
            *end++ = *p;
    free(clean);
    free(full);
    return out;
}

static struct line *sorted(const struct run_book *book)
{
    struct line *lines = run_calloc(book->count, sizeof(*lines));
    for (size_t i = 0; i < book->count; i++)
        lines[i] = (struct line){field(book, &book->records[i]), &book->records[i]};
    qsort(lines, book->count, sizeof(*lines), by_name);
    return lines;
}

static void discard(struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(lines[i].name);
    free(lines);
}

void run_csv_print_results(FILE *file, const struct run_book *book)
{
    struct line *lines = sorted(book);
    for (size_t i = 0; i < book->count; i++) {
        const struct run_outcome *outcome = lines[i].record->outcome;
        double seconds = outcome->result.seconds;
        // Not %f: a case in this process may have changed the locale.
        unsigned long long millionths = seconds > 0.0 ? (unsigned long long)(seconds * 1e6) : 0;
        fprintf(file, "%s,%s,%llu.%06llu\n", lines[i].name, run_outcome_status(outcome),
                millionths / 1000000, millionths % 1000000);
    }
    discard(lines, book->count);
}

void run_csv_print_failures(FILE *file, const struct run_book *book)
{
    struct line *lines = sorted(book);
    for (size_t i = 0; i < book->count; i++)
        if (run_outcome_is_unexpected(lines[i].record->outcome))
            fprintf(file, "%s,%s\n", lines[i].name, run_outcome_status(lines[i].record->outcome));
    discard(lines, book->count);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

void run_csv_print_failed_names(FILE *file, const struct run_book *book)
{
    const char **names = run_calloc(book->count, sizeof(*names));
    size_t count = 0;
    for (size_t i = 0; i < book->count; i++)
        if (book->records[i].entry && run_outcome_is_unexpected(book->records[i].outcome))
            names[count++] = book->records[i].name;
    qsort(names, count, sizeof(*names), by_text);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(names[i - 1], names[i]) != 0)
            fprintf(file, "%s\n", names[i]);
    free(names);
}
