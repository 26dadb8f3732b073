// SPDX-License-Identifier: Apache-2.0
// What every violation looks at: a call that a validation layer stops has no effect, and the driver never hears of it.
#ifndef OMMCTS_VIOLATION_H
#define OMMCTS_VIOLATION_H

#include <ommcts/job.h>
#include <ommcts/layer.h>
#include <ommcts/region.h>

/// Everything that one broken call could have touched, as it was before the call. Lives until the case is over.
struct omm_stakes;

/// Begins with the driver's count of calls of `command` ("vkCopyMicromapEXT"), which outlives the case.
/// The set-up is done by then: every later call of the command counts as the broken one.
struct omm_stakes *omm_stakes(const struct omm_test *t, const char *command);

/// Remembers host memory, which stays readable. The name is for the complaint.
void omm_stake_bytes(struct omm_stakes *stakes, const char *name, const void *bytes, size_t size);

/// Remembers a block and, by its canaries, what is around it.
void omm_stake_block(struct omm_stakes *stakes, const struct omm_block *block);

/// Remembers every byte of the buffer's memory object: micromaps, regions, scratch. Where the host does not see the
/// memory, the bytes of the buffer alone, read through a queue: it needs TRANSFER_SRC usage then, and queues.
void omm_stake_buffer(struct omm_stakes *stakes, struct omm_buffer *buffer);
void omm_stake_micromap(struct omm_stakes *stakes, const struct omm_micromap *map);

/// Remembers the result and the concurrency of a deferred operation of that device.
void omm_stake_operation(struct omm_stakes *stakes, const struct omm_test *t,
                         VkDeferredOperationKHR operation);

// For ASSERT_OK:

/// After a broken call that returns a VkResult: the layer reported this VUID, the call answered
/// VK_ERROR_VALIDATION_FAILED, the driver was not entered, and nothing that is at stake has changed.
const char *omm_stopped(const struct omm_stakes *stakes, const char *vuid, VkResult answer);

/// The same after a broken call that returns nothing. What was recorded around it is submitted before, by the case,
/// where that is valid, so that an effect that only execution has shows as well.
const char *omm_stopped_silently(const struct omm_stakes *stakes, const char *vuid);

/// The part of both that is about effects alone, entering the driver among them.
const char *omm_untouched(const struct omm_stakes *stakes);

/// Everything that a job of a host copy touches: host memory, source and destination.
struct omm_stakes *omm_job_stakes(const struct omm_job *job);

/// Requests the job twice with `broken` in place of its own structure, directly and with an operation: both must be
/// stopped. Then once as it is, with the same operation: that must work, so neither the refusals nor the operation left
/// anything behind, in the driver or in the layer. `stakes` may hold more than the job's own; NULL is
/// exactly those.
const char *omm_job_stopped(struct omm_stakes *stakes, struct omm_job *job, const void *broken,
                            const char *vuid);

/// Requests the job as it is, with an operation or VK_NULL_HANDLE: it must work, and the layer must have reported nothing
/// but this VUID all along.
const char *omm_job_still_works(const struct omm_job *job, VkDeferredOperationKHR operation,
                                const char *vuid);

/// Why host commands can't reach a micromap.
struct omm_unreachable {
    const char *name;
    enum {
        OMM_BACKING_HIDDEN, ///< the memory is not host-visible
        OMM_BACKING_FREED,  ///< the memory is freed
        OMM_BACKING_NONE,   ///< the buffer was never bound
    } kind;
};
extern const struct omm_unreachable omm_unreachable[3];
/// The first two: what was never bound can't be constructed.
#define OMM_UNREACHABLE_SOURCES                                                                    \
    {                                                                                              \
        .first = omm_unreachable, .count = 2, .size = sizeof(struct omm_unreachable)               \
    }
#define OMM_UNREACHABLE_DESTINATIONS                                                               \
    {                                                                                              \
        .first = omm_unreachable, .count = 3, .size = sizeof(struct omm_unreachable)               \
    }

/// A micromap that is built on a queue, or not constructed, and all but out of reach: a case asks what it has to ask, and
/// then finishes it. Need queues, and end the case as NotSupported where micromaps can't live in hidden memory.
struct omm_micromap *omm_build_unreachable(const struct omm_test *t,
                                           const struct omm_unreachable *why);
struct omm_micromap *omm_create_unreachable(const struct omm_test *t,
                                            const struct omm_unreachable *why, VkDeviceSize size);

