// SPDX-License-Identifier: Apache-2.0
#include "output/files.h"
#include "output/journal.h"
#include "output/log.h"
#include "output/merge.h"

/// What a journal of it would say, had it been one run.
static bool write_journal(const struct run_book *book, const char *directory)
{
    struct run_journal journal;
    bool good = run_journal_open(&journal, directory, true);
    if (good)
        run_journal_run(&journal, book);
    for (size_t i = 0; good && i < book->device_count; i++)
        run_journal_device(&journal, book, i);
    for (size_t i = 0; good && i < book->count; i++) {
        const struct run_record *record = &book->records[i];
        if (record->outcome->round > 0)
            run_journal_case(&journal, record->device, record->name, record->outcome);
        else if (record->started)
            run_journal_start(&journal, record->device, record->name);
    }
    if (good)
        run_journal_end(&journal, book->seconds, book->why);
    good = good && journal.lost == 0;
    run_journal_close(&journal);
    return good;
}

bool run_book_write(const struct run_book *book, const char *directory)
{
    // The plan first: a journal without one can't be read.
    if (!run_files_write_plan(book, directory) || !write_journal(book, directory))
        return false;
    bool logged = true;
    for (size_t i = 0; i < book->count; i++)
        logged = run_log_write(book, &book->records[i], directory, !logged) && logged;
    // Reports are wanted all the more where logs could not be written.
    return run_files_write(book, directory, true, false) && logged;
}
