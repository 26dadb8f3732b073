// SPDX-License-Identifier: Apache-2.0
#include "report/pass.h"

#include "command/stop.h"
#include "heap.h"
#include "output/output.h"
#include "report/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Whether there is something to run.
static bool runs(const struct run_item *item)
{
    return item->entry && !item->skip;
}

/// What the pool is to run.
static void list_cases(struct run_pass *pass)
{
    pass->case_count = 0;
    for (size_t i = 0; i < pass->selection->count; i++) {
        if (runs(&pass->selection->items[i]) && !pass->adopted[i]) {
            pass->places[pass->case_count] = i;
            pass->cases[pass->case_count++] = pass->selection->items[i].entry;
        }
    }
}

void run_pass_init(struct run_pass *pass, const struct run_selection *selection,
                   const struct run_judge *judge, struct run_protocol *protocol)
{
    size_t count = selection->count;
    *pass = (struct run_pass){.selection = selection, .judge = judge, .protocol = protocol};
    pass->outcomes = run_calloc(count, sizeof(*pass->outcomes));
    pass->started = run_calloc(count, sizeof(*pass->started));
    pass->finished = run_calloc(count, sizeof(*pass->finished));
    pass->places = run_calloc(count, sizeof(*pass->places));
    pass->cases = run_calloc(count, sizeof(const struct run_case *));
    pass->adopted = run_calloc(count, sizeof(*pass->adopted));
    for (size_t i = 0; i < count; i++)
        pass->outcomes[i].told = pass->outcomes[i].judged = RUN_NOT_RUN;
}

void run_pass_adopt(struct run_pass *pass, size_t item, struct run_outcome *outcome)
{
    run_outcome_clear(&pass->outcomes[item]);
    pass->outcomes[item] = *outcome;
    *outcome = (struct run_outcome){0};
    pass->adopted[item] = true;
}

void run_pass_clear(struct run_pass *pass)
{
    for (size_t i = 0; pass->selection && i < pass->selection->count; i++)
        run_outcome_clear(&pass->outcomes[i]);
    free(pass->retries);
    free(pass->outcomes);
    free(pass->started);
    free(pass->finished);
    free(pass->places);
    free(pass->cases);
    free(pass->adopted);
    run_properties_clear(&pass->properties);
    run_properties_clear(&pass->facts);
    *pass = (struct run_pass){0};
}

static void announce(struct run_pass *pass)
{
    if (!pass->announced) {
        run_protocol_case(pass->protocol, pass->prefix, pass->selection->items[pass->head].name);
        if (pass->output)
            run_output_announced(pass->output, pass, pass->head);
        pass->announced = true;
    }
}

static bool enough_failed(const struct run_pass *pass)
{
    unsigned most = pass->judge->options->max_fails;
    return most > 0 && pass->unexpected >= most;
}

/// Tells what can be told: everything up to the first item that is still to come.
static void tell(struct run_pass *pass)
{
    const bool quiet_rest = run_stopped() || enough_failed(pass);
    while (pass->telling && pass->head < pass->selection->count) {
        const struct run_outcome *outcome = &pass->outcomes[pass->head];
        if (!pass->finished[pass->head]) {
            if (pass->started[pass->head])
                announce(pass);
            return;
        }
        // After an interruption the rest had no turn, and deqp-runner is to see that it is missing.
        if (outcome->told != RUN_NOT_RUN || pass->announced || !quiet_rest) {
            announce(pass);
            run_protocol_result(pass->protocol, outcome->told, outcome->reason);
            if (pass->output)
                run_output_told(pass->output, pass, pass->head);
        }
        pass->announced = false;
        pass->head++;
    }
    if (pass->protocol->lost && !run_stopped())
        run_stop_now();
}

static void add_round_to_reason(const struct run_pass *pass, struct run_outcome *outcome)
{
    const struct run_options *options = pass->judge->options;
    if (pass->round > 1 || options->repeat > 1 || options->until_fail) {
        char *reason = run_format("%s%s(round %u)", outcome->reason ? outcome->reason : "",
                                  outcome->reason ? " " : "", pass->round);
        free(outcome->reason);
        outcome->reason = reason;
    }
}

static struct run_retry *find_retry(struct run_pass *pass, size_t i)
{
    for (size_t k = 0; k < pass->retry_count; k++)
        if (pass->retries[k].item == i)
            return &pass->retries[k];
    return NULL;
}

/// Has case `index` of the pool run again when what it came to asks for it. True: `outcome` was not the last word.
static bool try_again(struct run_pass *pass, size_t index, struct run_outcome *outcome)
{
    bool bad = run_outcome_is_unexpected(outcome) && outcome->judged != RUN_NOT_RUN;
    if (!bad || !pass->pool || run_stopped())
        return false;
    size_t i = pass->places[index];
    struct run_retry *retry = find_retry(pass, i);
    if (retry && retry->attempts > pass->judge->options->retries)
        return false;
    if (!retry) {
        pass->retries = run_regrow(pass->retries, pass->retry_count + 1, sizeof(*pass->retries));
        retry = &pass->retries[pass->retry_count++];
        *retry = (struct run_retry){.item = i, .attempts = 1, .first = *outcome};
        *outcome = (struct run_outcome){0};
    } else {
        run_outcome_clear(outcome);
    }
    retry->attempts++;
    run_pool_again(pass->pool, index);
    return true;
}

