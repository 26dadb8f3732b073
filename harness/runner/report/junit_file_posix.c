// SPDX-License-Identifier: Apache-2.0
// The report's file: never half-written under its own name.
#include "heap.h"
#include "report/junit.h"
#include "report/junit_text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
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

bool run_junit_check_path(const char *path)
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

bool run_junit_write(const struct run_report *report, const char *path)
{
    size_t length = 0;
    char *text = run_junit_text(report, &length);
    char *target = real_target(path);
    char *temporary = run_format("%s.tmp", target);
    int file = create(temporary);
    bool good = file >= 0 && write_all(file, text, length) && fsync(file) == 0;
    int error = errno;
    if (file >= 0 && close(file) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good && rename(temporary, target) != 0) {
        good = false;
        error = errno;
    }
    if (!good) {
        tell(path, strerror(error));
        unlink(temporary);
    }
    free(temporary);
    free(target);
    free(text);
    return good;
}
