// SPDX-License-Identifier: Apache-2.0
// Where in command buffers no micromap command may stand: for violations of the rules that all of them have in common.
#ifndef OMMCTS_MISPLACE_H
#define OMMCTS_MISPLACE_H

#include <ommcts/queue.h>

enum omm_place {
    OMM_BEFORE_BEGIN,    ///< an initial command buffer, not begun yet
    OMM_AFTER_END,       ///< an executable one
    OMM_WITHOUT_COMPUTE, ///< the pool's queue family does not compute
    OMM_IN_RENDERING, ///< inside a render pass instance; needs dynamic_rendering, as do the next two
    OMM_IN_CONTINUATION, ///< in a secondary command buffer that continues a render pass instance
    OMM_IN_SUSPENSION,   ///< after an instance was suspended, before it is resumed
};

/// Parameters over places that break the same rule.
struct omm_place_param {
    const char *name;
    enum omm_place place;
};
extern const struct omm_place_param omm_unrecorded_places[2];
#define OMM_NOT_RECORDING                                                                          \
    {                                                                                              \
        .first = omm_unrecorded_places, .count = 2, .size = sizeof(struct omm_place_param)         \
    }
extern const struct omm_place_param omm_rendering_places[2];
#define OMM_INSIDE_RENDERING                                                                       \
    {                                                                                              \
        .first = omm_rendering_places, .count = 2, .size = sizeof(struct omm_place_param)          \
    }

/// A command buffer that stands right at the place.
struct omm_misplaced {
    const struct omm_test *t;
    const struct omm_queue *queue;
    enum omm_place place;
    VkCommandBuffer primary;
    VkCommandBuffer commands; ///< for the command that must not be recorded here
};

/// Brings a command buffer to the place. Valid usage. Ends the case as NotSupported where no queue family is fit for it.
struct omm_misplaced omm_misplace(const struct omm_test *t, enum omm_place place);

/// Finishes the recording as if the misplaced command had not been called, submits it and waits: valid usage when the
/// command was refused, and then nothing happens.
void omm_misplaced_submit(const struct omm_misplaced *misplaced);

#endif
