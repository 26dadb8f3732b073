// SPDX-License-Identifier: Apache-2.0
// What workers say, frame by frame. A worker whose frames make no sense cannot be believed any more:
// its case is an InternalError and the worker is brought down.
#include "clock.h"
#include "heap.h"
#include "pool/pool_internal.h"
#include "worker/worker.h"

#include <stdio.h>
#include <stdlib.h>

// How long a crashed process may take to end by itself, which includes writing a core file.
static const int64_t crash_grace = 5 * RUN_SECOND;

static void disbelieve(struct run_slot *slot, const char *what)
{
    if (slot->task.active) {
        run_slot_give_up(slot, RUN_INTERNAL_ERROR,
                         run_format("the worker cannot be believed any more: it sent %s. Something "
                                    "in its process wrote into a descriptor of the suite",
                                    what));
    }
    if (slot->state == RUN_SLOT_SERVING || slot->state == RUN_SLOT_LEAVING)
        run_slot_kill(slot);
}

/// Whether the frame belongs to what the slot works on, and not to something that was abandoned.
static bool is_current(struct run_frame *frame, const struct run_task *task)
{
    return run_frame_number(frame) == task->sequence && task->active && !task->given_up;
}

static void hear_hello(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    // In a debugger the program may be started again: then it has to be asked again.
    if (slot->said_hello && pool->launch.gdb && task->active) {
        slot->device = 0;
        run_slot_tell(pool, slot);
    }
    slot->said_hello = true;
}

static void hear_begin(struct run_pool *pool, struct run_slot *slot, struct run_frame *frame)
{
    struct run_task *task = &slot->task;
    if (!is_current(frame, task) || task->begun)
        return;
    pool->failed_starts = 0;
    task->begun = true;
    task->began = run_clock_now();
    slot->deadline = run_clock_after(pool->launch.timeout);
    if (!task->listing)
        slot->recent[slot->cases++ % RUN_RECENT] = task->subject;
}

static bool is_workers_verdict(uint64_t verdict)
{
    switch ((enum run_verdict)verdict) {
    case RUN_PASS:
    case RUN_FAIL:
    case RUN_QUALITY_WARNING:
    case RUN_NOT_SUPPORTED:
    case RUN_INTERNAL_ERROR:
    case RUN_RESOURCE_ERROR:
    case RUN_OUT_OF_MEMORY:
    case RUN_DEVICE_LOST:
    case RUN_DEVICE_UNAVAILABLE:
        return true;
    default:
        return false;
    }
}

/// The worker is done with its task: frees it for the next one or retires it.
static void release_worker(struct run_pool *pool, struct run_slot *slot, enum run_verdict verdict)
{
    const struct omm_case *desc = slot->task.subject->desc;
    bool alone = desc->needs.own_process || desc->judges == OMM_JUDGES_LAYER ||
                 pool->launch.isolation == RUN_ISOLATE_CASE;
    bool green =
        verdict == RUN_PASS || verdict == RUN_NOT_SUPPORTED || verdict == RUN_QUALITY_WARNING;
    slot->deadline = RUN_NEVER;
    if (alone || !green) {
        run_slot_retire(pool, slot);
    } else {
        run_process_rewind_output(&slot->process);
        slot->output_mark = run_process_output_mark(&slot->process);
    }
}

static void hear_result(struct run_pool *pool, struct run_slot *slot, struct run_frame *frame)
{
    struct run_task *task = &slot->task;
    if (!is_current(frame, task))
        return;
    uint64_t verdict = run_frame_number(frame);
    unsigned checks = (unsigned)run_frame_number(frame);
    double seconds = (double)run_frame_number(frame) / (double)RUN_SECOND;
    char *message = run_frame_text(frame);
    if (!run_frame_is_whole(frame) || !task->begun || !is_workers_verdict(verdict)) {
        free(message);
        disbelieve(slot, "a result that is none");
        return;
    }
    task->now.verdict = (enum run_verdict)verdict;
    task->now.checks = checks;
    task->now.seconds = seconds;
    task->now.message = message;
    task->now.log = run_process_output(&slot->process, slot->output_mark, RUN_LOG_LIMIT);
    if (pool->launch.wrapper)
        run_process_echo(&slot->process);
    release_worker(pool, slot, task->now.verdict);
    run_task_attempted(pool, slot);
}

static void hear_message(struct run_slot *slot, struct run_frame *frame)
{
    struct run_task *task = &slot->task;
    struct run_message message = {0};
    message.source = run_frame_text(frame);
    message.severity = run_frame_text(frame);
    message.id = run_frame_text(frame);
    message.text = run_frame_text(frame);
    // What is said between two cases, when a device is closed, belongs to none of them.
    struct run_result nobody = {0};
    bool ours = task->active && task->begun && !task->listing;
    run_task_add_message(ours ? &task->now : &nobody, &message, &task->messages_left_out);
    run_result_clear(&nobody);
}

