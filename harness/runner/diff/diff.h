// SPDX-License-Identifier: Apache-2.0
// Two runs beside each other: what `ommcts diff A B` tells.
#ifndef RUN_DIFF_H
#define RUN_DIFF_H

#include "html/page.h"
#include "registry.h"
#include "report/properties.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/// One result of one run, by what the case did, whatever was expected of it.
struct run_side_result {
    char *name;         ///< in reports, with the device's prefix
    char *word;         ///< "Pass", "ExpectedFail", "UnexpectedImprovement(Pass)"
    const char *status; ///< the same in deqp-runner's words, which are fewer
    char *reason;       ///< raw; "" where none is known
    enum run_tone tone; ///< good, bad, skipped; warning: a flake, which is neither
    double seconds;
};

struct run_side {
    const char *path;
    bool is_table;  ///< its words are deqp-runner's, which are fewer
    bool is_report; ///< a JUnit report, which tells less of what the run ran on than a directory
    struct run_side_result *results; ///< sorted by name, each once
    size_t count;
    struct run_properties properties; ///< of run and devices; none in a table
    char *why; ///< it is not complete, in one sentence; NULL: it is, as far as is known
};

/// Reads a directory that --output wrote, a JUnit report of this suite, or a table of deqp-runner's form,
/// `name,status[,seconds]` per line; "-" is a file on standard input. False: told on stderr. Free with run_side_clear in
/// every case.
bool run_side_read(struct run_side *side, const char *path, const struct run_registry *registry);

void run_side_clear(struct run_side *side);

enum run_change {
    RUN_NEWLY_FAILING,
    RUN_NEWLY_SKIPPED, ///< passed, and is not supported now
    RUN_GONE,
    RUN_NEWLY_PASSING,
    RUN_CHANGED, ///< otherwise, such as from Fail to Crash
    RUN_NEW,     ///< and does not fail
    RUN_SLOWER,
    RUN_FASTER,
    RUN_CHANGE_COUNT,
    RUN_UNCHANGED = RUN_CHANGE_COUNT,
};

struct run_diff_row {
    enum run_change change;
    const struct run_side_result *before, *after; ///< NULL: the run does not have it
};

struct run_diff_property {
    const char *name;
    const char *before, *after; ///< NULL: the run does not say
};

struct run_diff {
    const struct run_side *before, *after;
    struct run_diff_row *rows; ///< sorted by name; a case that changed and is slower has two
    size_t count;
    size_t of[RUN_CHANGE_COUNT];
    size_t unchanged; ///< cases whose result and whose time are as before
    struct run_diff_property *properties;
    size_t property_count;
};

void run_diff_make(struct run_diff *diff, const struct run_side *before,
                   const struct run_side *after);

void run_diff_clear(struct run_diff *diff);

/// Whether the second run is worse: something fails, is skipped or is gone that was not so before.
bool run_diff_is_worse(const struct run_diff *diff);

/// "Newly failing", ...
const char *run_change_heading(enum run_change change);

/// Why a row is what it is, raw; "" where nothing is known.
const char *run_diff_reason(const struct run_diff_row *row);

/// What a time of the first run is to one of the second, "0.100 s -> 0.900 s". Free it.
char *run_diff_times(const struct run_diff_row *row);

void run_diff_print_text(const struct run_diff *diff, FILE *file);

void run_diff_print_html(const struct run_diff *diff, FILE *file);

#endif
