// SPDX-License-Identifier: Apache-2.0
// Findings: a check reports them while it holds the device's lock, and they reach the application's
// messengers when the lock is released, so that a messenger may take its time and locks of its own.
#ifndef LAY_REPORT_H
#define LAY_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <vulkan/vulkan_core.h>

struct lay_device;
struct lay_finding;

struct lay_object {
    VkObjectType type;
    uint64_t handle; ///< LAY_KEY or LAY_POINTER_KEY of it (state.h)
};

/// One call of a command by the application. The usual shape of an intercepted command:
///
///     struct lay_device *device = lay_device_of(handle);
///     struct lay_call call = {.device = device, .command = "vkCopyMicromapEXT"};
///     lay_lock(device);
///     check_this(&call, info);
///     lay_unlock(device);
///     if (lay_call_stopped(&call))
///         return LAY_VALIDATION_FAILED;
///     const VkResult result = device->next.CopyMicromapEXT(handle, operation, info);
///     lay_lock(device);
///     ... note the effect ...
///     lay_unlock(device);
///     return result;
struct lay_call {
    struct lay_device *device;
    const char *command; ///< the name that the application called
    struct lay_finding *first, *last;
};

/// Adds a finding. The sentences of `format` say what was found, what was expected and how to fix
/// it, each a full sentence; the command's name is put in front ("vkCopyMicromapEXT(): ") and the
/// section of the specification behind. `vuid` must be a literal. The objects are copied; the first
/// is the one that the message is most about. The device's lock may be held or not.
void lay_report(struct lay_call *call, const char *vuid, const struct lay_object *objects,
                uint32_t object_count, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/// Tells the messengers what was found, forgets it, and says whether one of them answered VK_TRUE:
/// then the command must not reach the next layer. The device's lock must not be held.
bool lay_call_stopped(struct lay_call *call);

/// Whether something was found in this call so far.
static inline bool lay_call_has_findings(const struct lay_call *call)
{
    return call->first;
}

#endif
