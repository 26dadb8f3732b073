// SPDX-License-Identifier: Apache-2.0
// The journal: what happened, line by line, appended as it happens. record.h says what the lines are.
#ifndef RUN_JOURNAL_H
#define RUN_JOURNAL_H

#include "output/record.h"

#include <stdbool.h>
#include <stddef.h>

#define RUN_JOURNAL_NAME "journal.jsonl"
#define RUN_PLAN_NAME    "cases.txt"

enum { RUN_JOURNAL_FORMAT = 1 };

/// One that is appended to. Nobody else may append to it meanwhile: it is locked.
struct run_journal {
    char *path;
    int file;       ///< -1: not open
    long long good; ///< bytes that are whole lines
    size_t lost;    ///< lines that could not be written, the first of which was told
};

/// Makes the file of a new run, or opens that of a run to go on with and cuts a torn line off its end. False: told on
/// stderr. Close with run_journal_close in every case.
bool run_journal_open(struct run_journal *journal, const char *directory, bool new_run);

void run_journal_close(struct run_journal *journal);

// Each appends one line. A line that does not fit leaves the file as it was, and is told once.

void run_journal_run(struct run_journal *journal, const struct run_book *book);
void run_journal_device(struct run_journal *journal, const struct run_book *book, size_t device);
void run_journal_property(struct run_journal *journal, size_t device, const char *name,
                          const char *value);
void run_journal_start(struct run_journal *journal, size_t device, const char *name);
void run_journal_case(struct run_journal *journal, size_t device, const char *name,
                      const struct run_outcome *outcome);
void run_journal_end(struct run_journal *journal, double seconds, const char *why);

#endif
