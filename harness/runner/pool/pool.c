// SPDX-License-Identifier: Apache-2.0
#include "clock.h"
#include "heap.h"
#include "pool/pool_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run_pool *run_pool_create(const struct run_launch *launch, const struct run_sink *sink)
{
    struct run_pool *pool = run_calloc(1, sizeof(*pool));
    pool->launch = *launch;
    pool->sink = *sink;
    if (pool->launch.jobs == 0 || pool->launch.gdb)
        pool->launch.jobs = 1;
    if (pool->launch.gdb)
        pool->launch.timeout = 0;
    pool->slots = run_calloc(pool->launch.jobs, sizeof(*pool->slots));
    pool->processes = run_calloc(pool->launch.jobs, sizeof(*pool->processes));
    for (unsigned i = 0; i < pool->launch.jobs; i++)
        pool->processes[i] = &pool->slots[i].process;
    pool->frame = run_calloc(1, sizeof(*pool->frame));
    run_launch_prepare(pool);
    run_process_prepare();
    return pool;
}

void run_pool_interrupt(void)
{
    run_process_interrupt();
}

void run_pool_end_with(struct run_pool *pool, enum run_end end, const char *why)
{
    if (!pool->ending) {
        pool->ending = true;
        pool->end = end;
        pool->end_why = run_strdup(why);
    }
}

/// Once: kills the workers that are busy.
static void obey_interrupt(struct run_pool *pool)
{
    run_pool_end_with(pool, RUN_END_INTERRUPTED, "the run was interrupted");
    for (unsigned i = 0; i < pool->launch.jobs; i++) {
        struct run_slot *slot = &pool->slots[i];
        if (!slot->task.active || slot->task.given_up)
            continue;
        run_slot_give_up(slot, RUN_NOT_RUN, run_strdup("the run was interrupted"));
        if (slot->state == RUN_SLOT_EMPTY)
            run_task_abandon(pool, slot);
        else
            run_slot_kill(slot);
    }
}

static int64_t next_deadline(const struct run_pool *pool)
{
    int64_t soonest = RUN_NEVER;
    for (unsigned i = 0; i < pool->launch.jobs; i++) {
        const struct run_slot *slot = &pool->slots[i];
        if (slot->state != RUN_SLOT_EMPTY && slot->deadline < soonest)
            soonest = slot->deadline;
    }
    return soonest;
}

void run_pool_turn(struct run_pool *pool)
{
    // An interrupt keeps the wait from waiting, so once it has been obeyed only deadlines may be waited for;
    // they are short then, because every busy worker has been killed.
    bool interrupted = run_process_interrupted();
    if (interrupted && !pool->launch.gdb) // ^C is meant for the debugger
        obey_interrupt(pool);
    int64_t deadline = next_deadline(pool), tick = run_clock_now() + RUN_SECOND;
    if (pool->sink.tick && tick < deadline)
        deadline = tick;
    run_process_wait(pool->processes, pool->launch.jobs, deadline, !interrupted);
    if (pool->sink.tick)
        pool->sink.tick(pool->sink.context);
    for (unsigned i = 0; i < pool->launch.jobs; i++) {
        struct run_slot *slot = &pool->slots[i];
        if (slot->process.pid && slot->process.readable)
            run_slot_listen(pool, slot);
        if (slot->process.pid && slot->process.ended)
            run_slot_ended(pool, slot);
        if (slot->state != RUN_SLOT_EMPTY && run_clock_now() >= slot->deadline)
            run_slot_overdue(pool, slot);
    }
}

void run_pool_choose(struct run_pool *pool, unsigned device)
{
    // Workers that were told another device are retired when their next task comes.
    pool->launch.settings.device = device;
}

void run_pool_again(struct run_pool *pool, size_t index)
{
    pool->again = run_regrow(pool->again, pool->again_count + 1, sizeof(*pool->again));
    pool->again[pool->again_count++] = index;
}

void run_pool_stop(struct run_pool *pool, const char *why)
{
    run_pool_end_with(pool, RUN_END_STOPPED, why);
}

bool run_pool_next(struct run_pool *pool, size_t *index)
{
    if (pool->ending)
        return false;
    if (pool->again_count > 0) {
        *index = pool->again[--pool->again_count];
        return true;
    }
    *index = pool->next;
    if (pool->next == pool->count)
        return false;
    pool->next++;
    return true;
}

/// Gives every idle slot its next case. False when nothing is being worked on.
static bool hand_out(struct run_pool *pool)
{
    bool busy = false;
    for (unsigned i = 0; i < pool->launch.jobs; i++) {
        struct run_slot *slot = &pool->slots[i];
        size_t index = 0;
        if (!slot->task.active && run_pool_next(pool, &index))
            run_task_assign(pool, slot, index);
        if (slot->task.active && pool->ending && !slot->task.begun && !slot->task.given_up)
            run_task_abandon(pool, slot);
        busy |= slot->task.active;
    }
    return busy;
}

static void report_unrun(struct run_pool *pool, size_t index)
{
    struct run_result result = {
        .verdict = RUN_NOT_RUN,
        .message = run_strdup(pool->end_why ? pool->end_why : "the run ended before its turn"),
    };
    pool->sink.finished(pool->sink.context, index, &result);
}

/// The cases whose turn never came.
static void report_rest(struct run_pool *pool)
{
    while (pool->again_count > 0)
        report_unrun(pool, pool->again[--pool->again_count]);
    while (pool->next < pool->count)
        report_unrun(pool, pool->next++);
}

enum run_end run_pool_run(struct run_pool *pool, const struct run_case *const *cases, size_t count,
                          char *why, size_t why_size)
{
    pool->cases = cases;
    pool->count = count;
    pool->next = 0;
    pool->again_count = 0;
    pool->ending = false;
    pool->end = RUN_END_COMPLETE;
    pool->failed_starts = pool->failed_openings = 0;
    if (run_process_interrupted() && !pool->launch.gdb)
        run_pool_end_with(pool, RUN_END_INTERRUPTED, "the run was interrupted");
    if (pool->launch.isolation == RUN_ISOLATE_NONE)
        run_inline_run(pool);
    else
        while (hand_out(pool))
            run_pool_turn(pool);
    report_rest(pool);
    snprintf(why, why_size, "%s", pool->end_why ? pool->end_why : "");
    free(pool->end_why);
    pool->end_why = NULL;
    return pool->end;
}

void run_pool_destroy(struct run_pool *pool)
{
    run_inline_close(pool);
    bool busy = true;
    for (unsigned i = 0; i < pool->launch.jobs; i++)
        run_slot_retire(pool, &pool->slots[i]);
    while (busy) {
        busy = false;
        for (unsigned i = 0; i < pool->launch.jobs; i++)
            busy |= pool->slots[i].state != RUN_SLOT_EMPTY;
        if (busy)
            run_pool_turn(pool);
    }
    run_launch_discard(pool);
    free(pool->end_why);
    free(pool->again);
    free(pool->frame);
    free(pool->processes);
    free(pool->slots);
    free(pool);
}
