// SPDX-License-Identifier: Apache-2.0
// How often micromap commands reached this driver: the proof that a validation layer kept a call from it.
#ifndef REF_CALLS_H
#define REF_CALLS_H

#include <stdatomic.h>
#include <stdint.h>

#define REF_COUNTED_COMMANDS(X)                                                                    \
    X(BuildMicromapsEXT)                                                                           \
    X(CmdBuildMicromapsEXT)                                                                        \
    X(CmdCopyMemoryToMicromapEXT)                                                                  \
    X(CmdCopyMicromapEXT)                                                                          \
    X(CmdCopyMicromapToMemoryEXT)                                                                  \
    X(CmdWriteMicromapsPropertiesEXT)                                                              \
    X(CopyMemoryToMicromapEXT)                                                                     \
    X(CopyMicromapEXT)                                                                             \
    X(CopyMicromapToMemoryEXT)                                                                     \
    X(CreateMicromapEXT)                                                                           \
    X(DestroyMicromapEXT)                                                                          \
    X(GetDeviceMicromapCompatibilityEXT)                                                           \
    X(GetMicromapBuildSizesEXT)                                                                    \
    X(WriteMicromapsPropertiesEXT)

enum ref_counted_command {
#define REF_COUNTED(name) REF_COUNTED_##name,
    REF_COUNTED_COMMANDS(REF_COUNTED)
#undef REF_COUNTED
        REF_COUNTED_COUNT
};

extern atomic_uint_fast64_t ref_calls[REF_COUNTED_COUNT];

/// Stands first in each counted entry point.
#define REF_COUNT_CALL(name)                                                                       \
    atomic_fetch_add_explicit(&ref_calls[REF_COUNTED_##name], 1, memory_order_relaxed)

/// What vkGetDeviceProcAddr gives for the name "ommrefGetCallCount", which is no name of Vulkan: how often the
/// command ("vkCopyMicromapEXT") was entered in this process, or UINT64_MAX for one that is not counted.
uint64_t ref_get_call_count(const char *command);

#endif
