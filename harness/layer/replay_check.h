// SPDX-License-Identifier: Apache-2.0
// The rules that must hold when a recorded command executes.
#ifndef LAY_REPLAY_CHECK_H
#define LAY_REPLAY_CHECK_H

#include "record.h"
#include "report.h"

/// What a use of a micromap or of a query finds at its turn.
struct lay_replay_site {
    struct lay_call *call;
    uint64_t buffer; ///< the command buffer
    const struct lay_recorded *use;
};

/// `contents` are those of the source, at its turn. Locked.
void lay_replay_check_source(const struct lay_replay_site *site,
                             const struct lay_micromap *micromap,
                             const struct lay_contents *contents);
void lay_replay_check_destination(const struct lay_replay_site *site,
                                  const struct lay_micromap *micromap);

/// `reset`: whether the query is. Locked.
void lay_replay_check_query(const struct lay_replay_site *site, enum lay_truth reset);

#endif
