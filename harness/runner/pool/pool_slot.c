// SPDX-License-Identifier: Apache-2.0
// The life of a worker in its slot: started when a task needs one, told what to do, asked to quit, or
// brought down in steps that each have a time limit.
#include "clock.h"
#include "heap.h"
#include "pool/pool_internal.h"
#include "worker/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// How long each step may take.
static const int64_t terminate_grace = 1 * RUN_SECOND; ///< from SIGTERM to SIGKILL
static const int64_t reap_patience = 2 * RUN_SECOND;   ///< from SIGKILL to giving the process up
static const int64_t quit_grace = 5 * RUN_SECOND;      ///< for closing the driver
static const int64_t start_grace =
    10 * RUN_SECOND; ///< for a worker to serve, beside the time of its case
static const int64_t wrapper_grace =
    120 * RUN_SECOND; ///< a wrapper like valgrind is slow to start and to end

static int64_t after(int64_t patience)
{
    return run_clock_now() + patience;
}

/// Patience with what a debugger slows down is endless, with what a wrapper slows down it is long.
static int64_t slow_patience(const struct run_pool *pool, int64_t patience)
{
    if (pool->launch.gdb)
        return RUN_NEVER;
    return after(pool->launch.wrapper ? wrapper_grace : patience);
}

static bool wants_fresh_worker(const struct run_pool *pool, const struct run_task *task)
{
    if (task->listing)
        return false;
    const struct omm_case *desc = task->subject->desc;
    // A violation may leave the driver in any state.
    return task->attempt != RUN_ATTEMPT_FIRST || desc->needs.own_process ||
           desc->judges == OMM_JUDGES_LAYER || pool->launch.isolation == RUN_ISOLATE_CASE;
}

static bool worker_suits(const struct run_pool *pool, const struct run_slot *slot)
{
    bool right_device = slot->device == 0 || slot->device == pool->launch.settings.device;
    return right_device && (slot->cases == 0 || !wants_fresh_worker(pool, &slot->task));
}

void run_slot_tell(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    char line[512];
    unsigned long long sequence = task->sequence;
    if (task->listing) {
        snprintf(line, sizeof(line), RUN_COMMAND_LIST_LINE, sequence);
    } else {
        if (slot->device != pool->launch.settings.device) {
            slot->device = pool->launch.settings.device;
            snprintf(line, sizeof(line), RUN_COMMAND_DEVICE_LINE, slot->device);
            run_process_tell(&slot->process, line);
        }
        snprintf(line, sizeof(line), RUN_COMMAND_CASE_LINE, sequence, task->subject->name);
    }
    run_process_tell(&slot->process, line);
}

static void begin_task(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    task->sequence = ++pool->sequence;
    task->began = run_clock_now();
    slot->output_mark = run_process_output_mark(&slot->process);
    run_slot_tell(pool, slot);
    int64_t limit = run_clock_after(pool->launch.timeout);
    int64_t start = slow_patience(pool, start_grace);
    slot->deadline =
        limit == RUN_NEVER || start == RUN_NEVER ? RUN_NEVER : limit + (start - task->began);
}

void run_slot_drive(struct run_pool *pool, struct run_slot *slot)
{
    if (slot->state == RUN_SLOT_EMPTY) {
        char why[512];
        if (!run_launch_worker(pool, slot, why, sizeof(why))) {
            run_pool_end_with(pool, RUN_END_BROKEN, why);
            run_task_abandon(pool, slot);
            return;
        }
    }
    if (slot->state != RUN_SLOT_SERVING)
        return; // the task waits until the worker before it is gone
    if (worker_suits(pool, slot))
        begin_task(pool, slot);
    else
        run_slot_retire(pool, slot);
}

void run_slot_retire(struct run_pool *pool, struct run_slot *slot)
{
    if (slot->state != RUN_SLOT_SERVING)
        return;
    run_process_tell(&slot->process, RUN_COMMAND_QUIT_LINE);
    run_process_hang_up(&slot->process);
    slot->state = RUN_SLOT_LEAVING;
    slot->retired = true;
    slot->deadline = slow_patience(pool, quit_grace);
}

