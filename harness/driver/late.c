// SPDX-License-Identifier: Apache-2.0
#include "late.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct late {
    void *to;
    size_t size;
    uint8_t bytes[];
};

static void *copy(void *argument)
{
    struct late *late = argument;
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    memcpy(late->to, late->bytes, late->size);
    free(late);
    return NULL;
}

void ref_late_copy(void *to, const void *from, size_t size)
{
    struct late *late = malloc(sizeof *late + size);
    if (!late)
        return;
    *late = (struct late){.to = to, .size = size};
    memcpy(late->bytes, from, size);
    pthread_t thread;
    if (pthread_create(&thread, NULL, copy, late) == 0)
        pthread_detach(thread);
    else
        free(late);
}
