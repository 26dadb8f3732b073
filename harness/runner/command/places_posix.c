// SPDX-License-Identifier: Apache-2.0
#include "command/places.h"
#include "heap.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Defined in programs that the CMake package links elsewhere: the share folder of the installation they come from.
extern const char run_installed_share[] __attribute__((weak));

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

/// The first of `beside` (relative to the binary's folder) and `shared` (relative to a share folder) that can be read.
static char *first_of(const char *beside, const char *shared)
{
    char *binary = run_place_of_binary();
    const char *folder = dirname(binary);
    char *share = run_format("%s/%s", folder, OMMCTS_SHARE_FROM_BINARY);
    char *found = readable(folder, beside);
    found = found ? found : readable(share, shared);
    if (!found && run_installed_share)
        found = readable(run_installed_share, shared);
    free(share);
    free(binary);
    return found;
}

char *run_place_beside(const char *name)
{
    char *shared = run_format("ommcts/%s", name);
    char *found = first_of(name, shared);
    free(shared);
    return found;
}

char *run_place_of_data(const char *name)
{
    char *beside = run_format("data/%s", name);
    char *shared = run_format("ommcts/%s", name);
    char *found = first_of(beside, shared);
    free(shared);
    free(beside);
    return found;
}

char *run_place_of_layers(void)
{
    static const char manifest[] = "VkLayer_ommcts_host_copy.json";
    char *beside = run_format("layers/%s", manifest);
    char *shared = run_format("vulkan/explicit_layer.d/%s", manifest);
    char *found = first_of(beside, shared);
    if (found)
        found[strlen(found) - strlen(manifest) - 1] = '\0';
    free(shared);
    free(beside);
    return found;
}
