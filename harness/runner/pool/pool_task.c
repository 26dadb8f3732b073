// SPDX-License-Identifier: Apache-2.0
// What a case comes to, over all the attempts that it may get.
#include "heap.h"
#include "pool/pool_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void run_task_clear(struct run_task *task)
{
    free(task->reason);
    free(task->before);
    run_result_clear(&task->now);
    run_result_clear(&task->first);
    *task = (struct run_task){0};
}

void run_task_add_message(struct run_result *result, struct run_message *message, size_t *left_out)
{
    if (result->message_count == RUN_MESSAGES_KEPT) {
        free(message->source);
        free(message->severity);
        free(message->id);
        free(message->text);
        ++*left_out;
        return;
    }
    result->messages =
        run_regrow(result->messages, result->message_count + 1, sizeof(*result->messages));
    result->messages[result->message_count++] = *message;
}

void run_task_note_left_out(struct run_result *result, size_t left_out)
{
    if (left_out == 0)
        return;
    result->messages =
        run_regrow(result->messages, result->message_count + 1, sizeof(*result->messages));
    result->messages[result->message_count++] = (struct run_message){
        .source = run_strdup("ommcts"),
        .severity = run_strdup("info"),
        .id = run_strdup(""),
        .text = run_format("%zu more messages were left out", left_out),
    };
}

void run_task_assign(struct run_pool *pool, struct run_slot *slot, size_t index)
{
    slot->task = (struct run_task){
        .active = true,
        .subject = pool->cases[index],
        .index = index,
    };
    pool->sink.started(pool->sink.context, index);
    run_slot_drive(pool, slot);
}

/// Hands the result over and leaves the slot without a task.
static void deliver(struct run_pool *pool, struct run_slot *slot, struct run_result *result)
{
    size_t index = slot->task.index;
    struct run_result final = *result;
    *result = (struct run_result){0};
    run_task_clear(&slot->task);
    pool->sink.finished(pool->sink.context, index, &final);
}

static const char *text_of(const char *text)
{
    return text ? text : "";
}

/// Puts `more` behind the result's message. Takes `more` over.
static void add_to_message(struct run_result *result, char *more)
{
    char *message =
        result->message ? run_format("%s; %s", result->message, more) : run_strdup(more);
    free(result->message);
    free(more);
    result->message = message;
}

/// Names the cases that ran before in the slot's worker, the one at the end last.
static char *name_those_before(const struct run_slot *slot)
{
    unsigned earlier = slot->cases ? slot->cases - 1 : 0; // the last one is the task's own
    if (earlier == 0)
        return NULL;
    unsigned told = earlier < RUN_RECENT - 1 ? earlier : RUN_RECENT - 1;
    char *names = earlier > told ? run_format("%u others", earlier - told) : NULL;
    for (unsigned i = earlier - told; i < earlier; i++) {
        const char *name = slot->recent[i % RUN_RECENT]->name;
        char *longer = names ? run_format("%s, %s", names, name) : run_strdup(name);
        free(names);
        names = longer;
    }
    return names;
}

static void try_again(struct run_pool *pool, struct run_slot *slot, enum run_attempt attempt)
{
    struct run_task *task = &slot->task;
    run_result_clear(&task->now);
    task->messages_left_out = 0;
    task->attempt = attempt;
    task->begun = false;
    task->given_up = false;
    free(task->reason);
    task->reason = NULL;
    if (pool->ending)
        run_task_abandon(pool, slot);
    else
        run_slot_drive(pool, slot);
}

static void confirm_crash(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    char *before_memory = task->attempt == RUN_ATTEMPT_FIRST
                              ? NULL
                              : run_format("on a retry after: %s", text_of(task->first.message));
    run_result_clear(&task->first);
    task->first = task->now;
    task->now = (struct run_result){0};
    task->before = name_those_before(slot);
    if (before_memory)
        add_to_message(&task->first, before_memory);
    if (pool->launch.gdb)
        deliver(pool, slot, &task->first);
    else
        try_again(pool, slot, RUN_ATTEMPT_ALONE);
}

/// Whether two sentences say the same apart from hexadecimal numbers: addresses differ from process to process.
static bool say_the_same(const char *left, const char *right)
{
    static const char digits[] = "0123456789abcdef";
    while (*left && *left == *right) {
        if (left[0] == '0' && left[1] == 'x' && right[1] == 'x') {
            left += 2 + strspn(left + 2, digits);
            right += 2 + strspn(right + 2, digits);
        } else {
            left++;
            right++;
        }
    }
    return *left == *right;
}

