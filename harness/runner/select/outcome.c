// SPDX-License-Identifier: Apache-2.0
#include "select/outcome.h"

#include "heap.h"
#include "select/glob.h"

#include <stdlib.h>
#include <string.h>

static void set_reason(struct run_outcome *outcome, char *reason)
{
    free(outcome->reason);
    outcome->reason = reason;
}

static bool ran_to_the_end(enum run_verdict verdict)
{
    return verdict == RUN_PASS || verdict == RUN_QUALITY_WARNING;
}

/// Cases that judge the driver are valid usage: a layer that complains is wrong, or the case is.
static void judge_messages(const struct run_judge *judge, const struct run_item *item,
                           struct run_outcome *outcome, const char *layers)
{
    if (!item->entry || item->entry->desc->judges == OMM_JUDGES_LAYER)
        return;
    const struct run_message *message = run_known_check(judge->known, item->name, &outcome->result);
    if (!ran_to_the_end(outcome->told))
        return;
    // Without --layers the only layers are those of violation cases, elsewhere.
    if (strcmp(judge->options->layers, "none") != 0)
        run_known_note_run(judge->known, item->name, layers);
    if (message) {
        outcome->told = RUN_INTERNAL_ERROR;
        set_reason(outcome,
                   run_format("%s reported %s: %s", message->source,
                              message->id[0] != '\0' ? message->id : "a message", message->text));
    }
}

static void judge_requirement(const struct run_judge *judge, const struct run_item *item,
                              struct run_outcome *outcome)
{
    const struct run_strings *required = &judge->options->required;
    for (size_t i = 0; outcome->told == RUN_NOT_SUPPORTED && i < required->count; i++) {
        if (run_glob_match(required->items[i], item->name)) {
            outcome->told = RUN_FAIL;
            set_reason(outcome,
                       run_format("NotSupported, although --require '%s' wants it: %s",
                                  required->items[i], outcome->reason ? outcome->reason : ""));
        }
    }
}

static void judge_baseline(const struct run_baseline_row *row, struct run_outcome *outcome)
{
    const char *reason = outcome->reason ? outcome->reason : "";
    const char *link = row->link ? row->link : "", *before_link = row->link ? "; see " : "";
    outcome->judged = run_baseline_judge(row->expected, outcome->told);
    if (outcome->judged == RUN_UNEXPECTED_IMPROVEMENT) {
        set_reason(outcome,
                   run_format("%s: the baseline expects %s%s%s%s%s", run_outcome_status(outcome),
                              run_expected_word(row->expected), before_link, link,
                              reason[0] != '\0' ? "; " : "", reason));
    } else if (outcome->judged == RUN_EXPECTED_FAIL) {
        set_reason(outcome, run_format("expected %s%s%s: %s", run_verdict_word(outcome->told),
                                       before_link, link, reason));
    }
}

static void judge_waiver(const struct run_waiver *waiver, struct run_outcome *outcome)
{
    const char *reason = outcome->reason ? outcome->reason : "";
    if (outcome->told == RUN_PASS || outcome->told == RUN_QUALITY_WARNING) {
        outcome->judged = RUN_UNEXPECTED_IMPROVEMENT;
        set_reason(outcome, run_format("%s: Waiver (%s; now passes), %s:%u%s%s",
                                       run_outcome_status(outcome), waiver->url, waiver->path,
                                       waiver->line, reason[0] != '\0' ? "; " : "", reason));
    } else if (outcome->told != RUN_NOT_SUPPORTED && outcome->told != RUN_NOT_RUN) {
        set_reason(outcome,
                   run_format("%s: %s: %s", waiver->url, run_verdict_word(outcome->told), reason));
        outcome->told = outcome->judged = RUN_WAIVER;
    }
}

static void judge_flake(const struct run_patterns *flakes, const char *name,
                        struct run_outcome *outcome)
{
    if (!run_outcome_is_unexpected(outcome) || outcome->judged == RUN_NOT_RUN)
        return;
    const struct run_pattern *pattern = run_patterns_find(flakes, name);
    if (!pattern)
        return;
    set_reason(outcome, run_format("known flake (%s:%u), this time %s: %s",
                                   flakes->paths.items[pattern->file], pattern->line,
                                   run_verdict_word(outcome->judged),
                                   outcome->reason ? outcome->reason : ""));
    outcome->judged = RUN_KNOWN_FLAKE;
}

/// A row of a baseline is about the case, a waiver about many: the row goes first.
static void judge_expectation(const struct run_judge *judge, const struct run_item *item,
                              struct run_outcome *outcome, const struct run_ground *ground)
{
    const struct run_expectations *expectations = judge->expectations;
    const struct run_baseline_row *row = run_baseline_find(&expectations->baseline, item->name);
    const struct run_waiver *waiver =
        run_waivers_find(&expectations->waivers, ground->vendor, ground->device, item->name);
    outcome->judged = outcome->told;
    if (row && row->expected != RUN_EXPECT_NOTHING)
        judge_baseline(row, outcome);
    else if (waiver)
        judge_waiver(waiver, outcome);
    judge_flake(&expectations->flakes, item->name, outcome);
}

