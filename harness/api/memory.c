// SPDX-License-Identifier: Apache-2.0
// Buffers, each in a memory object of its own whose every byte carries a pattern.
#include <ommcts/memory.h>
#include <ommcts/verdict.h>

#include <string.h>

// The pattern: pseudo-random bytes that repeat after a prime number of them, so that no copy that is shifted by a
// round number of bytes goes unnoticed. Laid out once, because filling and comparing are most of what a case costs.
enum { PERIOD = 65521 };

static const uint8_t *pattern(void)
{
    static uint8_t bytes[PERIOD];
    static bool ready;
    uint32_t state = 1;
    for (size_t i = 0; !ready && i < PERIOD; ++i) {
        state = state * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(state >> 24);
    }
    ready = true;
    return bytes;
}

// How many of the bytes [position, end) stand in a row in the pattern.
static size_t in_a_row(VkDeviceSize position, VkDeviceSize end)
{
    const VkDeviceSize row = PERIOD - position % PERIOD;
    return (size_t)(end - position < row ? end - position : row);
}

static void fill_pattern(uint8_t *bytes, VkDeviceSize count)
{
    for (VkDeviceSize i = 0; i < count; i += in_a_row(i, count))
        memcpy(bytes + i, pattern() + i % PERIOD, in_a_row(i, count));
}

// Types with these properties may be allocated from only with features that no case's device enables.
static const VkMemoryPropertyFlags need_features = VK_MEMORY_PROPERTY_PROTECTED_BIT |
                                                   VK_MEMORY_PROPERTY_DEVICE_COHERENT_BIT_AMD |
                                                   VK_MEMORY_PROPERTY_DEVICE_UNCACHED_BIT_AMD;

uint32_t omm_memory_type(const struct omm_test *t, uint32_t bits, VkMemoryPropertyFlags flags)
{
    const VkPhysicalDeviceMemoryProperties *memory = &t->gpu->memory;
    for (uint32_t i = 0; i < memory->memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags offered = memory->memoryTypes[i].propertyFlags;
        if ((bits & (1u << i)) && (offered & flags) == flags && !(offered & ~flags & need_features))
            return i;
    }
    return UINT32_MAX;
}

static bool is_coherent(const struct omm_buffer *buffer)
{
    return buffer->t->gpu->memory.memoryTypes[buffer->memory_type].propertyFlags &
           VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
}

static VkMappedMemoryRange whole_range(const struct omm_buffer *buffer)
{
    return (VkMappedMemoryRange){
        .sType = VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE,
        .memory = buffer->memory,
        .size = VK_WHOLE_SIZE,
    };
}

void omm_buffer_map(struct omm_buffer *buffer)
{
    void *bytes = NULL;
    omm_must_succeed(
        buffer->t->vk->vkMapMemory(buffer->t->device, buffer->memory, 0, VK_WHOLE_SIZE, 0, &bytes),
        "vkMapMemory");
    buffer->map = (uint8_t *)bytes + buffer->memory_offset;
}

void omm_buffer_unmap(struct omm_buffer *buffer)
{
    buffer->t->vk->vkUnmapMemory(buffer->t->device, buffer->memory);
    buffer->map = NULL;
}

void omm_buffer_destroy(struct omm_buffer *buffer)
{
    const struct omm_test *t = buffer->t;
    t->vk->vkDestroyBuffer(t->device, buffer->handle, t->allocator);
    t->vk->vkFreeMemory(t->device, buffer->memory, t->allocator);
    buffer->handle = VK_NULL_HANDLE;
    buffer->memory = VK_NULL_HANDLE;
    buffer->map = NULL;
}

static void destroy_buffer(void *object)
{
    omm_buffer_destroy(object);
}

void omm_buffer_fill(struct omm_buffer *buffer)
{
    fill_pattern(buffer->map - buffer->memory_offset, buffer->memory_size);
    const VkMappedMemoryRange range = whole_range(buffer);
    if (!is_coherent(buffer))
        omm_must_succeed(buffer->t->vk->vkFlushMappedMemoryRanges(buffer->t->device, 1, &range),
                         "vkFlushMappedMemoryRanges");
}

static uint32_t choose_type(const struct omm_test *t, const struct omm_buffer_request *request,
                            uint32_t bits)
{
    if (request->memory_type != OMM_COHERENT)
        return request->memory_type;
    const VkMemoryPropertyFlags flags =
        VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    const uint32_t type = omm_memory_type(t, bits, flags);
    if (type == UINT32_MAX)
        omm_fail("memoryTypeBits 0x%x of a buffer with usage 0x%x has no host-visible and "
                 "host-coherent type (A020)",
                 bits, request->usage);
    return type;
}

