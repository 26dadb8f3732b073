// SPDX-License-Identifier: Apache-2.0
#include "file.h"

#include <ommcts/verdict.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int file, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t written = write(file, bytes, size);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
    return true;
}

const char *omm_file_write(const char *path, const void *bytes, size_t size)
{
    // With this process's number: two runs may keep the same thing at the same time.
    const char *temporary = omm_sentence("%s.%ld.tmp", path, (long)getpid());
    const int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return omm_sentence("%s", strerror(errno));
    bool good = write_all(file, bytes, size) && fsync(file) == 0;
    int error = errno;
    if (close(file) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good && rename(temporary, path) != 0) {
        good = false;
        error = errno;
    }
    if (good)
        return NULL;
    unlink(temporary);
    return omm_sentence("%s", strerror(error));
}

static const char *read_all(int file, uint8_t *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t got = read(file, bytes + done, size - done);
        if (got == 0)
            return "it became shorter while it was read";
        if (got < 0 && errno != EINTR)
            return omm_sentence("%s", strerror(errno));
        done += got > 0 ? (size_t)got : 0;
    }
    return NULL;
}

static const char *read_open(int file, uint8_t **bytes, size_t *size)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return omm_sentence("%s", strerror(errno));
    if (!S_ISREG(status.st_mode))
        return "it is no regular file";
    if (status.st_size > (off_t)1 << 30)
        return "it is larger than a gibibyte";
    *size = (size_t)status.st_size;
    *bytes = omm_alloc(*size);
    return read_all(file, *bytes, *size);
}

const char *omm_file_read(const char *path, uint8_t **bytes, size_t *size)
{
    // Not blocking: a pipe of this name would have nobody at its other end.
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return omm_sentence("%s", strerror(errno));
    const char *wrong = read_open(file, bytes, size);
    close(file);
    return wrong;
}

static bool fits(const char *name, const char *prefix, const char *suffix)
{
    const size_t length = strlen(name), first = strlen(prefix), last = strlen(suffix);
    return length >= first + last && strncmp(name, prefix, first) == 0 &&
           strcmp(name + length - last, suffix) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *omm_file_names(const char *directory, const char *prefix, const char *suffix,
                                  size_t *count)
{
    enum { MOST = 1000 };
    const char **names = omm_alloc(MOST * sizeof *names);
    DIR *folder = opendir(directory);
    if (!folder)
        omm_resource_error("the directory '%s' can't be read: %s", directory, strerror(errno));
    *count = 0;
    for (const struct dirent *entry = readdir(folder); entry && *count < MOST;
         entry = readdir(folder))
        if (fits(entry->d_name, prefix, suffix))
            names[(*count)++] = omm_sentence("%s", entry->d_name);
    closedir(folder);
    qsort(names, *count, sizeof *names, by_name);
    return names;
}
