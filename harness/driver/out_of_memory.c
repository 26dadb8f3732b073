// SPDX-License-Identifier: Apache-2.0
#include "out_of_memory.h"

#include "personality.h"

#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

static _Atomic uint64_t calls;

__attribute__((constructor)) static void begin_elsewhere(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    atomic_init(&calls, (uint64_t)now.tv_nsec);
}

/// So that the failures do not keep step with an application that repeats itself.
static uint64_t scattered(uint64_t number)
{
    number = (number ^ (number >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C(0x94d049bb133111eb);
    return number ^ (number >> 31);
}

VkResult ref_out_of_memory(void)
{
    const uint32_t every = ref_personality()->out_of_memory;
    if (!every)
        return VK_SUCCESS;
    const uint64_t chance = scattered(atomic_fetch_add(&calls, 1));
    if (chance % every)
        return VK_SUCCESS;
    return chance >> 32 & 1 ? VK_ERROR_OUT_OF_HOST_MEMORY : VK_ERROR_OUT_OF_DEVICE_MEMORY;
}
