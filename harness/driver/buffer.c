// SPDX-License-Identifier: Apache-2.0
#include "device_limits.h"
#include "fault.h"
#include "memory_types.h"

/// What a usage adds to a buffer's requirements. More usages never make them looser, as the
/// specification demands. At least one host-visible coherent type always remains.
static const struct {
    VkBufferUsageFlags usage;
    VkDeviceSize alignment;
    uint32_t excluded_kinds;
} rules[] = {
    {VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT | VK_BUFFER_USAGE_STORAGE_TEXEL_BUFFER_BIT,
     REF_TEXEL_OFFSET_ALIGNMENT, 0},
    {VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT, REF_UNIFORM_OFFSET_ALIGNMENT,
     1u << REF_MEMORY_NON_COHERENT},
    {VK_BUFFER_USAGE_STORAGE_BUFFER_BIT, REF_STORAGE_OFFSET_ALIGNMENT, 0},
    {VK_BUFFER_USAGE_INDEX_BUFFER_BIT | VK_BUFFER_USAGE_VERTEX_BUFFER_BIT |
         VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT,
     32, 1u << REF_MEMORY_COHERENT_CACHED},
    {VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_BUILD_INPUT_READ_ONLY_BIT_KHR, 128, 0},
    {VK_BUFFER_USAGE_ACCELERATION_STRUCTURE_STORAGE_BIT_KHR, 256, 1u << REF_MEMORY_NON_COHERENT},
    {VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT, 64, 0},
    {VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT, 256, 0},
};

enum { least_alignment = 16 };

static VkMemoryRequirements requirements(VkDeviceSize size, VkBufferUsageFlags usage)
{
    VkMemoryRequirements result = {
        .alignment = least_alignment,
    };
    uint32_t excluded = 0;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!(usage & rules[i].usage))
            continue;
        if (rules[i].alignment > result.alignment)
            result.alignment = rules[i].alignment;
        excluded |= rules[i].excluded_kinds;
    }
    result.memoryTypeBits = ref_memory_type_bits(excluded);
    if (usage & VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT && REF_FAULT(MEMORY_TYPES_LACK_COHERENT))
        result.memoryTypeBits =
            ref_memory_type_bits(1u << REF_MEMORY_COHERENT | 1u << REF_MEMORY_COHERENT_CACHED);
    if (REF_FAULT(MEMORY_TYPES_OF_LARGE_BUFFERS) && size > 1 << 20)
        result.memoryTypeBits = ref_memory_type_bits(excluded | 1u << REF_MEMORY_COHERENT_CACHED);
    if (REF_FAULT(MEMORY_BUFFER_ALIGNMENT_OF_48))
        result.alignment = 48;
    result.size = (size + result.alignment - 1) / result.alignment * result.alignment;
    return result;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateBuffer(VkDevice _device,
                                                const VkBufferCreateInfo *pCreateInfo,
                                                const VkAllocationCallbacks *pAllocator,
                                                VkBuffer *pBuffer)
{
    struct ref_device *device = ref_device_from_handle(_device);
    *pBuffer = VK_NULL_HANDLE;
    if (pCreateInfo->size > REF_MAX_ALLOCATION_SIZE)
        return VK_ERROR_OUT_OF_DEVICE_MEMORY;
    struct ref_buffer *buffer = ref_object_create(pAllocator, &device->base.allocator,
                                                  VK_OBJECT_TYPE_BUFFER, sizeof *buffer);
    if (!buffer)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    buffer->size = pCreateInfo->size;
    buffer->usage = pCreateInfo->usage;
    buffer->flags = pCreateInfo->flags;
    *pBuffer = ref_buffer_to_handle(buffer);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyBuffer(VkDevice device, VkBuffer buffer,
                                             const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_buffer_from_handle(buffer));
}

VKAPI_ATTR void VKAPI_CALL ref_GetBufferMemoryRequirements(
    VkDevice device, VkBuffer _buffer, VkMemoryRequirements *pMemoryRequirements)
{
    (void)device;
    const struct ref_buffer *buffer = ref_buffer_from_handle(_buffer);
    *pMemoryRequirements = requirements(buffer->size, buffer->usage);
}

