// SPDX-License-Identifier: Apache-2.0
// Checks that many commands share. Each reports what it finds in `call` and says whether the thing is all
// right. `vuid` and what is built from it are literals. "Unlocked" checks must not be called under the device's
// lock; all others must be where they look at records.
#ifndef LAY_CHECK_H
#define LAY_CHECK_H

#include "report.h"
#include "state.h"

#include <stdbool.h>
#include <stddef.h>

#define LAY_DEVICE_OBJECT(device)                                                                  \
    ((struct lay_object){VK_OBJECT_TYPE_DEVICE, LAY_POINTER_KEY((device)->handle)})
#define LAY_MICROMAP_OBJECT(micromap)                                                              \
    ((struct lay_object){VK_OBJECT_TYPE_MICROMAP_EXT, LAY_KEY(micromap)})

/// lay_report with the device alone as object.
#define lay_report_device(call, vuid, ...)                                                         \
    lay_report(call, vuid, &LAY_DEVICE_OBJECT((call)->device), 1, __VA_ARGS__)

/// What a rule on a feature calls it, and whether it is enabled.
bool lay_check_feature(struct lay_call *call, const char *vuid, bool enabled, const char *feature);

/// A handle of an object: which rules it breaks when it is none that lives, and when another device has it.
struct lay_handle_rules {
    enum lay_kind kind;
    const char *what;   ///< "pInfo->src"
    const char *valid;  ///< the "-parameter" rule
    const char *parent; ///< the "-parent" rule, or NULL: then `valid` serves
};

/// True if the handle is known on this device. False without a report when nobody can tell. Unlocked.
bool lay_check_handle(struct lay_call *call, const struct lay_handle_rules *rules, uint64_t handle);

/// A deferred operation that a command is asked to use, which may be VK_NULL_HANDLE.
struct lay_operation_rules {
    const char *valid, *parent;
    const char *idle; ///< nothing is pending on it; NULL where no rule says so
};

/// Unlocked.
void lay_check_operation(struct lay_call *call, const struct lay_operation_rules *rules,
                         VkDeferredOperationKHR operation);

/// The first members of a structure that must have one type and no chain.
struct lay_head_rules {
    const char *structure; ///< "VkCopyMicromapInfoEXT"
    VkStructureType type;
    const char *type_name, *type_rule, *chain_rule;
};

/// False when the type is another, so that the other members mean nothing.
bool lay_check_head(struct lay_call *call, const struct lay_head_rules *rules,
                    const void *structure);

/// A pointer to `size` bytes that the command reads: not NULL and, unless probing is off, readable.
bool lay_check_readable(struct lay_call *call, const char *vuid, const char *what,
                        const void *pointer, size_t size);

/// The same for bytes that the command writes.
bool lay_check_writable(struct lay_call *call, const char *vuid, const char *what,
                        const void *pointer, size_t size);

#endif
