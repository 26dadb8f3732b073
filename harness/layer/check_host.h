// SPDX-License-Identifier: Apache-2.0
// What host commands on micromaps have in common.
#ifndef LAY_CHECK_HOST_H
#define LAY_CHECK_HOST_H

#include "check.h"
#include "check_backing.h"

struct lay_host_rules {
    const char *feature; ///< micromapHostCommands is enabled
    struct lay_operation_rules operation;
    const char *info; ///< the structure that says what to do can be read
};

/// The rules before those on what the structure says, which is `size` bytes long. False when there is nothing more
/// to check: without the feature, there is no such command. Unlocked.
bool lay_check_host(struct lay_call *call, const struct lay_host_rules *rules,
                    VkDeferredOperationKHR operation, const void *info, size_t size);

/// A micromap that a host command reads: its memory, and that it has been constructed. Returns its contents when
/// nothing is wrong with it, as far as is known. Locked.
const struct lay_contents *lay_check_host_source(struct lay_call *call,
                                                 const struct lay_backing_rules *rules,
                                                 const char *constructed,
                                                 struct lay_micromap *micromap);

/// A micromap that was constructed without VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT breaks the rule. Locked.
void lay_check_compactable(struct lay_call *call, const char *vuid, const char *what,
                           const struct lay_micromap *micromap,
                           const struct lay_contents *contents);

/// The serialization size of a micromap on which no check has found anything, as the next layer tells it;
/// 0 if it does not. Unlocked.
VkDeviceSize lay_ask_serialized_size(struct lay_device *device, VkMicromapEXT micromap);

#endif
