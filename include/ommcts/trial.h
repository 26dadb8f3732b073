// SPDX-License-Identifier: Apache-2.0
// Copies that break one rule and are otherwise in order. Only violations of the copy commands and their structures need
// this, and include it beside the rest.
#ifndef OMMCTS_TRIAL_H
#define OMMCTS_TRIAL_H

#include <ommcts/breach.h>
#include <ommcts/job.h>
#include <ommcts/misplace.h>
#include <ommcts/region.h>

/// One copy on a queue, with everything that it needs, and that at stake.
struct omm_trial {
    const struct omm_test *t;
    const struct omm_queue *queue;          ///< computes
    enum omm_command command;               ///< OMM_CLONE, OMM_SERIALIZE or OMM_DESERIALIZE
    const struct omm_micromap *source;      ///< constructed; NULL for deserialize
    const struct omm_micromap *destination; ///< NULL for serialize
    const struct omm_region *memory;        ///< serialized data, or 256 bytes more than it takes
    union {
        VkCopyMicromapInfoEXT clone;
        VkCopyMicromapToMemoryInfoEXT serialize;
        VkCopyMemoryToMicromapInfoEXT deserialize;
    } valid; ///< breaks no rule
    struct omm_stakes *stakes;
};

struct omm_trial omm_try_copy(const struct omm_test *t, enum omm_command command);

/// Records the trial's command with this structure in place of its own.
void omm_trial_record(const struct omm_trial *trial, VkCommandBuffer commands, const void *info);

// For ASSERT_OK:

/// Records the command with `broken`: it must be stopped with this VUID, and the same without the mistake must work.
const char *omm_trial_stopped(const struct omm_trial *trial, const void *broken, const char *vuid);

/// The same of a command without a mistake where no command may stand. Ends the case as NotSupported unless the layer
/// under test claims the VUID.
const char *omm_trial_stopped_at(const struct omm_test *t, enum omm_command command,
                                 enum omm_place place, const char *vuid);

/// Requests a host command with an operation that is pending: it must be stopped, the command that was deferred before
/// must come to its end, and the same must work then. Ends the case as NotSupported where the driver does not defer, or
/// the layer under test does not claim the VUID.
const char *omm_stopped_while_pending(const struct omm_test *t, enum omm_command command,
                                      const char *vuid);

#endif
