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

// Threads that stand at a gate until all are there.
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t opened;
    bool open;
};

struct guest {
    struct gate *gate;
    void *(*body)(void *);
    void *argument;
};

static void open_gate(void *object)
{
    struct gate *gate = object;
    pthread_mutex_lock(&gate->lock);
    gate->open = true;
    pthread_cond_broadcast(&gate->opened);
    pthread_mutex_unlock(&gate->lock);
}

static void *pass_gate(void *object)
{
    const struct guest *guest = object;
    struct gate *gate = guest->gate;
    pthread_mutex_lock(&gate->lock);
    while (!gate->open)
        pthread_cond_wait(&gate->opened, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
    return guest->body(guest->argument);
}

void omm_at_once(unsigned count, void *(*body)(void *), void *first, size_t size)
{
    struct gate *gate = omm_alloc(sizeof *gate);
    struct guest *guests = omm_alloc(count * sizeof *guests);
    struct omm_thread **threads = omm_alloc(count * sizeof(struct omm_thread *));
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->opened, NULL);
    for (unsigned i = 0; i < count; ++i) {
        guests[i] = (struct guest){gate, body, (char *)first + i * size};
        threads[i] = omm_thread_start(pass_gate, &guests[i]);
        // If the next one can't be had, the clean-up joins this one: it must not stand there for ever.
        omm_cleanup(open_gate, gate);
    }
    open_gate(gate);
    for (unsigned i = 0; i < count; ++i)
        omm_thread_join(threads[i]);
}
