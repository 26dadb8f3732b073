// SPDX-License-Identifier: Apache-2.0
// Ways to break the rules of commands that run on queues.
#ifndef OMMCTS_BREACH_H
#define OMMCTS_BREACH_H

#include <ommcts/queue.h>
#include <ommcts/violation.h>

/// One of several ways to break a rule, as a parameter.
struct omm_breach {
    const char *name;
    int kind;            ///< for the case
    bool khronos_misses; ///< no version of the Khronos layer known here sees this one
};

/// Ends the case as NotSupported unless the layer under test is known to see this way to break the rule.
void omm_must_claim_breach(const char *vuid, const struct omm_breach *breach);

/// Device addresses that no buffer has.
extern const struct omm_breach omm_bad_addresses[3];
#define OMM_BAD_ADDRESSES                                                                          \
    {                                                                                              \
        .first = omm_bad_addresses, .count = 3, .size = sizeof(struct omm_breach)                  \
    }

/// Such an address, a multiple of 256.
VkDeviceAddress omm_bad_address(const struct omm_test *t, const struct omm_breach *breach);

/// Micromap handles that are not valid; VK_NULL_HANDLE is the last of them.
extern const struct omm_breach omm_bad_micromaps[3];
#define OMM_BAD_MICROMAPS                                                                          \
    {                                                                                              \
        .first = omm_bad_micromaps, .count = 3, .size = sizeof(struct omm_breach)                  \
    }

/// Such a handle. Needs no command of the host or of a queue.
VkMicromapEXT omm_bad_micromap_of(const struct omm_test *t, const struct omm_breach *breach);

/// Why a micromap has no memory: its buffer was never bound, or the memory is freed.
extern const struct omm_breach omm_unbacked[2];
#define OMM_UNBACKED                                                                               \
    {                                                                                              \
        .first = omm_unbacked, .count = 2, .size = sizeof(struct omm_breach)                       \
    }

/// Such a micromap.
const struct omm_micromap *omm_unbacked_micromap(const struct omm_test *t, VkDeviceSize size,
                                                 const struct omm_breach *why);

/// Another VkDevice with VK_EXT_opacity_micromap and what it requires, without any feature, and with one queue that
/// computes. Destroyed after the case.
const struct omm_test *omm_open_featureless(const struct omm_test *t);

/// For ASSERT_OK: submits a recorded buffer whose execution would break the rule, and waits for the queue. Complains
/// unless the layer reported this VUID, the command answered VK_ERROR_VALIDATION_FAILED, its fence stays unsignaled and
/// nothing at stake has changed. The stakes are taken after the recording, of "vkQueueSubmit".
const char *omm_submit_stopped(const struct omm_stakes *stakes, const struct omm_test *t,
                               const struct omm_queue *queue, VkCommandBuffer commands,
                               const char *vuid);

/// The same with vkQueueSubmit2.
const char *omm_submit2_stopped(const struct omm_stakes *stakes, const struct omm_test *t,
                                const struct omm_queue *queue, VkCommandBuffer commands,
                                const char *vuid);

#endif
