// SPDX-License-Identifier: Apache-2.0
// What is in micromaps when commands on queues write them as well: who may rely on which contents.
#ifndef LAY_CONTENTS_H
#define LAY_CONTENTS_H

#include "state.h"

/// Whether everything up to this place is known to be complete. Locked.
bool lay_point_complete(const struct lay_point *point);

/// The contents that a command finds which is submitted to `queue` now: what earlier submissions to the
/// same queue leave behind, and what is complete. Unknown when another queue or a deferred operation is
/// not done with the micromap. Locked.
struct lay_contents lay_contents_on(struct lay_device *device, struct lay_micromap *micromap,
                                    const struct lay_queue *queue);

/// Gives a micromap new contents, written by a submission or, with all zero, by the host. Where another
/// writer may still be at work, only what is true in either order is known afterwards. Locked.
void lay_contents_set(struct lay_micromap *micromap, const struct lay_contents *contents,
                      struct lay_point writer);

#endif
