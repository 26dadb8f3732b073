// SPDX-License-Identifier: Apache-2.0
// Allocation callbacks that keep book: who allocated what, when, for how long; and that can say no.
// Give tracker->callbacks to omm_open_device (and so to every object the helpers make on that device).
#ifndef OMMCTS_TRACKER_H
#define OMMCTS_TRACKER_H

#include <ommcts/test.h>

/// VkSystemAllocationScope has five values, COMMAND to INSTANCE.
#define OMM_SCOPE_COUNT 5

struct omm_scope_count {
    size_t live;  ///< allocations not freed yet
    size_t total; ///< successful allocations since the tracker was made
};

struct omm_tracker {
    VkAllocationCallbacks callbacks;
    struct omm_scope_count scopes[OMM_SCOPE_COUNT];
    size_t
        asked; ///< allocations asked for since the last omm_tracker_refuse, refused ones included
    size_t refused; ///< how many of those were answered NULL
};

/// A tracker at rest. Make it before the device that uses it, so that it outlives it. Never NULL.
struct omm_tracker *omm_create_tracker(void);

/// From here to omm_tracker_rest every callback must come from inside a call that was announced with
/// omm_tracker_enter, on the thread that announced it. At rest anything goes.
void omm_tracker_watch(struct omm_tracker *tracker);
void omm_tracker_rest(struct omm_tracker *tracker);

/// Around one API call: `call` names it in complaints.
void omm_tracker_enter(struct omm_tracker *tracker, const char *call);
void omm_tracker_leave(struct omm_tracker *tracker);

/// Refuses allocations from the `first`-th from now on (1 is the next): `count` of them. 0, 0 refuses none.
void omm_tracker_refuse(struct omm_tracker *tracker, size_t first, size_t count);

/// For ASSERT_OK: the first rule that a callback broke, or NULL.
const char *omm_tracker_complaint(struct omm_tracker *tracker);

#endif
