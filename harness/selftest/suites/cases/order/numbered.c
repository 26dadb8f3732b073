// SPDX-License-Identifier: Apache-2.0
// Cases that finish out of order when several workers run them: the low numbers take longest.
#include "fake_backend.h"
#include "greatest.h"

#include <time.h>

struct turn {
    const char *name;
    int milliseconds;
};

static const struct turn turns[] = {
    {"n1", 120}, {"n2", 60}, {"n3", 30}, {"n4", 0}, {"n5", 40}, {"n6", 0}, {"n7", 0}, {"n8", 0},
};

OMM_CASE(slow_first, .about = "Sleeps a while, then passes.", .params = OMM_PARAMS(turns))
{
    const struct turn *turn = param;
    struct timespec pause = {.tv_nsec = turn->milliseconds * 1000000L};
    nanosleep(&pause, NULL);
    ASSERT(1);
    PASS();
}
