// SPDX-License-Identifier: Apache-2.0
// Patterns for case names, as the shell writes them: *, ?, [...]; a star crosses dots.
#ifndef RUN_GLOB_H
#define RUN_GLOB_H

#include <stdbool.h>

/// Whether `pattern` holds a wildcard, so that it may mean more than one name.
bool run_glob_is_pattern(const char *pattern);

/// Whether `pattern` matches the full `name`, or, unless it begins with "omm.", the name without "omm.".
bool run_glob_match(const char *pattern, const char *name);

#endif
