// SPDX-License-Identifier: Apache-2.0
// Micromaps on the device, for the driver's own tests: memory, one build input, command buffers.
#ifndef DRIVER_TEST_MICROMAPS_H
#define DRIVER_TEST_MICROMAPS_H

#include "open.h"

#define MICROMAP_COMMANDS(X)                                                                       \
    X(GetMicromapBuildSizesEXT)                                                                    \
    X(CreateMicromapEXT)                                                                           \
    X(DestroyMicromapEXT)                                                                          \
    X(BuildMicromapsEXT)                                                                           \
    X(CopyMicromapEXT)                                                                             \
    X(CopyMicromapToMemoryEXT)                                                                     \
    X(CopyMemoryToMicromapEXT)                                                                     \
    X(WriteMicromapsPropertiesEXT)                                                                 \
    X(CmdBuildMicromapsEXT)                                                                        \
    X(CmdCopyMicromapEXT)                                                                          \
    X(CmdCopyMicromapToMemoryEXT)                                                                  \
    X(CmdCopyMemoryToMicromapEXT)                                                                  \
    X(CmdWriteMicromapsPropertiesEXT)                                                              \
    X(BeginCommandBuffer)                                                                          \
    X(EndCommandBuffer)                                                                            \
    X(CmdPipelineBarrier2)                                                                         \
    X(CmdExecuteCommands)                                                                          \
    X(CmdResetQueryPool)

struct micromaps {
#define MEMBER(name) PFN_vk##name name;
    MICROMAP_COMMANDS(MEMBER)
#undef MEMBER
    VkCommandPool pool;
};

extern struct micromaps micromaps;

/// Looks the commands up and makes a pool of the compute-only family; close frees everything that
/// was made since.
bool micromaps_open(void);
void micromaps_close(void);

enum block_kind {
    BLOCK_COHERENT,
    BLOCK_NON_COHERENT,
    BLOCK_DEVICE_LOCAL, ///< not host-visible
};

struct block {
    VkBuffer buffer;
    VkDeviceMemory memory;
    VkDeviceSize size;
    VkDeviceAddress address;
    uint8_t *host; ///< mapped; NULL when not host-visible
};

/// A buffer with memory of its own. Wiped when the host can see it.
struct block block_create(VkDeviceSize size, VkBufferUsageFlags usage, enum block_kind kind);

/// Makes every byte 0xCC, also for the device.
void block_wipe(const struct block *block);

/// For non-coherent memory: what the device wrote becomes visible in block.host.
void block_invalidate(const struct block *block);

/// A micromap of `size` bytes at offset 256 of a buffer that has 256 bytes behind it.
VkMicromapEXT micromap_create(VkDeviceSize size, enum block_kind kind, struct block *storage);

/// The input of every build: triangles of both formats and many levels, most of them twice.
struct input {
    VkMicromapUsageEXT usages[8];
    uint32_t usage_count;
    struct block data, triangles, scratch;
    VkMicromapBuildSizesInfoEXT sizes;
    VkMicromapBuildInfoEXT on_device, on_host; ///< dstMicromap is for the caller
};

void input_create(struct input *input);

/// A command buffer that records.
VkCommandBuffer commands_begin(VkCommandBufferLevel level);

/// Ends it, submits it to the compute-only family and waits; VK_SUCCESS when all of that worked.
VkResult commands_submit(VkCommandBuffer commands);
VkResult commands_end(VkCommandBuffer commands);

/// One memory barrier from the stage of micromap commands.
void commands_barrier(VkCommandBuffer commands, VkAccessFlags2 src, VkPipelineStageFlags2 dst_stage,
                      VkAccessFlags2 dst);

/// Between a micromap command that wrote a micromap and one that reads it.
void commands_between(VkCommandBuffer commands);

/// Between micromap commands and the host.
void commands_to_host(VkCommandBuffer commands);

/// A pool of four queries of the type, reset.
VkQueryPool queries_create(VkQueryType type);

/// The query's value; UINT64_MAX when it is not available.
uint64_t query_result(VkQueryPool pool, uint32_t index);

#endif
