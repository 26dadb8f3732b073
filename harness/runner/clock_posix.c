// SPDX-License-Identifier: Apache-2.0
#include "clock.h"

#include <time.h>

static const double century = 100.0 * 365 * 24 * 3600;

int64_t run_clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * RUN_SECOND + now.tv_nsec;
}

int64_t run_clock_after(double seconds)
{
    if (!(seconds > 0 && seconds < century))
        return RUN_NEVER;
    return run_clock_now() + (int64_t)(seconds * (double)RUN_SECOND);
}
