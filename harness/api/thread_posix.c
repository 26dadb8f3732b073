// SPDX-License-Identifier: Apache-2.0
#include "runner/worker/crash_thread.h"

#include <ommcts/thread.h>
#include <ommcts/verdict.h>

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

struct omm_thread {
    pthread_t handle;
    void *(*body)(void *);
    void *argument;
    bool joined;
};

static void *enter(void *object)
{
    const struct omm_thread *thread = object;
    run_crash_thread_begin();
    void *result = thread->body(thread->argument);
    run_crash_thread_end();
    return result;
}

void *omm_thread_join(struct omm_thread *thread)
{
    void *result = NULL;
    pthread_join(thread->handle, &result);
    thread->joined = true;
    return result;
}

static void join_left_over(void *object)
{
    struct omm_thread *thread = object;
    if (!thread->joined)
        omm_thread_join(thread);
}

struct omm_thread *omm_thread_start(void *(*body)(void *argument), void *argument)
{
    struct omm_thread *thread = omm_alloc(sizeof *thread);
    thread->body = body;
    thread->argument = argument;
    const int error = pthread_create(&thread->handle, NULL, enter, thread);
    if (error)
        omm_resource_error("no thread can be started: %s", strerror(error));
    omm_cleanup(join_left_over, thread);
    return thread;
}