static void allocate(struct omm_buffer *buffer, const struct omm_buffer_request *request)
{
    const struct omm_test *t = buffer->t;
    VkMemoryRequirements needs;
    t->vk->vkGetBufferMemoryRequirements(t->device, buffer->handle, &needs);
    const VkDeviceSize lead = request->lead + needs.alignment - 1;
    buffer->memory_offset = lead - lead % needs.alignment;
    buffer->memory_type = choose_type(t, request, needs.memoryTypeBits);
    buffer->memory_size = buffer->memory_offset + needs.size;
    // A buffer that has an address needs memory that has addresses (VUID-vkBindBufferMemory-bufferDeviceAddress-03339).
    const VkMemoryAllocateFlagsInfo addressed = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .pNext = request->allocate_next,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT,
    };
    const bool has_address = request->usage & VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
    const VkMemoryAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .pNext = has_address ? &addressed : request->allocate_next,
        .allocationSize = buffer->memory_size,
        .memoryTypeIndex = buffer->memory_type,
    };
    omm_must_succeed(t->vk->vkAllocateMemory(t->device, &info, t->allocator, &buffer->memory),
                     "vkAllocateMemory");
}

struct omm_buffer *omm_create_buffer(const struct omm_test *t,
                                     const struct omm_buffer_request *request)
{
    struct omm_buffer *buffer = omm_alloc(sizeof *buffer);
    buffer->t = t;
    buffer->size = request->size;
    buffer->unmapped = request->unmapped;
    omm_cleanup(destroy_buffer, buffer);
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = request->size,
        .usage = request->usage,
        .sharingMode = VK_SHARING_MODE_EXCLUSIVE,
    };
    omm_must_succeed(t->vk->vkCreateBuffer(t->device, &info, t->allocator, &buffer->handle),
                     "vkCreateBuffer");
    allocate(buffer, request);
    if (request->unbound)
        return buffer;
    omm_buffer_bind(buffer);
    return buffer;
}

void omm_buffer_bind(struct omm_buffer *buffer)
{
    const struct omm_test *t = buffer->t;
    omm_must_succeed(
        t->vk->vkBindBufferMemory(t->device, buffer->handle, buffer->memory, buffer->memory_offset),
        "vkBindBufferMemory");
    const VkMemoryPropertyFlags flags =
        t->gpu->memory.memoryTypes[buffer->memory_type].propertyFlags;
    if (buffer->unmapped || !(flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT))
        return;
    omm_buffer_map(buffer);
    omm_buffer_fill(buffer);
}

static const char *compare(const struct omm_buffer *buffer, VkDeviceSize begin, VkDeviceSize end,
                           VkDeviceSize own_begin, VkDeviceSize own_end)
{
    const uint8_t *bytes = buffer->map - buffer->memory_offset;
    VkDeviceSize at = begin;
    while (at < end && !memcmp(bytes + at, pattern() + at % PERIOD, in_a_row(at, end)))
        at += in_a_row(at, end);
    while (at < end && bytes[at] == pattern()[at % PERIOD])
        ++at;
    if (at == end)
        return NULL;
    const uint8_t expected = pattern()[at % PERIOD];
    if (at < own_begin)
        return omm_sentence("a byte %llu before the written range changed from 0x%02x to 0x%02x",
                            (unsigned long long)(own_begin - at), expected, bytes[at]);
    return omm_sentence("byte %llu past the written range changed from 0x%02x to 0x%02x",
                        (unsigned long long)(at - own_end + 1), expected, bytes[at]);
}

const char *omm_buffer_intact_outside(struct omm_buffer *buffer, VkDeviceSize from,
                                      VkDeviceSize count)
{
    omm_checked();
    const bool mapped_here = !buffer->map;
    if (mapped_here)
        omm_buffer_map(buffer);
    const VkMappedMemoryRange range = whole_range(buffer);
    if (!is_coherent(buffer))
        omm_must_succeed(
            buffer->t->vk->vkInvalidateMappedMemoryRanges(buffer->t->device, 1, &range),
            "vkInvalidateMappedMemoryRanges");
    const VkDeviceSize begin = buffer->memory_offset + from;
    const VkDeviceSize end = begin + count;
    const char *complaint = compare(buffer, 0, begin, begin, end);
    if (!complaint)
        complaint = compare(buffer, end, buffer->memory_size, begin, end);
    if (mapped_here)
        omm_buffer_unmap(buffer);
    return complaint;
}