static void hear_measure(struct run_slot *slot, struct run_frame *frame)
{
    struct run_task *task = &slot->task;
    struct run_measure measure = {0};
    measure.series = run_frame_text(frame);
    measure.against = run_frame_text(frame);
    measure.timing.bytes = run_frame_number(frame);
    measure.timing.rounds = (unsigned)run_frame_number(frame);
    measure.timing.median = run_frame_number(frame);
    measure.timing.low = run_frame_number(frame);
    measure.timing.high = run_frame_number(frame);
    bool ours = task->active && task->begun && !task->listing;
    if (ours && run_frame_is_whole(frame) && measure.series && measure.against) {
        run_result_add_measure(&task->now, &measure);
    } else {
        free(measure.series);
        free(measure.against);
    }
}

static void hear_property(struct run_pool *pool, struct run_frame *frame)
{
    char *name = run_frame_text(frame), *value = run_frame_text(frame);
    if (name && value)
        pool->sink.property(pool->sink.context, name, value);
    free(name);
    free(value);
}

static void hear_crash(struct run_pool *pool, struct run_slot *slot, struct run_frame *frame)
{
    run_crash_get(frame, &slot->crash);
    slot->crashed = true;
    if (slot->state == RUN_SLOT_SERVING && !pool->launch.gdb)
        slot->deadline = run_clock_now() + crash_grace;
}

static void hear_listed(struct run_pool *pool, struct run_slot *slot, struct run_frame *frame)
{
    if (!is_current(frame, &slot->task))
        return;
    enum run_opening opening = (enum run_opening)run_frame_number(frame);
    char *why = run_frame_text(frame);
    if (!pool->listing || !run_frame_is_whole(frame)) {
        free(why);
        disbelieve(slot, "a list of devices that is none");
        return;
    }
    pool->listing->opening = opening;
    // A driver that refuses to load says why on stderr, if anywhere.
    char *output =
        opening == RUN_OPENED ? NULL : run_process_output(&slot->process, slot->output_mark, 1024);
    pool->listing->why =
        output ? run_format("%s; what was printed: %s", why ? why : "", output) : why;
    if (output) {
        free(output);
        free(why);
    }
    if (pool->launch.wrapper)
        run_process_echo(&slot->process);
    slot->deadline = RUN_NEVER;
    slot->output_mark = run_process_output_mark(&slot->process);
    run_task_clear(&slot->task);
}

static void hear(struct run_pool *pool, struct run_slot *slot, enum run_frame_type type)
{
    struct run_frame *frame = pool->frame;
    switch (type) {
    case RUN_FRAME_HELLO:
        hear_hello(pool, slot);
        break;
    case RUN_FRAME_BEGIN:
        hear_begin(pool, slot, frame);
        break;
    case RUN_FRAME_RESULT:
        hear_result(pool, slot, frame);
        return; // what a stale frame holds besides was not read
    case RUN_FRAME_MESSAGE:
        hear_message(slot, frame);
        break;
    case RUN_FRAME_MEASURE:
        hear_measure(slot, frame);
        break;
    case RUN_FRAME_PROPERTY:
        hear_property(pool, frame);
        break;
    case RUN_FRAME_DEVICE:
        run_list_add_device(pool->listing, frame);
        break;
    case RUN_FRAME_FACT:
        run_list_add_fact(pool->listing, frame);
        break;
    case RUN_FRAME_LISTED:
        hear_listed(pool, slot, frame);
        return;
    case RUN_FRAME_CRASH:
        hear_crash(pool, slot, frame);
        break;
    case RUN_FRAME_BACKTRACE:
        free(slot->frames);
        slot->frames = run_frame_text(frame);
        break;
    default:
        disbelieve(slot, "bytes that are no frame");
        return;
    }
    if (!run_frame_is_whole(frame))
        disbelieve(slot, "a frame that is cut short");
}

void run_slot_listen(struct run_pool *pool, struct run_slot *slot)
{
    // Bounded, so that one talkative worker cannot keep the others' deadlines from being looked at; what is left
    // makes the next wait return at once. A dead worker is heard to the end.
    enum run_frame_type type;
    for (int i = 0; i < 64 || slot->process.ended; i++) {
        if (!run_process_receive(&slot->process, pool->frame, &type))
            break;
        hear(pool, slot, type);
    }
    bool deaf = slot->process.result_fd < 0 && slot->state == RUN_SLOT_SERVING;
    if (deaf && !slot->crashed && !pool->launch.gdb) {
        // It is about to end, or its end of the socket was closed behind its back.
        slot->deadline = run_clock_now() + RUN_SECOND;
    }
}
