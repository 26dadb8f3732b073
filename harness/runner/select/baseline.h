// SPDX-License-Identifier: Apache-2.0
// Expected results, in the syntax and by the logic of deqp-runner's --baseline.
#ifndef RUN_BASELINE_H
#define RUN_BASELINE_H

#include "heap.h"
#include "registry.h"
#include "result.h"

#include <stdbool.h>
#include <stddef.h>

/// What deqp-runner calls a result.
enum run_expected {
    RUN_EXPECT_NOTHING, ///< a row that says what is true anyway, or names a flake
    RUN_EXPECT_FAIL,
    RUN_EXPECT_CRASH,
    RUN_EXPECT_TIMEOUT,
    RUN_EXPECT_MISSING,
};

struct run_baseline_row {
    char *name;
    enum run_expected expected;
    const char *link; ///< the address in the comment right above the row's group, or NULL
    size_t file;      ///< in the baseline's paths
    unsigned line;
};

struct run_baseline {
    struct run_strings paths;
    struct run_strings links;
    struct run_baseline_row *rows; ///< sorted by name
    size_t count;
};

/// Reads the files as one; a bad line or a name twice is told on stderr with file and line: false, exit 2.
/// Free with run_baseline_clear in every case.
bool run_baseline_read(struct run_baseline *baseline, const struct run_strings *paths);

void run_baseline_clear(struct run_baseline *baseline);

/// The row of a full name, or NULL.
const struct run_baseline_row *run_baseline_find(const struct run_baseline *baseline,
                                                 const char *name);

/// RUN_EXPECTED_FAIL, RUN_UNEXPECTED_IMPROVEMENT, or the verdict itself.
enum run_verdict run_baseline_judge(enum run_expected expected, enum run_verdict verdict);

/// deqp-runner's word for an expectation: "Fail", "Crash", ...
const char *run_expected_word(enum run_expected expected);

/// deqp-runner's word for a verdict of a case: "Pass", "Skip", "Warn", "Fail", ...
const char *run_deqp_word(enum run_verdict verdict);

/// Tells on stderr each row whose case does not exist; returns how many.
size_t run_baseline_tell_stale(const struct run_baseline *baseline,
                               const struct run_registry *registry);

#endif
