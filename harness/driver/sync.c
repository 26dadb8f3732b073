// SPDX-License-Identifier: Apache-2.0
#include "sync.h"

#include <errno.h>
#include <time.h>

/// The moment `timeout` nanoseconds from now; false when that is too far off to be expressed.
static bool deadline_after(uint64_t timeout, struct timespec *deadline)
{
    const uint64_t second = 1000000000, forever = (uint64_t)1 << 60;
    if (timeout >= forever)
        return false;
    clock_gettime(CLOCK_MONOTONIC, deadline);
    const uint64_t nanoseconds = (uint64_t)deadline->tv_nsec + timeout;
    deadline->tv_sec += (time_t)(nanoseconds / second);
    deadline->tv_nsec = (long)(nanoseconds % second);
    return true;
}

VkResult ref_wait(struct ref_device *device, bool (*done)(const void *context), const void *context,
                  uint64_t timeout)
{
    struct timespec deadline;
    const bool ends = deadline_after(timeout, &deadline);

    pthread_mutex_lock(&device->lock);
    bool late = timeout == 0, finished;
    while (!(finished = done(context)) && !late) {
        if (ends)
            late = pthread_cond_timedwait(&device->changed, &device->lock, &deadline) == ETIMEDOUT;
        else
            pthread_cond_wait(&device->changed, &device->lock);
    }
    pthread_mutex_unlock(&device->lock);
    return finished ? VK_SUCCESS : VK_TIMEOUT;
}