void run_slot_kill(struct run_slot *slot)
{
    run_process_kill(&slot->process);
    slot->state = RUN_SLOT_KILLED;
    slot->deadline = after(reap_patience);
}

void run_slot_give_up(struct run_slot *slot, enum run_verdict verdict, char *reason)
{
    struct run_task *task = &slot->task;
    if (task->given_up) {
        free(reason);
        return;
    }
    task->given_up = true;
    task->verdict = verdict;
    task->reason = reason;
}

void run_slot_tell_bad_end(struct run_pool *pool, struct run_slot *slot, const char *words)
{
    unsigned cases = slot->cases;
    const struct run_case *last = cases ? slot->recent[(cases - 1) % RUN_RECENT] : NULL;
    char sentence[1024] = "";
    if (slot->crashed)
        run_crash_sentence(&slot->crash, sentence, sizeof(sentence));
    char *output = run_process_output(&slot->process, slot->output_mark, 1024);
    char *text = run_format("%s, %s%s%s%s", sentence[0] ? sentence : words,
                            last ? "after " : "before any case", last ? last->name : "",
                            output ? "; it printed: " : "", output ? output : "");
    pool->sink.property(pool->sink.context, "worker ended badly between cases", text);
    free(output);
    free(text);
}

/// The worker died of its task.
static void blame_task(struct run_pool *pool, struct run_slot *slot, int status)
{
    struct run_task *task = &slot->task;
    char *words = run_process_status_words(status);
    if (slot->crashed) {
        char sentence[1024];
        run_crash_sentence(&slot->crash, sentence, sizeof(sentence));
        run_slot_give_up(slot, RUN_CRASH, run_strdup(sentence));
    } else if (strncmp(words, "signal", 6) == 0) {
        run_slot_give_up(slot, RUN_CRASH, run_strdup(words));
    } else if (pool->launch.gdb) {
        run_slot_give_up(slot, RUN_CRASH, run_strdup("the debugger was left inside the case"));
    } else {
        const char *what = task->listing ? "listing" : "case";
        run_slot_give_up(slot, RUN_CRASH,
                         run_format("the process ended inside the %s with %s", what, words));
    }
    free(words);
}

/// The worker died before it served at all: another one may have better luck, a few times.
static void count_failed_start(struct run_pool *pool, const struct run_slot *slot, int status)
{
    // Whoever leaves the debugger before the case began has seen enough.
    unsigned allowed = pool->launch.gdb ? 1 : RUN_STARTS_ALLOWED;
    if (++pool->failed_starts < allowed)
        return;
    char *words = run_process_status_words(status);
    char *output = run_process_output(&slot->process, 0, 1024);
    char *why = run_format("%u workers in a row ended before they served, the last with %s%s%s",
                           pool->failed_starts, words, output ? "; it printed: " : "",
                           output ? output : "");
    run_pool_end_with(pool, RUN_END_BROKEN, why);
    free(why);
    free(output);
    free(words);
}

/// Reads what the task printed before the file goes.
static void keep_output(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    if (pool->launch.wrapper)
        run_process_echo(&slot->process);
    if (task->active && task->begun && !task->now.log)
        task->now.log = run_process_output(&slot->process, slot->output_mark, RUN_LOG_LIMIT);
}

static void close_slot(struct run_slot *slot)
{
    run_process_forget(&slot->process);
    slot->state = RUN_SLOT_EMPTY;
    if (!slot->task.begun) {
        free(slot->frames);
        slot->frames = NULL;
    }
}

/// Ends an attempt with the verdict that the supervisor has come to.
static void conclude(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    task->now.verdict = task->verdict;
    // A hang says where it hangs in answer to SIGTERM.
    bool told_phase = task->verdict == RUN_TIMEOUT && slot->crashed && slot->crash.phase[0];
    task->now.message = told_phase ? run_format("%s, while %s", task->reason, slot->crash.phase)
                                   : run_strdup(task->reason);
    task->now.seconds = (double)(run_clock_now() - task->began) / (double)RUN_SECOND;
    task->now.backtrace = slot->frames ? run_crash_symbolize(slot->frames) : NULL;
    free(slot->frames);
    slot->frames = NULL;
    run_task_attempted(pool, slot);
}

