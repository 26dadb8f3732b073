// SPDX-License-Identifier: Apache-2.0
// A result and what it means for this run: judged by layer messages, --require and what was expected.
#ifndef RUN_OUTCOME_H
#define RUN_OUTCOME_H

#include "command/options.h"
#include "result.h"
#include "select/expectations.h"
#include "select/known.h"
#include "select/select.h"

#include <stdbool.h>
#include <stdint.h>

struct run_outcome {
    struct run_result result;
    enum run_verdict told;   ///< what the stdout protocol says; never an expectation but Waiver
    enum run_verdict judged; ///< what reports and the exit status go by
    char *reason;            ///< why, in one paragraph of raw bytes; NULL: nothing to say
    unsigned round;          ///< of --repeat, from 1; 0: no result yet
};

/// Against what results are judged.
struct run_judge {
    const struct run_options *options;
    const struct run_expectations *expectations;
    struct run_known *known;
};

/// On what a case ran.
struct run_ground {
    const char *layers;      ///< the property of that name, or ""
    uint32_t vendor, device; ///< the device's IDs; 0: unknown
};

/// Judges `result`, of which it takes ownership.
struct run_outcome run_judge_result(const struct run_judge *judge, const struct run_item *item,
                                    struct run_result *result, const struct run_ground *ground);

/// Whether an outcome like this turns the run red.
bool run_outcome_is_unexpected(const struct run_outcome *outcome);

/// What a case came to that was run again because its first outcome was unexpected. Takes both over. One that was good
/// once is a Flake; one that never was stays what it was at first.
struct run_outcome run_outcome_retried(struct run_outcome *first, struct run_outcome *last,
                                       unsigned attempts);

/// deqp-runner's word for what an outcome was judged: "Pass", "Skip", "ExpectedFail",
/// "UnexpectedImprovement(Pass)", "Missing", ... A file of `name,status` lines with it may serve as a
/// baseline.
const char *run_outcome_status(const struct run_outcome *outcome);

/// The verdict of a word that reports have. False: none has it.
bool run_verdict_named(const char *word, size_t length, enum run_verdict *verdict);

/// What reports call it: "Pass", "NotSupported", "UnexpectedImprovement(Pass)", ... Free it.
char *run_outcome_word(const struct run_outcome *outcome);

/// Keeps the worse of two outcomes of the same case in `kept` and clears the other. The first one
/// wins a tie.
void run_outcome_merge(struct run_outcome *kept, struct run_outcome *other);

void run_outcome_clear(struct run_outcome *outcome);

#endif
