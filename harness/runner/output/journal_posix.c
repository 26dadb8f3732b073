// SPDX-License-Identifier: Apache-2.0
#include "heap.h"
#include "output/journal.h"
#include "output/journal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static bool tell(const struct run_journal *journal, const char *why)
{
    fprintf(stderr, "ommcts: '%s' can't be written: %s\n", journal->path, why);
    return false;
}

/// Where the last whole line ends; -1: the file can't be read.
static long long whole_lines(int file)
{
    char bytes[4096];
    long long end = lseek(file, 0, SEEK_END);
    while (end > 0) {
        long long start = end > (long long)sizeof(bytes) ? end - (long long)sizeof(bytes) : 0;
        ssize_t got = pread(file, bytes, (size_t)(end - start), (off_t)start);
        if (got != end - start)
            return -1;
        const char *last = memrchr(bytes, '\n', (size_t)got);
        if (last)
            return start + (last - bytes) + 1;
        end = start;
    }
    return end;
}

bool run_journal_open(struct run_journal *journal, const char *directory, bool new_run)
{
    *journal = (struct run_journal){.path = run_format("%s/" RUN_JOURNAL_NAME, directory)};
    // Two that start at the same moment can't both make it.
    int flags = O_RDWR | O_APPEND | O_CLOEXEC | (new_run ? O_CREAT | O_EXCL : 0);
    journal->file = open(journal->path, flags, 0666);
    if (journal->file < 0)
        return tell(journal, strerror(errno));
    if (flock(journal->file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return tell(journal, "another ommcts is writing to it");
    journal->good = whole_lines(journal->file);
    if (journal->good < 0 || ftruncate(journal->file, (off_t)journal->good) != 0)
        return tell(journal, strerror(errno));
    return true;
}

void run_journal_close(struct run_journal *journal)
{
    if (journal->path && journal->file >= 0) {
        fsync(journal->file);
        close(journal->file);
    }
    free(journal->path);
    *journal = (struct run_journal){.file = -1};
}

static bool write_all(int file, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, text, length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return true;
}

void run_journal_append(struct run_journal *journal, const char *line)
{
    if (!journal->path || journal->file < 0)
        return;
    char *text = run_format("%s\n", line);
    size_t length = strlen(text);
    if (write_all(journal->file, text, length)) {
        journal->good += (long long)length;
    } else {
        if (journal->lost == 0)
            tell(journal, strerror(errno));
        // What follows may fit, and must not continue a line that is cut short.
        if (ftruncate(journal->file, (off_t)journal->good) != 0)
            tell(journal, strerror(errno));
        journal->lost++;
    }
    free(text);
}
