// SPDX-License-Identifier: Apache-2.0
// RUN_ISOLATE_NONE: the cases run here, in the runner's own process, as a debugger likes it. No time limit, no
// second attempts; a crash ends the program, after its handler has told of it.
#include "pool/pool_inline.h"

#include "clock.h"
#include "heap.h"
#include "pool/pool_internal.h"
#include "worker/worker_case.h"
#include "worker/worker_check.h"
#include "worker/worker_outlet.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What the outlet's functions work on. One pool runs at a time.
static struct {
    struct run_pool *pool;
    struct run_device_list *listing;
    struct run_result *result;
    size_t left_out;
    pthread_mutex_t lock; ///< of `result`'s messages
    char why[1024];
    enum run_opening opening;
} here = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void take_device(void *unused, const struct run_device *device)
{
    (void)unused;
    struct run_device_list *list = here.listing;
    if (!list)
        return;
    struct run_device_info info = {
        .name = run_strdup(device->name ? device->name : ""),
        .uuid = run_strdup(device->uuid ? device->uuid : ""),
        .remarks = run_strdup(device->remarks ? device->remarks : ""),
        .facts = run_calloc(device->count, sizeof(*info.facts)),
        .fact_count = device->count,
    };
    for (size_t i = 0; i < device->count; i++) {
        info.facts[i][0] = run_strdup(device->facts[i][0]);
        info.facts[i][1] = run_strdup(device->facts[i][1]);
    }
    list->devices = run_regrow(list->devices, list->count + 1, sizeof(*list->devices));
    list->devices[list->count++] = info;
}

static void take_property(void *unused, const char *name, const char *value)
{
    (void)unused;
    here.pool->sink.property(here.pool->sink.context, name, value);
}

static void take_message(void *unused, const char *source, const char *severity, const char *id,
                         const char *text)
{
    (void)unused;
    pthread_mutex_lock(&here.lock);
    if (here.result) {
        struct run_message message = {
            .source = run_strdup(source ? source : ""),
            .severity = run_strdup(severity ? severity : ""),
            .id = run_strdup(id ? id : ""),
            .text = run_strdup(text ? text : ""),
        };
        run_task_add_message(here.result, &message, &here.left_out);
    }
    pthread_mutex_unlock(&here.lock);
}

static void take_measure(void *unused, const char *series, const char *against,
                         const struct run_timing *timing)
{
    (void)unused;
    const struct run_measure measure = {
        .series = run_strdup(series),
        .against = run_strdup(against ? against : ""),
        .timing = *timing,
    };
    if (here.result)
        run_result_add_measure(here.result, &measure);
}

static enum run_opening open_here(struct run_pool *pool)
{
    if (here.pool)
        return here.opening;
    here.pool = pool;
    run_outlet_set(&(struct run_outlet){
        .device = take_device,
        .property = take_property,
        .message = take_message,
        .measure = take_measure,
    });
    run_crash_install(&(struct run_crash_hooks){
        .crashed = run_stdout_tell_crash,
        .frames = run_stdout_tell_frames,
        .describe_address = pool->launch.backend->describe_address,
    });
    run_crash_phase("opening the driver");
    here.opening = pool->launch.backend->open(&pool->launch.settings, here.why, sizeof(here.why));
    pool->backend_open = here.opening == RUN_OPENED;
    run_crash_phase("between cases");
    return here.opening;
}

bool run_inline_devices(struct run_pool *pool, struct run_device_list *list)
{
    run_stdout_take_away();
    list->opening = open_here(pool);
    if (list->opening == RUN_OPENED) {
        here.listing = list;
        run_crash_phase("listing the devices");
        pool->launch.backend->devices();
        run_crash_phase("between cases");
        here.listing = NULL;
    } else {
        list->why = run_strdup(here.why);
    }
    run_stdout_give_back();
    return true;
}

static void finish_here(const struct run_case_end *end, struct run_result *result)
{
    result->verdict = end->verdict;
    result->checks = end->checks;
    result->seconds = (double)end->nanoseconds / (double)RUN_SECOND;
    const char *message = end->message;
    switch (end->verdict) {
    case RUN_OUT_OF_MEMORY:
        result->verdict = RUN_QUALITY_WARNING;
        result->message =
            run_format("%s; out of memory, and not tried again without workers", message);
        break;
    case RUN_DEVICE_LOST:
        result->verdict = RUN_CRASH;
        result->message = run_format("device lost: %s", message);
        break;
    case RUN_DEVICE_UNAVAILABLE:
        result->verdict = RUN_RESOURCE_ERROR;
        result->message = run_strdup(message);
        break;
    default:
        result->message = message[0] ? run_strdup(message) : NULL;
    }
}

static void run_one(struct run_pool *pool, size_t index)
{
    static struct run_case_end end;
    struct run_result result = {0};
    end = (struct run_case_end){0};
    pool->sink.started(pool->sink.context, index);
    run_stdout_take_away();
    run_stdout_in_case(true);
    if (open_here(pool) == RUN_OPENED) {
        here.result = &result;
        here.left_out = 0;
        run_case_execute(pool->launch.backend, pool->cases[index], pool->launch.seed, &end);
        pthread_mutex_lock(&here.lock);
        here.result = NULL;
        pthread_mutex_unlock(&here.lock);
        run_task_note_left_out(&result, here.left_out);
        finish_here(&end, &result);
    } else {
        result.verdict = RUN_RESOURCE_ERROR;
        result.message = run_strdup(here.why);
    }
    run_stdout_in_case(false);
    run_stdout_give_back();
    bool unavailable = end.verdict == RUN_DEVICE_UNAVAILABLE;
    pool->failed_openings = unavailable ? pool->failed_openings + 1 : 0;
    if (pool->failed_openings >= RUN_OPENINGS_ALLOWED) {
        char *why = run_format("no device could be opened %u times in a row: %s",
                               pool->failed_openings, end.message);
        run_pool_end_with(pool, RUN_END_NO_DEVICE, why);
        free(why);
    }
    pool->sink.finished(pool->sink.context, index, &result);
}

void run_inline_run(struct run_pool *pool)
{
    run_check_break(pool->launch.break_on_failure);
    for (size_t index = 0; run_pool_next(pool, &index);) {
        run_one(pool, index);
        if (run_process_interrupted())
            run_pool_end_with(pool, RUN_END_INTERRUPTED, "the run was interrupted");
    }
}

void run_inline_close(struct run_pool *pool)
{
    if (here.pool != pool)
        return;
    if (pool->backend_open) {
        run_stdout_take_away();
        run_crash_phase("closing the driver");
        pool->launch.backend->close();
        run_stdout_give_back();
    }
    run_outlet_set(NULL);
    run_crash_uninstall();
    here.pool = NULL;
    here.opening = RUN_NOTHING_HERE;
}
