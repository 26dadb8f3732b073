// SPDX-License-Identifier: Apache-2.0
// The tests of the active personality. None for it is a failure.
#include "personalities.h"

#include "../personality.h"
#include "host.h"

#include <greatest.h>
#include <stdio.h>
#include <string.h>

static bool tested;

bool personality_is(const char *name)
{
    const bool it_is = strcmp(ref_personality()->name, name) == 0;
    tested = tested || it_is;
    return it_is;
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    if (!driver_open())
        return 1;
    RUN_SUITE(personality_deferral);
    RUN_SUITE(personality_threads);
    RUN_SUITE(personality_blobs);
    RUN_SUITE(personality_sizes);
    RUN_SUITE(personality_storage);
    RUN_SUITE(personality_memory);
    driver_close();
    if (!tested) {
        fprintf(stderr, "no test says what the personality %s does\n", ref_personality()->name);
        return 1;
    }
    GREATEST_MAIN_END();
}
