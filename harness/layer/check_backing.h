// SPDX-License-Identifier: Apache-2.0
// Whether the memory behind a micromap is what a command needs.
#ifndef LAY_CHECK_BACKING_H
#define LAY_CHECK_BACKING_H

#include "report.h"
#include "state.h"

struct lay_backing_rules {
    const char *what;   ///< the micromap, as the command calls it: "pInfo->src"
    const char *bound;  ///< its buffer lives and is bound to memory that lives
    bool host_visible;  ///< and the same rule wants that memory host-visible
    const char *single; ///< the memory has one instance; NULL where no rule says so
};

/// False if a finding was reported. True also when something is not known. Locked.
bool lay_check_backing(struct lay_call *call, const struct lay_backing_rules *rules,
                       const struct lay_micromap *micromap);

#endif