static bool was_signalled_by_us(const struct run_slot *slot)
{
    return slot->state == RUN_SLOT_KILLED || slot->state == RUN_SLOT_TERMINATING;
}

void run_slot_ended(struct run_pool *pool, struct run_slot *slot)
{
    int status = 0;
    if (!run_process_reap(&slot->process, &status))
        return;
    run_slot_listen(pool, slot); // its last words
    struct run_task *task = &slot->task;
    bool blameless = !task->active || !task->begun;
    bool never_served = task->active && !task->begun && !slot->retired && slot->cases == 0;
    if (never_served) {
        count_failed_start(pool, slot, status);
    } else if (blameless && !was_signalled_by_us(slot) && status != 0) {
        char *words = run_process_status_words(status);
        run_slot_tell_bad_end(pool, slot, words);
        free(words);
    }
    // A broken frame from a process that then crashed by itself is a crash.
    if (task->active && task->given_up && task->verdict == RUN_INTERNAL_ERROR && slot->crashed) {
        free(task->reason);
        task->reason = NULL;
        task->given_up = false;
    }
    keep_output(pool, slot);
    if (task->active && task->begun)
        blame_task(pool, slot, status);
    close_slot(slot);
    if (task->active && task->begun)
        conclude(pool, slot);
    else if (task->active && (task->given_up || pool->ending))
        run_task_abandon(pool, slot);
    else if (task->active)
        run_slot_drive(pool, slot); // it made room, or died between two cases
}

/// A process that not even SIGKILL ends hangs in its kernel driver. The run goes on without it.
static void abandon_process(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    int pid = slot->process.pid;
    keep_output(pool, slot);
    close_slot(slot);
    char *text = run_format("process %d could not be killed and was abandoned", pid);
    pool->sink.property(pool->sink.context, "worker abandoned", text);
    free(text);
    if (!task->active)
        return;
    if (!task->given_up)
        run_slot_give_up(slot, RUN_CRASH, run_strdup("its worker had to be killed"));
    char *reason =
        run_format("%s; its process %d could not be killed and was abandoned", task->reason, pid);
    free(task->reason);
    task->reason = reason;
    if (task->begun)
        conclude(pool, slot);
    else
        run_task_abandon(pool, slot);
}

/// The worker has used up the time of its task.
static void time_out(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    if (slot->process.result_fd < 0) {
        run_slot_give_up(slot, RUN_CRASH,
                         run_strdup("something in the process closed the result channel, which "
                                    "belongs to the suite"));
    }
    if (slot->crashed || !task->begun || task->given_up) {
        run_slot_kill(slot); // there is nothing to ask it any more
        return;
    }
    run_slot_give_up(slot, RUN_TIMEOUT, run_format("no result within %g s", pool->launch.timeout));
    run_process_terminate(&slot->process);
    slot->state = RUN_SLOT_TERMINATING;
    slot->deadline = after(terminate_grace);
}

void run_slot_overdue(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    switch (slot->state) {
    case RUN_SLOT_EMPTY:
        break;
    case RUN_SLOT_SERVING:
        time_out(pool, slot);
        break;
    case RUN_SLOT_LEAVING:
        run_slot_tell_bad_end(pool, slot, "still there long after it was told to quit");
        run_slot_kill(slot);
        break;
    case RUN_SLOT_TERMINATING:
        if (task->given_up && task->reason) {
            char *reason = run_format("%s; SIGTERM did not end it, so it was killed", task->reason);
            free(task->reason);
            task->reason = reason;
        }
        run_slot_kill(slot);
        break;
    case RUN_SLOT_KILLED:
        abandon_process(pool, slot);
        break;
    }
}
