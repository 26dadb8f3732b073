// SPDX-License-Identifier: Apache-2.0
// Memory that the host can see (chapter "Resource Creation", "Resource Memory Association").
//
// "The memoryTypeBits member must ... contain at least one bit set corresponding to a VkMemoryType with a
// propertyFlags that has both the VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT bit and the VK_MEMORY_PROPERTY_HOST_COHERENT_BIT
// bit set" for a buffer that is neither sparse nor protected: so micromaps of host commands always find a home.
// Also there: "the alignment member is a power of two", and memoryTypeBits is "identical for all VkBuffer objects
// created with the same value for the flags and usage members". A size below the buffer's, or bits of types that are
// not there, only look wrong: a QualityWarning.
// Observed by vkGetBufferMemoryRequirements for several usages and sizes; without the extension for the usages of
// Vulkan 1.0, so that any driver gets a verdict. Vacuous if the harness's own choice of a type were trusted.
#include <ommcts/ommcts.h>

static const VkDeviceSize sizes[] = {1, 255, 256, 4096, 1000003, 64 << 20};
enum { SIZE_COUNT = sizeof sizes / sizeof sizes[0] };

static VkMemoryRequirements requirements(const struct omm_test *t, VkDeviceSize size,
                                         VkBufferUsageFlags usage)
{
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = size,
        .usage = usage,
        .sharingMode = VK_SHARING_MODE_EXCLUSIVE,
    };
    VkBuffer buffer = VK_NULL_HANDLE;
    omm_must_succeed(t->vk->vkCreateBuffer(t->device, &info, t->allocator, &buffer),
                     "vkCreateBuffer");
    VkMemoryRequirements answer = {0};
    t->vk->vkGetBufferMemoryRequirements(t->device, buffer, &answer);
    t->vk->vkDestroyBuffer(t->device, buffer, t->allocator);
    return answer;
}

static const char *sound(const struct omm_test *t, VkDeviceSize size, VkBufferUsageFlags usage)
{
    const VkMemoryRequirements answer = requirements(t, size, usage);
    omm_checked();
    const VkMemoryPropertyFlags wanted =
        VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    if (omm_memory_type(t, answer.memoryTypeBits, wanted) == UINT32_MAX)
        return omm_sentence("memoryTypeBits 0x%x has no host-visible and host-coherent type",
                            answer.memoryTypeBits);
    if ((uint64_t)answer.memoryTypeBits >> t->gpu->memory.memoryTypeCount)
        omm_warn("memoryTypeBits 0x%x names types beyond the %u that are there",
                 answer.memoryTypeBits, t->gpu->memory.memoryTypeCount);
    if (answer.size < size)
        omm_warn("a buffer of %llu bytes needs only %llu", (unsigned long long)size,
                 (unsigned long long)answer.size);
    if (!answer.alignment || (answer.alignment & (answer.alignment - 1)))
        return omm_sentence("the alignment is %llu, no power of two",
                            (unsigned long long)answer.alignment);
    if (answer.memoryTypeBits != requirements(t, sizes[0], usage).memoryTypeBits)
        return "memoryTypeBits depends on the size";
    return NULL;
}

static const struct usage {
    const char *name;
    VkBufferUsageFlags flags;
} usages[] = {
    {"transfer", VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT},
    {"storage", VK_BUFFER_USAGE_STORAGE_BUFFER_BIT},
};

OMM_CASE(coherent_type, .about = "A buffer can be bound to memory that is visible and coherent.",
         .covers = OMM_COVERS("A020"), .params = OMM_PARAMS(usages))
{
    for (size_t i = 0; i < SIZE_COUNT; ++i)
        ASSERT_OK(sound(t, sizes[i], ((const struct usage *)param)->flags));
    PASS();
}

static const struct usage micromap_usages[] = {
    {"storage", VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT},
    {"build_input", VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT},
    {"storage_and_transfer",
     VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT | VK_BUFFER_USAGE_TRANSFER_DST_BIT},
    {"storage_and_build_input", VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT |
                                    VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT},
};

OMM_CASE(coherent_micromap_type,
         .about = "A micromap's buffer can be bound to memory that is visible and coherent.",
         .covers = OMM_COVERS("A020"), .needs = {.micromap = true},
         .params = OMM_PARAMS(micromap_usages))
{
    for (size_t i = 0; i < SIZE_COUNT; ++i)
        ASSERT_OK(sound(t, sizes[i], ((const struct usage *)param)->flags));
    PASS();
}

OMM_CASE(types, .about = "Some memory type is visible and coherent, and every type has a heap.",
         .covers = OMM_COVERS("A020"))
{
    const VkPhysicalDeviceMemoryProperties *memory = &t->gpu->memory;
    ASSERT(memory->memoryTypeCount > 0 && memory->memoryTypeCount <= VK_MAX_MEMORY_TYPES);
    bool found = false;
    for (uint32_t i = 0; i < memory->memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = memory->memoryTypes[i].propertyFlags;
        ASSERTm(omm_sentence("type %u names heap %u of %u", i, memory->memoryTypes[i].heapIndex,
                             memory->memoryHeapCount),
                memory->memoryTypes[i].heapIndex < memory->memoryHeapCount);
        found |= (flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) &&
                 (flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
    }
    ASSERTm("no memory type is both host-visible and host-coherent", found);
    PASS();
}
