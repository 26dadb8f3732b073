// SPDX-License-Identifier: Apache-2.0
// Offsets and addresses beyond 4 GiB (chapters "Resource Creation" and "Micromaps").
//
// VkMicromapCreateInfoEXT::offset, memoryOffset of vkBindBufferMemory and device addresses are 64 bits wide, and so is
// their sum: a micromap that begins 4 GiB and a little into its buffer, or whose buffer does so in its memory, is
// written there, and not where the lower 32 bits point.
// Observed: a pattern in the 64 KiB where a driver that drops the upper half would land, and around the place itself;
// then the micromap as a source. The memory object is mapped in small pieces only, one at a time.
// NotSupported, by name, where the device allows no such buffer or allocation or has no memory for it: that says nothing
// against a driver. Vacuous if the driver dropped nothing because nothing was above: the place is checked to be.
#include <ommcts/ommcts.h>

static const VkDeviceSize four_gib = (VkDeviceSize)4 << 30;
enum {
    WINDOW = 64 << 10, // bytes looked at where nothing may be written
    INTO = 512,        // from the 4 GiB mark to the micromap
    AROUND = 256,      // bytes looked at on both sides of it
};

static const struct place {
    const char *name;
    VkDeviceSize lead;   // bytes of the memory object before the buffer
    VkDeviceSize offset; // of the micromap or the data in the buffer
} places[] = {
    {"buffer_offset", 0, ((VkDeviceSize)4 << 30) + INTO},
    {"memory_offset", (VkDeviceSize)4 << 30, INTO},
    {"their_sum", (VkDeviceSize)2 << 30, ((VkDeviceSize)2 << 30) + INTO},
};

static VkDeviceSize largest_allocation(const struct omm_test *t)
{
    VkPhysicalDeviceVulkan13Properties vulkan13 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_PROPERTIES};
    VkPhysicalDeviceVulkan11Properties vulkan11 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES, .pNext = &vulkan13};
    VkPhysicalDeviceProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &vulkan11};
    vkGetPhysicalDeviceProperties2(t->physical_device, &properties);
    const VkDeviceSize buffer = vulkan13.maxBufferSize, memory = vulkan11.maxMemoryAllocationSize;
    return buffer < memory ? buffer : memory;
}

static void destroy(void *object)
{
    omm_buffer_destroy(object);
}

static VkDeviceMemory allocate(const struct omm_test *t, VkDeviceSize size, uint32_t type)
{
    const VkMemoryAllocateFlagsInfo addressed = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT,
    };
    const VkMemoryAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .pNext = &addressed,
        .allocationSize = size,
        .memoryTypeIndex = type,
    };
    VkDeviceMemory memory = VK_NULL_HANDLE;
    const VkResult result = t->vk->vkAllocateMemory(t->device, &info, t->allocator, &memory);
    if (result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY)
        omm_not_supported("no memory for one object of %llu bytes", (unsigned long long)size);
    omm_must_succeed(result, "vkAllocateMemory");
    return memory;
}

// A buffer of `size` bytes, bound at a memory offset of at least `lead`, unmapped.
static struct omm_buffer *create(const struct omm_test *t, VkDeviceSize lead, VkDeviceSize size,
                                 VkBufferUsageFlags usage)
{
    if (largest_allocation(t) < lead + size + WINDOW)
        omm_not_supported("maxBufferSize or maxMemoryAllocationSize is below %llu bytes",
                          (unsigned long long)(lead + size + WINDOW));
    struct omm_buffer *buffer = omm_alloc(sizeof *buffer);
    buffer->t = t;
    buffer->size = size;
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = size, .usage = usage};
    omm_must_succeed(t->vk->vkCreateBuffer(t->device, &info, t->allocator, &buffer->handle),
                     "vkCreateBuffer");
    omm_cleanup(destroy, buffer);
    VkMemoryRequirements needs;
    t->vk->vkGetBufferMemoryRequirements(t->device, buffer->handle, &needs);
    buffer->memory_offset = (lead + needs.alignment - 1) / needs.alignment * needs.alignment;
    buffer->memory_size = buffer->memory_offset + needs.size;
    buffer->memory_type =
        omm_memory_type(t, needs.memoryTypeBits,
                        VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
    buffer->memory = allocate(t, buffer->memory_size, buffer->memory_type);
    omm_must_succeed(
        t->vk->vkBindBufferMemory(t->device, buffer->handle, buffer->memory, buffer->memory_offset),
        "vkBindBufferMemory");
    return buffer;
}

// One piece of the memory object at a time: calls `act` with its bytes, and gives what that answers.
static const char *look(const struct omm_buffer *buffer, VkDeviceSize at, VkDeviceSize count,
                        const char *(*act)(uint8_t *bytes, VkDeviceSize count))
{
    const struct omm_test *t = buffer->t;
    void *bytes = NULL;
    omm_must_succeed(t->vk->vkMapMemory(t->device, buffer->memory, at, count, 0, &bytes),
                     "vkMapMemory");
    const char *complaint = act(bytes, count);
    t->vk->vkUnmapMemory(t->device, buffer->memory);
    return complaint;
}

