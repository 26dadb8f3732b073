// SPDX-License-Identifier: Apache-2.0
#include "heap.h"
#include "output/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// What a rename would replace: behind a symbolic link the file itself, so that the link stays.
static char *real_target(const char *path)
{
    char *target = realpath(path, NULL);
    return target ? target : run_strdup(path);
}

static bool tell(const char *path, const char *why)
{
    fprintf(stderr, "ommcts: the report '%s' can't be written: %s\n", path, why);
    return false;
}

static int create(const char *temporary)
{
    return open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

bool run_replace_check(const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return tell(path, S_ISDIR(status.st_mode) ? "it is a folder" : "it is no regular file");
    char *target = real_target(path);
    char *temporary = run_format("%s.tmp", target);
    int file = create(temporary);
    bool good = file >= 0 || tell(path, strerror(errno));
    if (file >= 0) {
        close(file);
        unlink(temporary);
    }
    free(temporary);
    free(target);
    return good;
}

/// 0, or why the file is not whole.
static int fill(const char *temporary, run_file_writer *writer, const void *subject, bool durable)
{
    int descriptor = create(temporary);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (!file) {
        int error = errno;
        if (descriptor >= 0)
            close(descriptor);
        return error;
    }
    errno = 0;
    writer(file, subject);
    bool good = fflush(file) == 0 && !ferror(file) && (!durable || fsync(descriptor) == 0);
    int error = good ? 0 : errno ? errno : EIO;
    if (fclose(file) != 0 && error == 0)
        error = errno;
    return error;
}

bool run_replace_by(const char *path, run_file_writer *writer, const void *subject, bool durable,
                    bool quiet)
{
    char *target = real_target(path);
    char *temporary = run_format("%s.tmp", target);
    int error = fill(temporary, writer, subject, durable);
    if (error == 0 && rename(temporary, target) != 0)
        error = errno;
    if (error != 0) {
        if (!quiet)
            tell(path, strerror(error));
        unlink(temporary);
    }
    free(temporary);
    free(target);
    return error == 0;
}

struct report {
    run_report_writer *writer;
    const struct run_book *book;
};

static void write_report(FILE *file, const void *subject)
{
    const struct report *report = subject;
    report->writer(file, report->book);
}

bool run_replace(const char *path, run_report_writer *writer, const struct run_book *book,
                 bool durable, bool quiet)
{
    const struct report report = {writer, book};
    return run_replace_by(path, write_report, &report, durable, quiet);
}
