// SPDX-License-Identifier: Apache-2.0
// All that is known in advance of how cases come out: baselines, lists of flakes and skips, waivers.
#ifndef RUN_EXPECTATIONS_H
#define RUN_EXPECTATIONS_H

#include "command/options.h"
#include "registry.h"
#include "select/baseline.h"
#include "select/patterns.h"
#include "select/select.h"
#include "select/waivers.h"

#include <stdbool.h>
#include <stddef.h>

struct run_expectations {
    struct run_baseline baseline;
    struct run_patterns flakes, skips;
    struct run_waivers waivers;
};

/// Reads the files that the options name, and those that --expectations-dir has for --expectations-key. False: told on
/// stderr, exit 2. Free with run_expectations_clear in every case.
bool run_expectations_read(struct run_expectations *expectations,
                           const struct run_options *options);

void run_expectations_clear(struct run_expectations *expectations);

/// Marks the items that a list of skips keeps from running.
void run_expectations_skip(const struct run_expectations *expectations,
                           struct run_selection *selection);

/// Tells on stderr each line that fits no case; returns how many.
size_t run_expectations_tell_stale(const struct run_expectations *expectations,
                                   const struct run_registry *registry);

#endif
