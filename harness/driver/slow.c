// SPDX-License-Identifier: Apache-2.0
#include "slow.h"

#include "personality.h"

#include <time.h>

static void wait_for(uint64_t nanoseconds)
{
    const uint64_t second = 1000000000;
    const struct timespec time = {
        .tv_sec = (time_t)(nanoseconds / second),
        .tv_nsec = (long)(nanoseconds % second),
    };
    nanosleep(&time, NULL);
}

void ref_slow_copy(uint64_t bytes)
{
    const uint64_t nanoseconds_per_byte = 5; // 200 MB/s
    if (ref_personality()->slow)
        wait_for(100000 + bytes * nanoseconds_per_byte);
}

void ref_slow_batch(void)
{
    if (ref_personality()->slow)
        wait_for(500000);
}

void ref_slow_join(void)
{
    const enum ref_concurrency concurrency = ref_personality()->concurrency;
    if (ref_personality()->latecomers != REF_LATECOMERS_SHARE ||
        concurrency == REF_CONCURRENCY_ONE || concurrency == REF_CONCURRENCY_HUGE)
        wait_for(300000);
}
