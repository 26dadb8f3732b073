// SPDX-License-Identifier: Apache-2.0
#include "sync.h"

#include <errno.h>

bool ref_deadline(uint64_t timeout, struct timespec *deadline)
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

void ref_pause(void)
{
    const struct timespec duration = {.tv_nsec = 50000000};
    nanosleep(&duration, NULL);
}

VkResult ref_wait(struct ref_device *device, bool (*done)(const void *context), const void *context,
                  uint64_t timeout)
{
    struct timespec deadline;
    const bool ends = ref_deadline(timeout, &deadline);

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