static void stop_if_enough_failed(struct run_pass *pass)
{
    if (!pass->pool || !enough_failed(pass))
        return;
    char *why = run_format("unexpected results: %zu (--max-fails %u)", pass->unexpected,
                           pass->judge->options->max_fails);
    run_pool_stop(pass->pool, why);
    free(why);
}

static struct run_outcome judge_item(struct run_pass *pass, size_t i, struct run_result *result)
{
    if (result->verdict == RUN_NOT_RUN && run_stopped()) {
        free(result->message);
        result->message = run_format("not run: the run was %s", run_stop_reason());
    }
    const char *layers = run_properties_get(&pass->properties, "layers");
    const struct run_ground ground = {layers ? layers : "", pass->vendor_id, pass->device_id};
    return run_judge_result(pass->judge, &pass->selection->items[i], result, &ground);
}

static void finish_item(struct run_pass *pass, size_t i, struct run_outcome *outcome)
{
    outcome->round = pass->round;
    if (run_outcome_is_unexpected(outcome) && outcome->judged != RUN_NOT_RUN)
        add_round_to_reason(pass, outcome);
    pass->unexpected += run_outcome_is_unexpected(outcome) && outcome->judged != RUN_NOT_RUN;
    stop_if_enough_failed(pass);
    run_outcome_merge(&pass->outcomes[i], outcome);
    pass->finished[i] = true;
    pass->done++;
    if (pass->output)
        run_output_finished(pass->output, pass, i);
    tell(pass);
}

void run_pass_started(void *context, size_t index)
{
    struct run_pass *pass = context;
    size_t i = pass->places[index];
    pass->started[i] = true;
    run_progress_show(pass->done, pass->selection->count, pass->selection->items[i].name);
    if (pass->output)
        run_output_started(pass->output, pass, i);
    tell(pass);
}

void run_pass_finished(void *context, size_t index, struct run_result *result)
{
    struct run_pass *pass = context;
    size_t i = pass->places[index];
    struct run_outcome outcome = judge_item(pass, i, result);
    if (pass->judge->options->retries > 0) {
        if (try_again(pass, index, &outcome))
            return;
        struct run_retry *retry = find_retry(pass, i);
        if (retry)
            outcome = run_outcome_retried(&retry->first, &outcome, retry->attempts);
    }
    finish_item(pass, i, &outcome);
}

void run_pass_property(void *context, const char *name, const char *value)
{
    struct run_pass *pass = context;
    if (run_properties_add(&pass->properties, name, value) && pass->output)
        run_output_property(pass->output, pass, name, value);
}

static void begin_round(struct run_pass *pass, bool telling)
{
    list_cases(pass);
    pass->round++;
    pass->telling = telling;
    pass->done = 0;
    pass->retry_count = 0; // their outcomes have been taken over
    memset(pass->started, 0, pass->selection->count * sizeof(*pass->started));
    memset(pass->finished, 0, pass->selection->count * sizeof(*pass->finished));
    for (size_t i = 0; i < pass->selection->count; i++) {
        const struct run_item *item = &pass->selection->items[i];
        if (pass->adopted[i]) {
            pass->finished[i] = true;
            pass->done++;
        }
        if (runs(item) || pass->adopted[i])
            continue;
        struct run_result result = {
            .verdict = item->skip ? RUN_NOT_SUPPORTED : RUN_INTERNAL_ERROR,
            .message = run_strdup(item->skip ? item->skip : "no such test"),
        };
        struct run_outcome outcome = judge_item(pass, i, &result);
        finish_item(pass, i, &outcome);
    }
}

/// Tells what earlier rounds kept back.
static void tell_rest(struct run_pass *pass)
{
    pass->telling = true;
    for (size_t i = 0; i < pass->selection->count; i++)
        pass->finished[i] = true;
    tell(pass);
}

/// Whether another round may show something: one was green, and something ran in it.
static bool worth_another(const struct run_pass *pass)
{
    bool ran = false;
    for (size_t i = 0; i < pass->selection->count; i++) {
        if (run_outcome_is_unexpected(&pass->outcomes[i]))
            return false;
        ran = ran || pass->outcomes[i].told != RUN_NOT_SUPPORTED;
    }
    return ran;
}

enum run_end run_pass_run(struct run_pass *pass, struct run_pool *pool, char *why, size_t why_size)
{
    const struct run_options *options = pass->judge->options;
    enum run_end end = RUN_END_COMPLETE;
    bool last = false;
    while (!last && end == RUN_END_COMPLETE && !run_stopped()) {
        last = !options->until_fail && pass->round + 1 >= options->repeat;
        begin_round(pass, last);
        pass->pool = pool;
        end = run_pool_run(pool, pass->cases, pass->case_count, why, why_size);
        pass->pool = NULL;
        last = last || (options->until_fail && !worth_another(pass));
    }
    run_progress_clear();
    tell_rest(pass);
    return end;
}

void run_pass_fill(struct run_pass *pass, enum run_verdict verdict, const char *message)
{
    begin_round(pass, true);
    for (size_t i = 0; i < pass->case_count; i++) {
        struct run_result result = {.verdict = verdict, .message = run_strdup(message)};
        run_pass_finished(pass, i, &result);
    }
}
