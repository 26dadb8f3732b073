// SPDX-License-Identifier: Apache-2.0
#include "command/places.h"
#include "heap.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *run_place_of_binary(void)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (length <= 0) {
        fputs("ommcts: /proc/self/exe can't be read, so no worker can be started\n", stderr);
        exit(99);
    }
    return run_strndup(path, (size_t)length);
}

/// `folder`/`name` when it can be read, else NULL.
static char *readable(const char *folder, const char *name)
{
    char *path = run_format("%s/%s", folder, name);
    if (access(path, R_OK) == 0)
        return path;
    free(path);
    return NULL;
}

static char *in_share(const char *folder, const char *name)
{
    char *share = run_format("%s/../share/ommcts", folder);
    char *found = readable(share, name);
    free(share);
    return found;
}

char *run_place_beside(const char *name)
{
    char *binary = run_place_of_binary();
    const char *folder = dirname(binary);
    char *found = readable(folder, name);
    found = found ? found : in_share(folder, name);
    free(binary);
    return found;
}

char *run_place_of_data(const char *name)
{
    char *found = readable(OMMCTS_DATA_DIR, name);
    if (!found) {
        char *binary = run_place_of_binary();
        found = in_share(dirname(binary), name);
        free(binary);
    }
    return found;
}
