// SPDX-License-Identifier: Apache-2.0
// What the oldest headers that this layer is built with do not declare. The layer must know it at run
// time all the same, because applications may be built with newer headers than the layer.
#ifndef LAY_COMPAT_H
#define LAY_COMPAT_H

#include <vulkan/vulkan_core.h>

// VK_ERROR_VALIDATION_FAILED was called so before Vulkan 1.4, and the old name stays.
#define LAY_VALIDATION_FAILED VK_ERROR_VALIDATION_FAILED_EXT

#define LAY_STRUCTURE_TYPE_MEMORY_MAP_INFO      ((VkStructureType)1000271000)
#define LAY_STRUCTURE_TYPE_MEMORY_UNMAP_INFO    ((VkStructureType)1000271001)
#define LAY_STRUCTURE_TYPE_BUFFER_USAGE_FLAGS_2 ((VkStructureType)1000470006)
#define LAY_STRUCTURE_TYPE_LAYER_SETTINGS_EXT   ((VkStructureType)1000496000)
#define LAY_STRUCTURE_TYPE_LOADER_INSTANCE      ((VkStructureType)47)
#define LAY_STRUCTURE_TYPE_LOADER_DEVICE        ((VkStructureType)48)

/// VK_MEMORY_MAP_PLACED_BIT_EXT of VK_EXT_map_memory_placed.
#define LAY_MEMORY_MAP_PLACED_BIT ((VkMemoryMapFlags)1)

/// VkMemoryMapInfo of VK_KHR_map_memory2 and Vulkan 1.4.
struct lay_memory_map_info {
    VkStructureType sType;
    const void *pNext;
    VkMemoryMapFlags flags;
    VkDeviceMemory memory;
    VkDeviceSize offset;
    VkDeviceSize size;
};

/// VkMemoryUnmapInfo of the same.
struct lay_memory_unmap_info {
    VkStructureType sType;
    const void *pNext;
    VkFlags flags;
    VkDeviceMemory memory;
};

/// VkBufferUsageFlags2CreateInfo of VK_KHR_maintenance5 and Vulkan 1.4. It replaces
/// VkBufferCreateInfo::usage; the first 32 bits mean the same in both.
struct lay_buffer_usage_flags_2 {
    VkStructureType sType;
    const void *pNext;
    uint64_t usage;
};

typedef VkResult(VKAPI_PTR *PFN_lay_MapMemory2)(VkDevice, const struct lay_memory_map_info *,
                                                void **);
/// vkCmdEndRendering2EXT and vkCmdEndRendering2KHR; what the pointer leads to is nothing to the layer.
typedef void(VKAPI_PTR *PFN_lay_CmdEndRendering2)(VkCommandBuffer, const void *);
typedef VkResult(VKAPI_PTR *PFN_lay_UnmapMemory2)(VkDevice, const struct lay_memory_unmap_info *);

#endif
