// SPDX-License-Identifier: Apache-2.0
#include "command/folder.h"
#include "heap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool tell(const char *option, const char *path, const char *what, const char *why)
{
    fprintf(stderr, "ommcts: the directory '%s' of %s %s: %s\n", path, option, what, why);
    return false;
}

/// Permissions alone do not tell: the file system may be read-only, or a sandbox in between.
static bool can_create_in(const char *path, int *error)
{
    char *probe = run_format("%s/.ommcts-probe.%ld", path, (long)getpid());
    int file = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    *error = errno;
    if (file >= 0) {
        close(file);
        unlink(probe);
    }
    free(probe);
    return file >= 0;
}

bool run_folder_prepare(const char *option, const char *path)
{
    struct stat status;
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return tell(option, path, "can't be made", strerror(errno));
    if (stat(path, &status) != 0)
        return tell(option, path, "can't be used", strerror(errno));
    if (!S_ISDIR(status.st_mode))
        return tell(option, path, "can't be used", "it is no directory");
    int error = 0;
    if (!can_create_in(path, &error))
        return tell(option, path, "can't be written to", strerror(error));
    return true;
}