struct run_outcome run_judge_result(const struct run_judge *judge, const struct run_item *item,
                                    struct run_result *result, const struct run_ground *ground)
{
    struct run_outcome outcome = {.result = *result, .told = result->verdict, .round = 1};
    outcome.judged = outcome.told;
    outcome.reason = result->message ? run_strdup(result->message) : NULL;
    *result = (struct run_result){0};
    // What a list skips, or what is no case, came to nothing that could be held against anybody.
    if (item->skip || !item->entry)
        return outcome;
    judge_messages(judge, item, &outcome, ground->layers);
    judge_requirement(judge, item, &outcome);
    judge_expectation(judge, item, &outcome, ground);
    return outcome;
}

struct run_outcome run_outcome_retried(struct run_outcome *first, struct run_outcome *last,
                                       unsigned attempts)
{
    struct run_outcome outcome = *first;
    *first = (struct run_outcome){0};
    const char *reason = outcome.reason ? outcome.reason : "";
    const char *word = run_verdict_word(outcome.judged), *again = run_verdict_word(last->judged);
    if (last->judged == RUN_NOT_RUN) {
        // The run ended before there was another answer.
    } else if (run_outcome_is_unexpected(last)) {
        set_reason(&outcome, run_format("%s; run %u more %s: %s", reason, attempts - 1,
                                        attempts == 2 ? "time" : "times", again));
    } else {
        set_reason(&outcome, run_format("%s at first: %s; when it was run again (attempt %u): %s",
                                        word, reason, attempts, again));
        outcome.judged = RUN_FLAKE;
        outcome.told = RUN_QUALITY_WARNING; // the protocol has no word for it
    }
    run_outcome_clear(last);
    return outcome;
}

static unsigned badness(enum run_verdict verdict)
{
    static const enum run_verdict worse_and_worse[] = {
        RUN_NOT_RUN,         RUN_PASS,           RUN_NOT_SUPPORTED,
        RUN_QUALITY_WARNING, RUN_EXPECTED_FAIL,  RUN_WAIVER,
        RUN_KNOWN_FLAKE,     RUN_FLAKE,          RUN_UNEXPECTED_IMPROVEMENT,
        RUN_RESOURCE_ERROR,  RUN_INTERNAL_ERROR, RUN_FAIL,
        RUN_TIMEOUT,         RUN_CRASH,
    };
    unsigned rank = 0;
    while (rank < sizeof(worse_and_worse) / sizeof(worse_and_worse[0]) &&
           worse_and_worse[rank] != verdict)
        rank++;
    return rank;
}

bool run_outcome_is_unexpected(const struct run_outcome *outcome)
{
    return outcome->judged == RUN_NOT_RUN ||
           badness(outcome->judged) >= badness(RUN_UNEXPECTED_IMPROVEMENT);
}

const char *run_outcome_status(const struct run_outcome *outcome)
{
    switch (outcome->judged) {
    case RUN_EXPECTED_FAIL:
    case RUN_KNOWN_FLAKE:
    case RUN_FLAKE:
        return run_verdict_word(outcome->judged);
    case RUN_WAIVER:
        return "Warn"; // as deqp-runner reads the protocol's word Waiver
    case RUN_UNEXPECTED_IMPROVEMENT:
        break;
    default:
        return run_deqp_word(outcome->judged);
    }
    switch (outcome->told) {
    case RUN_PASS:
        return "UnexpectedImprovement(Pass)";
    case RUN_NOT_SUPPORTED:
        return "UnexpectedImprovement(Skip)";
    case RUN_QUALITY_WARNING:
        return "UnexpectedImprovement(Warn)";
    default:
        return "UnexpectedImprovement(Fail)";
    }
}

bool run_verdict_named(const char *word, size_t length, enum run_verdict *verdict)
{
    for (unsigned i = 0; i <= RUN_DEVICE_UNAVAILABLE; i++) {
        const char *known = run_verdict_word((enum run_verdict)i);
        if (strlen(known) == length && memcmp(known, word, length) == 0) {
            *verdict = (enum run_verdict)i;
            return true;
        }
    }
    return false;
}

char *run_outcome_word(const struct run_outcome *outcome)
{
    const char *word = run_verdict_word(outcome->judged);
    bool improved = outcome->judged == RUN_UNEXPECTED_IMPROVEMENT;
    return improved ? run_format("%s(%s)", word, run_verdict_word(outcome->told))
                    : run_strdup(word);
}

void run_outcome_merge(struct run_outcome *kept, struct run_outcome *other)
{
    if (kept->round == 0 || badness(other->judged) > badness(kept->judged)) {
        run_outcome_clear(kept);
        *kept = *other;
        *other = (struct run_outcome){0};
    } else {
        run_outcome_clear(other);
    }
}

void run_outcome_clear(struct run_outcome *outcome)
{
    run_result_clear(&outcome->result);
    free(outcome->reason);
    *outcome = (struct run_outcome){0};
}
