// SPDX-License-Identifier: Apache-2.0
#include "report/pass.h"

#include "command/stop.h"
#include "heap.h"
#include "report/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    for (size_t i = 0; i < count; i++) {
        pass->outcomes[i].told = pass->outcomes[i].judged = RUN_NOT_RUN;
        if (selection->items[i].entry) {
            pass->places[pass->case_count] = i;
            pass->cases[pass->case_count++] = selection->items[i].entry;
        }
    }
}

void run_pass_clear(struct run_pass *pass)
{
    for (size_t i = 0; pass->selection && i < pass->selection->count; i++)
        run_outcome_clear(&pass->outcomes[i]);
    free(pass->outcomes);
    free(pass->started);
    free(pass->finished);
    free(pass->places);
    free(pass->cases);
    run_properties_clear(&pass->properties);
    *pass = (struct run_pass){0};
}

static void announce(struct run_pass *pass)
{
    if (!pass->announced) {
        run_protocol_case(pass->protocol, pass->prefix, pass->selection->items[pass->head].name);
        pass->announced = true;
    }
}

/// Tells what can be told: everything up to the first item that is still to come.
static void tell(struct run_pass *pass)
{
    const bool quiet_rest = run_stopped();
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

static void finish_item(struct run_pass *pass, size_t i, struct run_result *result)
{
    if (result->verdict == RUN_NOT_RUN && run_stopped()) {
        free(result->message);
        result->message = run_format("not run: the run was %s", run_stop_reason());
    }
    const char *layers = run_properties_get(&pass->properties, "layers");
    struct run_outcome outcome =
        run_judge_result(pass->judge, &pass->selection->items[i], result, layers ? layers : "");
    outcome.round = pass->round;
    if (run_outcome_is_unexpected(&outcome) && outcome.judged != RUN_NOT_RUN)
        add_round_to_reason(pass, &outcome);
    run_outcome_merge(&pass->outcomes[i], &outcome);
    pass->finished[i] = true;
    pass->done++;
    tell(pass);
}

void run_pass_started(void *context, size_t index)
{
    struct run_pass *pass = context;
    size_t i = pass->places[index];
    pass->started[i] = true;
    run_progress_show(pass->done, pass->selection->count, pass->selection->items[i].name);
    tell(pass);
}

void run_pass_finished(void *context, size_t index, struct run_result *result)
{
    struct run_pass *pass = context;
    finish_item(pass, pass->places[index], result);
}

void run_pass_property(void *context, const char *name, const char *value)
{
    struct run_pass *pass = context;
    run_properties_add(&pass->properties, name, value);
}

static void begin_round(struct run_pass *pass, bool telling)
{
    pass->round++;
    pass->telling = telling;
    pass->done = 0;
    memset(pass->started, 0, pass->selection->count * sizeof(*pass->started));
    memset(pass->finished, 0, pass->selection->count * sizeof(*pass->finished));
    for (size_t i = 0; i < pass->selection->count; i++) {
        if (!pass->selection->items[i].entry) {
            struct run_result result = {.verdict = RUN_INTERNAL_ERROR};
            result.message = run_strdup("no such test");
            finish_item(pass, i, &result);
        }
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
        end = run_pool_run(pool, pass->cases, pass->case_count, why, why_size);
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