/// The second, hidden.
struct omm_micromap *omm_create_far_micromap(const struct omm_test *t, VkDeviceSize size);

/// Frees the memory if that is why, else puts it among what is at stake.
void omm_finish_unreachable(struct omm_stakes *stakes, struct omm_micromap *map,
                            const struct omm_unreachable *why);

/// A memory type for micromaps that is host-visible and, where the device has such a one, not host-coherent: the least
/// that the rules on host-visible memory ask for.
uint32_t omm_barely_visible_type(const struct omm_test *t);

/// Why a micromap is not constructed yet.
struct omm_unconstructed {
    const char *name;
    bool pending; ///< the deferred clone that will construct it is not complete
};
extern const struct omm_unconstructed omm_unconstructed[2];
#define OMM_NOT_CONSTRUCTED                                                                        \
    {                                                                                              \
        .first = omm_unconstructed, .count = 2, .size = sizeof(struct omm_unconstructed)           \
    }

/// A clone whose destination is not constructed: not requested, or requested with an operation that nobody has joined.
/// Ends the case as NotSupported when the driver does not defer it.
struct omm_job *omm_make_unconstructed(const struct omm_test *t,
                                       const struct omm_unconstructed *why,
                                       VkDeferredOperationKHR *operation);

/// For ASSERT_OK: requests or joins that clone, whose destination then is constructed.
const char *omm_construct(struct omm_job *clone, VkDeferredOperationKHR operation);

/// A block large enough for the serialization size that the device reports; 16-byte aligned, poisoned.
struct omm_block *omm_device_destination(const struct omm_micromap *source);

/// omm_layer_must_claim for one of several ways to break a rule. The table has one claim for all of them;
/// `khronos_misses` says that no version of the Khronos layer known here sees this one.
void omm_must_claim_way(const char *vuid, const char *way, bool khronos_misses);

/// Handles that are not valid.
struct omm_bad_handle {
    const char *name;
    bool wild;           ///< no device ever gave it out
    bool destroyed;      ///< it was valid once
    bool khronos_misses; ///< VK_NULL_HANDLE is told under an ID that is no VUID
};
extern const struct omm_bad_handle omm_bad_handles[3];
#define OMM_BAD_HANDLES                                                                            \
    {                                                                                              \
        .first = omm_bad_handles, .count = 3, .size = sizeof(struct omm_bad_handle)                \
    }
VkMicromapEXT omm_bad_micromap(const struct omm_test *t, const struct omm_bad_handle *bad);

/// Of an operation VK_NULL_HANDLE is valid: the first two only.
#define OMM_BAD_OPERATIONS                                                                         \
    {                                                                                              \
        .first = omm_bad_handles, .count = 2, .size = sizeof(struct omm_bad_handle)                \
    }
VkDeferredOperationKHR omm_bad_operation(const struct omm_test *t,
                                         const struct omm_bad_handle *bad);

/// Host pointers that are not valid.
struct omm_bad_pointer {
    const char *name;
    enum {
        OMM_POINTER_CUT, ///< valid at the beginning only
        OMM_POINTER_NULL,
        OMM_POINTER_UNMAPPED,
        OMM_POINTER_READ_ONLY,
    } kind;
    bool khronos_misses; ///< it looks for NULL alone
};
extern const struct omm_bad_pointer omm_bad_pointers[4];

/// For what a command reads: cut, NULL and unmapped.
#define OMM_BAD_READS                                                                              \
    {                                                                                              \
        .first = omm_bad_pointers, .count = 3, .size = sizeof(struct omm_bad_pointer)              \
    }
/// For what a command writes: these, and memory that can only be read.
#define OMM_BAD_WRITES                                                                             \
    {                                                                                              \
        .first = omm_bad_pointers, .count = 4, .size = sizeof(struct omm_bad_pointer)              \
    }
/// For what a command writes when a rule of its own speaks of the size: not cut.
#define OMM_BAD_PLACES                                                                             \
    {                                                                                              \
        .first = omm_bad_pointers + 1, .count = 3, .size = sizeof(struct omm_bad_pointer)          \
    }

/// Such a pointer, 16-byte aligned. It would point to a copy of the `size` bytes at `content`; what can be read there is
/// that copy. Cut, it ends after `kept` bytes, a multiple of 16.
void *omm_make_bad(const struct omm_bad_pointer *bad, const void *content, size_t size,
                   size_t kept);

#endif
