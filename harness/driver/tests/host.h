// SPDX-License-Identifier: Apache-2.0
// Host commands of micromaps and deferred operations, for tests of personalities: each must really
// do what it says, or a suite that passes under it proves nothing.
#ifndef DRIVER_TEST_HOST_H
#define DRIVER_TEST_HOST_H

#include "micromaps.h"

#define HOST_COMMANDS(X)                                                                           \
    X(CreateDeferredOperationKHR)                                                                  \
    X(DestroyDeferredOperationKHR)                                                                 \
    X(GetDeferredOperationMaxConcurrencyKHR)                                                       \
    X(GetDeferredOperationResultKHR)                                                               \
    X(DeferredOperationJoinKHR)                                                                    \
    X(GetDeviceMicromapCompatibilityEXT)

struct host {
#define MEMBER(name) PFN_vk##name name;
    HOST_COMMANDS(MEMBER)
#undef MEMBER
    struct input input;
    VkDeferredOperationKHR operation; ///< for whoever needs one
};

extern struct host host;

/// micromaps_open, these commands, an input and an operation; and the opposite.
void host_open(void);
void host_close(void);

enum { BLOB_ROOM = 1 << 16 };

/// A new micromap that the host or a queue built from the input.
VkMicromapEXT host_built(struct block *storage);
VkMicromapEXT device_built(struct block *storage);

/// vkWriteMicromapsPropertiesEXT and its command, for one micromap.
uint64_t host_size(VkMicromapEXT map, VkQueryType type);
uint64_t device_size(VkMicromapEXT map, VkQueryType type);

VkResult host_build(VkMicromapEXT map);
VkResult host_copy(VkMicromapEXT src, VkMicromapEXT dst, VkCopyMicromapModeEXT mode);
VkResult host_serialize(VkMicromapEXT map, void *to);
VkResult host_load(const void *from, VkMicromapEXT map);

/// Serializes or loads on a queue; the blob is coherent.
VkResult device_serialize(VkMicromapEXT map, const struct block *blob);
VkResult device_load(const struct block *blob, VkMicromapEXT map);

/// Coherent memory for a blob of BLOB_ROOM bytes, all 0xCC.
struct block blob_create(void);

/// What vkGetDeviceMicromapCompatibilityEXT says of a header.
bool compatible(const uint8_t *header);

/// The number of bytes from `at` on that are all `byte`.
size_t run_of(const uint8_t *at, size_t size, uint8_t byte);

// Short names for what is long and frequent.
static const VkQueryType SERIALIZED = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
static const VkQueryType COMPACTED = VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;
static const VkCopyMicromapModeEXT CLONE = VK_COPY_MICROMAP_MODE_CLONE_EXT;
static const VkCopyMicromapModeEXT COMPACT = VK_COPY_MICROMAP_MODE_COMPACT_EXT;

#endif
