// SPDX-License-Identifier: Apache-2.0
#include "commands.h"

#include <string.h>

// A device asks for some seven hundred names once, so that searching the tables in a row costs less
// than a millisecond, and needs neither an index nor the lock that building one would.
const struct lay_command *lay_intercepted(const char *name)
{
    for (size_t i = 0; i < lay_family_count; ++i) {
        const struct lay_family *family = lay_families[i];
        for (size_t c = 0; c < family->count; ++c)
            if (!strcmp(family->commands[c].name, name))
                return &family->commands[c];
    }
    return NULL;
}
