// SPDX-License-Identifier: Apache-2.0
#include "choice.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/// '-' and '_' mean the same: one is easier to read in a sentence, the other to type in a script.
static bool same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
            return false;
    return *a == *b;
}

int ref_choice_find(const char *name, int count, const char *(*name_at)(int index))
{
    if (!name || !*name)
        return 0;
    for (int i = 0; i < count; i++)
        if (same_name(name, name_at(i)))
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
