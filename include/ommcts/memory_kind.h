// SPDX-License-Identifier: Apache-2.0
// Memory types by what they are to the host and to the device, for cases that run once in each kind.
#ifndef OMMCTS_MEMORY_KIND_H
#define OMMCTS_MEMORY_KIND_H

#include <ommcts/test.h>

/// Exactly these of HOST_VISIBLE, HOST_COHERENT, HOST_CACHED and DEVICE_LOCAL.
struct omm_memory_kind {
    const char *name;
    VkMemoryPropertyFlags flags;
};

/// Four kinds that are coherent, four that the host sees without coherence, two that it does not see.
extern const struct omm_memory_kind omm_memory_kinds[10];
#define OMM_COHERENT_KINDS                                                                         \
    {                                                                                              \
        .first = omm_memory_kinds, .count = 4, .size = sizeof(struct omm_memory_kind)              \
    }
#define OMM_NON_COHERENT_KINDS                                                                     \
    {                                                                                              \
        .first = omm_memory_kinds + 4, .count = 4, .size = sizeof(struct omm_memory_kind)          \
    }
#define OMM_ALL_KINDS                                                                              \
    {                                                                                              \
        .first = omm_memory_kinds, .count = 10, .size = sizeof(struct omm_memory_kind)             \
    }

/// memoryTypeBits of buffers with this usage, without the types that need a feature to be enabled.
uint32_t omm_allowed_types(const struct omm_test *t, VkBufferUsageFlags usage);

/// The first allowed type of this kind. Ends the case as NotSupported, naming the kind, when there is none.
uint32_t omm_type_of_kind(const struct omm_test *t, const struct omm_memory_kind *kind,
                          VkBufferUsageFlags usage);

#endif