static uint8_t pattern(VkDeviceSize i)
{
    return (uint8_t)(i * 157 + (i >> 8) * 43 + 11);
}

static const char *fill(uint8_t *bytes, VkDeviceSize count)
{
    for (VkDeviceSize i = 0; i < count; ++i)
        bytes[i] = pattern(i);
    return NULL;
}

static const char *check(uint8_t *bytes, VkDeviceSize count)
{
    omm_checked();
    for (VkDeviceSize i = 0; i < count; ++i)
        if (bytes[i] != pattern(i))
            return omm_sentence("byte %llu of %llu that nothing was to write changed",
                                (unsigned long long)i, (unsigned long long)count);
    return NULL;
}

// Everything that is looked at around `size` bytes at `offset` of the buffer.
static const char *surroundings(const struct omm_buffer *buffer, VkDeviceSize offset,
                                VkDeviceSize size,
                                const char *(*act)(uint8_t *bytes, VkDeviceSize count))
{
    const VkDeviceSize at = buffer->memory_offset + offset;
    omm_checked();
    if (at < four_gib)
        omm_resource_error("the place is not beyond 4 GiB");
    // The lower 32 bits of the place lie here, and so do those of its parts.
    const char *complaint = look(buffer, 0, WINDOW, act);
    if (!complaint)
        complaint = look(buffer, at - AROUND, AROUND, act);
    return complaint ? complaint : look(buffer, at + size, AROUND, act);
}

static struct omm_micromap *create_at(const struct omm_test *t, const struct place *place,
                                      VkDeviceSize size)
{
    struct omm_buffer *buffer = create(t, place->lead, place->offset + size + AROUND,
                                       VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT);
    surroundings(buffer, place->offset, size, fill);
    return omm_create_micromap_in(buffer, place->offset, size);
}

OMM_CASE(on_device, .about = "The device builds, reads and loads a micromap beyond 4 GiB.",
         .covers = OMM_COVERS("A021", "A092", "A096"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(places))
{
    const struct place *place = param;
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    struct omm_micromap *map = create_at(t, place, size);
    omm_device_build_into(map, input, 0);
    ASSERT_OK(surroundings(map->buffer, place->offset, size, check));
    ASSERT_OK(omm_device_usable(map));
    // Loaded over itself from a copy, once it has been cloned to where everything is near.
    const struct omm_micromap *near = omm_device_clone(map);
    const struct omm_region *blob = omm_device_serialize(near);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(blob, map);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &load);
    omm_run(t, queue, commands);
    ASSERT_OK(surroundings(map->buffer, place->offset, size, check));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(on_host, .about = "The host builds, reads and loads a micromap beyond 4 GiB.",
         .covers = OMM_COVERS("A021", "A092", "A096"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_PARAMS(places))
{
    const struct place *place = param;
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size = omm_host_sizes(t, input, 0).micromapSize;
    struct omm_micromap *map = create_at(t, place, size);
    omm_build_into(map, input, 0);
    ASSERT_OK(surroundings(map->buffer, place->offset, size, check));
    ASSERT_OK(omm_usable(map));
    const struct omm_block *blob = omm_serialize(omm_clone(map));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const VkCopyMemoryToMicromapInfoEXT load = omm_deserialize_info(blob->bytes, map);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &load));
    ASSERT_OK(surroundings(map->buffer, place->offset, size, check));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(serialized, .about = "Serialized data is written and read beyond 4 GiB of its buffer.",
         .covers = OMM_COVERS("A081", "A082", "A101"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(places))
{
    const struct place *place = param;
    const struct omm_micromap *map = omm_device_build(t, &omm_small, 0);
    const VkDeviceSize size = omm_device_serialized_size(map);
    struct omm_buffer *buffer =
        create(t, place->lead, place->offset + 256 + size + AROUND, OMM_REGION_USAGE);
    const struct omm_region *begin = omm_region_in(buffer, place->offset, size);
    const VkDeviceSize shift = (256 - begin->address % 256) % 256; // to a multiple of 256
    const struct omm_region *blob = omm_region_in(buffer, place->offset + shift, size);
    surroundings(buffer, blob->offset, size, fill);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(map, blob);
    const struct omm_region *seen = omm_region(t, size, 256);
    const VkBufferCopy range = {blob->offset, seen->offset, size};
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_barrier_copies(t, commands);
    t->vk->vkCmdCopyBuffer(commands, buffer->handle, seen->buffer->handle, 1, &range);
    omm_run(t, queue, commands);
    ASSERT_OK(surroundings(buffer, blob->offset, size, check));
    ASSERT_OK(omm_header_good(t, seen->bytes));
    const struct omm_micromap *loaded = omm_create_micromap(t, map->size);
    const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(blob, loaded);
    const VkCommandBuffer loading = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(loading, &load);
    omm_run(t, queue, loading);
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_device_usable(loaded));
    PASS();
}
