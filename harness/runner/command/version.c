// SPDX-License-Identifier: Apache-2.0
#include "command/version.h"

#include <stddef.h>

const char run_version[] = OMMCTS_VERSION;

unsigned run_version_number(void)
{
    // FNV-1a: any number will do that changes with the text.
    unsigned hash = 2166136261u;
    for (size_t i = 0; run_version[i] != '\0'; i++)
        hash = (hash ^ (unsigned char)run_version[i]) * 16777619u;
    return hash;
}
