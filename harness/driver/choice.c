// SPDX-License-Identifier: Apache-2.0
#include "choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int ref_choice_find(const char *name, int count, const char *(*name_at)(int index))
{
    if (!name || !*name)
        return 0;
    for (int i = 0; i < count; i++)
        if (strcmp(name, name_at(i)) == 0)
            return i;
    return -1;
}

void ref_choice_complain(const char *variable, const char *what, int count,
                         const char *(*name_at)(int index))
{
    // Locked so that the sentence stays in one piece when several threads create instances.
    flockfile(stderr);
    fprintf(stderr, "libvulkan_ommref: %s=%s is not a known %s; known are", variable,
            getenv(variable) ? getenv(variable) : "", what);
    for (int i = 0; i < count; i++)
        fprintf(stderr, "%s %s", i ? "," : "", name_at(i));
    fprintf(stderr, ".\n");
    funlockfile(stderr);
}
