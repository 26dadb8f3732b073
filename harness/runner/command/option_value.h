// SPDX-License-Identifier: Apache-2.0
// Checks an option's value and stores it.
#ifndef RUN_OPTION_VALUE_H
#define RUN_OPTION_VALUE_H

#include "command/option_table.h"
#include "command/options.h"

#include <stdbool.h>

/// Whether an option of this kind is followed by a value.
bool run_option_takes_value(enum run_option_kind kind);

/// Whether one may be attached with a '='.
bool run_option_may_take_value(enum run_option_kind kind);

/// Stores `value` (NULL for kinds without one) where the row says. NULL when it is good, else what is
/// wanted: "a number of seconds".
const char *run_option_store(struct run_options *options, const struct run_option *option,
                             const char *value);

#endif
