// SPDX-License-Identifier: Apache-2.0
#include "select/glob.h"

#include <fnmatch.h>
#include <string.h>

static const char name_root[] = "omm.";

static bool has_root(const char *text)
{
    return strncmp(text, name_root, strlen(name_root)) == 0;
}

bool run_glob_is_pattern(const char *pattern)
{
    return strpbrk(pattern, "*?[\\") != NULL;
}

bool run_glob_match(const char *pattern, const char *name)
{
    if (fnmatch(pattern, name, 0) == 0)
        return true;
    return !has_root(pattern) && has_root(name) &&
           fnmatch(pattern, name + strlen(name_root), 0) == 0;
}