static void fill_requirements(VkDeviceSize size, VkBufferUsageFlags usage,
                              VkMemoryRequirements2 *out)
{
    out->memoryRequirements = requirements(size, usage);
    VkMemoryDedicatedRequirements *dedicated =
        (void *)ref_find(out->pNext, VK_STRUCTURE_TYPE_MEMORY_DEDICATED_REQUIREMENTS);
    if (dedicated) {
        dedicated->prefersDedicatedAllocation = VK_FALSE;
        dedicated->requiresDedicatedAllocation = VK_FALSE;
    }
}

VKAPI_ATTR void VKAPI_CALL
ref_GetBufferMemoryRequirements2(VkDevice device, const VkBufferMemoryRequirementsInfo2 *pInfo,
                                 VkMemoryRequirements2 *pMemoryRequirements)
{
    (void)device;
    const struct ref_buffer *buffer = ref_buffer_from_handle(pInfo->buffer);
    fill_requirements(buffer->size, buffer->usage, pMemoryRequirements);
}

VKAPI_ATTR void VKAPI_CALL ref_GetDeviceBufferMemoryRequirements(
    VkDevice device, const VkDeviceBufferMemoryRequirements *pInfo,
    VkMemoryRequirements2 *pMemoryRequirements)
{
    (void)device;
    fill_requirements(pInfo->pCreateInfo->size, pInfo->pCreateInfo->usage, pMemoryRequirements);
}

static void bind(VkBuffer _buffer, VkDeviceMemory memory, VkDeviceSize offset)
{
    struct ref_buffer *buffer = ref_buffer_from_handle(_buffer);
    buffer->memory = ref_memory_from_handle(memory);
    buffer->memory_offset = offset;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_BindBufferMemory(VkDevice device, VkBuffer buffer,
                                                    VkDeviceMemory memory,
                                                    VkDeviceSize memoryOffset)
{
    (void)device;
    bind(buffer, memory, memoryOffset);
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_BindBufferMemory2(VkDevice device, uint32_t bindInfoCount,
                                                     const VkBindBufferMemoryInfo *pBindInfos)
{
    (void)device;
    for (uint32_t i = 0; i < bindInfoCount; i++)
        bind(pBindInfos[i].buffer, pBindInfos[i].memory, pBindInfos[i].memoryOffset);
    return VK_SUCCESS;
}

VKAPI_ATTR VkDeviceAddress VKAPI_CALL
ref_GetBufferDeviceAddress(VkDevice device, const VkBufferDeviceAddressInfo *pInfo)
{
    (void)device;
    const struct ref_buffer *buffer = ref_buffer_from_handle(pInfo->buffer);
    const VkDeviceSize offset = REF_FAULT(BUFFER_ADDRESS_OF_MEMORY) ? 0 : buffer->memory_offset;
    return buffer->memory ? buffer->memory->address + offset : 0;
}

struct ref_buffer_view {
    struct ref_object base;
};

REF_HANDLE_CASTS(buffer_view, VkBufferView, VK_OBJECT_TYPE_BUFFER_VIEW)

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateBufferView(VkDevice _device,
                                                    const VkBufferViewCreateInfo *pCreateInfo,
                                                    const VkAllocationCallbacks *pAllocator,
                                                    VkBufferView *pView)
{
    (void)pCreateInfo; // no shader can read through it yet
    struct ref_device *device = ref_device_from_handle(_device);
    struct ref_buffer_view *view = ref_object_create(pAllocator, &device->base.allocator,
                                                     VK_OBJECT_TYPE_BUFFER_VIEW, sizeof *view);
    *pView = ref_buffer_view_to_handle(view);
    return view ? VK_SUCCESS : VK_ERROR_OUT_OF_HOST_MEMORY;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyBufferView(VkDevice device, VkBufferView bufferView,
                                                 const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_buffer_view_from_handle(bufferView));
}
