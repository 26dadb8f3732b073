// SPDX-License-Identifier: Apache-2.0
// Which part of the selection this run has to do, when several runs do it together.
#ifndef RUN_SHARE_H
#define RUN_SHARE_H

#include "command/options.h"

#include <stdbool.h>

struct run_share {
    unsigned index;     ///< from 0
    unsigned count;     ///< 0: everything
    const char *source; ///< the option or the variables that ask for it
};

/// From the options, or else, unless `one_by_name`, from the variables by which CI services (CI_NODE_INDEX and
/// CI_NODE_TOTAL) and runners of googletest (GTEST_SHARD_INDEX, GTEST_TOTAL_SHARDS) say it. False: told on stderr.
bool run_share_find(struct run_share *share, const struct run_options *options, bool one_by_name);

#endif
