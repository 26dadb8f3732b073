// SPDX-License-Identifier: Apache-2.0
// Lists of regular expressions for case names, as deqp-runner's --flakes and --skips have them: one per line, found
// anywhere in a name, comments with '#' in column 0.
#ifndef RUN_PATTERNS_H
#define RUN_PATTERNS_H

#include "heap.h"
#include "registry.h"

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

struct run_pattern {
    char *text;
    regex_t regex;
    size_t file; ///< in the list's paths
    unsigned line;
};

struct run_patterns {
    struct run_strings paths;
    struct run_pattern *items;
    size_t count;
};

/// Reads the files as one; `what` is "list of flakes". A pattern that is none, or stands there twice, is told on stderr
/// with file and line: false. Free with run_patterns_clear in every case.
bool run_patterns_read(struct run_patterns *patterns, const struct run_strings *paths,
                       const char *what);

void run_patterns_clear(struct run_patterns *patterns);

/// The first pattern that is found in `name`, or NULL.
const struct run_pattern *run_patterns_find(const struct run_patterns *patterns, const char *name);

/// Tells on stderr each pattern that no case has in its name; returns how many.
size_t run_patterns_tell_stale(const struct run_patterns *patterns,
                               const struct run_registry *registry);

#endif
