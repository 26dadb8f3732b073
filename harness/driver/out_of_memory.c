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

VkResult ref_out_of_memory(void)
{
    const uint32_t every = ref_personality()->out_of_memory;
    if (!every)
        return VK_SUCCESS;
    const uint64_t call = atomic_fetch_add(&calls, 1);
    if (call % every)
        return VK_SUCCESS;
    return call / every % 2 ? VK_ERROR_OUT_OF_HOST_MEMORY : VK_ERROR_OUT_OF_DEVICE_MEMORY;
}