static void tell_confirmation(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    const struct run_result *again = &task->now;
    const char *verdict = run_verdict_word(again->verdict);
    char *words = NULL;
    if (again->verdict == RUN_CRASH) {
        words = say_the_same(text_of(task->first.message), text_of(again->message))
                    ? run_strdup("reproduces alone")
                    : run_format("reproduces alone, as: %s", text_of(again->message));
    } else if (again->verdict == RUN_NOT_RUN) {
        words = run_strdup("not run again alone: the run ended");
    } else {
        char *how = again->verdict == RUN_PASS
                        ? run_strdup("it passed")
                        : run_format("%s (%s)", verdict, text_of(again->message));
        words = task->before
                    ? run_format("did not reproduce alone: %s; the cases before it in that worker "
                                 "were %s",
                                 how, task->before)
                    : run_format("did not reproduce alone: %s, although it had a fresh worker both "
                                 "times",
                                 how);
        free(how);
    }
    add_to_message(&task->first, words);
    deliver(pool, slot, &task->first);
}

static void retry_memory(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    if (task->attempt == RUN_ATTEMPT_THIRD) {
        task->now.verdict = RUN_QUALITY_WARNING;
        add_to_message(&task->now, run_strdup("out of memory three times, twice of them in a fresh "
                                              "worker: legal, but nothing was judged"));
        deliver(pool, slot, &task->now);
        return;
    }
    enum run_attempt next =
        task->attempt == RUN_ATTEMPT_FIRST ? RUN_ATTEMPT_SECOND : RUN_ATTEMPT_THIRD;
    run_result_clear(&task->first);
    task->first = task->now;
    task->now = (struct run_result){0};
    try_again(pool, slot, next);
}

/// Three devices in a row that cannot be opened: nothing that follows would be any better.
static void count_openings(struct run_pool *pool, const struct run_result *result)
{
    switch (result->verdict) {
    case RUN_DEVICE_UNAVAILABLE:
        if (++pool->failed_openings >= RUN_OPENINGS_ALLOWED) {
            char *why = run_format("no device could be opened %u times in a row: %s",
                                   pool->failed_openings, text_of(result->message));
            run_pool_end_with(pool, RUN_END_NO_DEVICE, why);
            free(why);
        }
        break;
    case RUN_NOT_SUPPORTED: // these say nothing about whether a device was opened
    case RUN_NOT_RUN:
    case RUN_CRASH:
    case RUN_TIMEOUT:
        break;
    default:
        pool->failed_openings = 0;
    }
}

/// Turns the verdicts that only worker and supervisor know into what reports know.
static void translate(struct run_result *result)
{
    if (result->verdict == RUN_DEVICE_LOST) {
        char *message = run_format("device lost: %s", text_of(result->message));
        free(result->message);
        result->message = message;
        result->verdict = RUN_CRASH;
    } else if (result->verdict == RUN_DEVICE_UNAVAILABLE) {
        result->verdict = RUN_RESOURCE_ERROR;
    }
}

static void end_listing(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    if (task->now.verdict != RUN_NOT_RUN && pool->listing) {
        const char *output = task->now.log;
        pool->listing->crash = run_format("%s%s%.1000s", text_of(task->now.message),
                                          output ? "; what was printed: " : "", text_of(output));
    }
    run_task_clear(task);
}

void run_task_attempted(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    if (task->listing) {
        end_listing(pool, slot);
        return;
    }
    run_task_note_left_out(&task->now, task->messages_left_out);
    count_openings(pool, &task->now);
    translate(&task->now);
    bool first = task->attempt == RUN_ATTEMPT_FIRST;
    if (task->attempt == RUN_ATTEMPT_ALONE) {
        tell_confirmation(pool, slot);
    } else if (task->now.verdict == RUN_CRASH) {
        confirm_crash(pool, slot);
    } else if (task->now.verdict == RUN_OUT_OF_MEMORY) {
        retry_memory(pool, slot);
    } else {
        if (!first) {
            add_to_message(&task->now, run_format("on a retry after: %s (out of memory)",
                                                  text_of(task->first.message)));
        }
        deliver(pool, slot, &task->now);
    }
}

void run_task_abandon(struct run_pool *pool, struct run_slot *slot)
{
    struct run_task *task = &slot->task;
    if (task->listing) {
        run_task_clear(task);
        return;
    }
    if (task->attempt == RUN_ATTEMPT_FIRST) {
        run_result_clear(&task->now);
        task->now.verdict = RUN_NOT_RUN;
        task->now.message = run_strdup(pool->end_why ? pool->end_why : "the run ended");
        deliver(pool, slot, &task->now);
        return;
    }
    if (task->first.verdict == RUN_OUT_OF_MEMORY) {
        task->first.verdict = RUN_QUALITY_WARNING;
        add_to_message(&task->first, run_strdup("out of memory; not tried again: the run ended"));
    } else {
        add_to_message(&task->first, run_strdup("not run again alone: the run ended"));
    }
    deliver(pool, slot, &task->first);
}
