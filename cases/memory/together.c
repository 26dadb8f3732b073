// SPDX-License-Identifier: Apache-2.0
// Everything in one memory object (chapters "Resource Creation" and "Micromaps").
//
// Several buffers may be bound to one VkDeviceMemory, each at its own memoryOffset; nothing keeps micromaps, their
// serialized data, build inputs and scratch memory from being neighbours there, as long as none overlaps another. Each
// command writes its destination and nothing else ("offset ... at which the micromap will be stored", size bytes).
// Observed: one allocation holds five buffers with gaps between them. The device builds from, serializes into, clones
// and loads within it; the host does the same with a blob in the application's mapping of that memory. After each step
// the gaps, and all the parts that had no business with it, must be bit for bit as they were.
// Vacuous if the buffers had memory of their own: they are bound by hand here, to one object.
#include <ommcts/ommcts.h>

#include <string.h>

enum part { SOURCE, CLONE, LOADED, BLOB, INPUT, PARTS };

struct estate {
    const struct omm_test *t;
    VkDeviceMemory memory;
    uint8_t *map;
    VkDeviceSize size;
    struct omm_buffer *parts[PARTS];
    uint8_t *before; // a copy of all bytes
};

static void free_memory(void *object)
{
    const struct estate *estate = object;
    estate->t->vk->vkFreeMemory(estate->t->device, estate->memory, estate->t->allocator);
}

static void destroy_buffer(void *object)
{
    const struct omm_buffer *buffer = object;
    buffer->t->vk->vkDestroyBuffer(buffer->t->device, buffer->handle, buffer->t->allocator);
}

static struct omm_buffer *create_buffer(const struct omm_test *t, VkDeviceSize size,
                                        VkBufferUsageFlags usage)
{
    struct omm_buffer *buffer = omm_alloc(sizeof *buffer);
    buffer->t = t;
    buffer->size = size;
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = size, .usage = usage};
    omm_must_succeed(t->vk->vkCreateBuffer(t->device, &info, t->allocator, &buffer->handle),
                     "vkCreateBuffer");
    omm_cleanup(destroy_buffer, buffer);
    return buffer;
}

// Lays the parts out with 4 KiB between them, and gives the types that suit them all.
static uint32_t lay_out(struct estate *estate)
{
    uint32_t types = UINT32_MAX;
    estate->size = 4096;
    for (int i = 0; i < PARTS; ++i) {
        VkMemoryRequirements needs;
        estate->t->vk->vkGetBufferMemoryRequirements(estate->t->device, estate->parts[i]->handle,
                                                     &needs);
        const VkDeviceSize rest = estate->size % needs.alignment;
        estate->parts[i]->memory_offset =
            rest ? estate->size + needs.alignment - rest : estate->size;
        estate->size = estate->parts[i]->memory_offset + needs.size + 4096;
        types &= needs.memoryTypeBits;
    }
    return types;
}

static void bind(struct estate *estate, uint32_t types)
{
    const struct omm_test *t = estate->t;
    const uint32_t type = omm_memory_type(
        t, types, VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
    if (type == UINT32_MAX)
        omm_not_supported("no coherent memory type suits micromaps and their data alike");
    const VkMemoryAllocateFlagsInfo addressed = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT,
    };
    const VkMemoryAllocateInfo info = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .pNext = &addressed,
        .allocationSize = estate->size,
        .memoryTypeIndex = type,
    };
    omm_must_succeed(t->vk->vkAllocateMemory(t->device, &info, t->allocator, &estate->memory),
                     "vkAllocateMemory");
    omm_cleanup(free_memory, estate);
    void *bytes = NULL;
    omm_must_succeed(t->vk->vkMapMemory(t->device, estate->memory, 0, VK_WHOLE_SIZE, 0, &bytes),
                     "vkMapMemory");
    estate->map = bytes;
    for (int i = 0; i < PARTS; ++i) {
        struct omm_buffer *part = estate->parts[i];
        omm_must_succeed(
            t->vk->vkBindBufferMemory(t->device, part->handle, estate->memory, part->memory_offset),
            "vkBindBufferMemory");
        part->memory = estate->memory;
        part->map = estate->map + part->memory_offset;
    }
}

static void remember(struct estate *estate)
{
    memcpy(estate->before, estate->map, (size_t)estate->size);
}

static struct estate *create(const struct omm_test *t, VkDeviceSize micromap_size,
                             VkDeviceSize blob_size, VkDeviceSize input_size)
{
    const VkBufferUsageFlags storage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;
    struct estate *estate = omm_alloc(sizeof *estate);
    estate->t = t;
    for (int i = SOURCE; i <= LOADED; ++i)
        estate->parts[i] = create_buffer(t, micromap_size, storage);
    estate->parts[BLOB] = create_buffer(t, blob_size + 512, OMM_REGION_USAGE);
    estate->parts[INPUT] = create_buffer(t, input_size + 512, OMM_REGION_USAGE);
    bind(estate, lay_out(estate));
    estate->before = omm_alloc((size_t)estate->size);
    for (VkDeviceSize i = 0; i < estate->size; ++i)
        estate->map[i] = (uint8_t)(i * 151 + (i >> 8) * 61 + 7);
    remember(estate);
    return estate;
}

// Complains when a byte changed since the last remember(), apart from one range of `part` and from the micromap `source`,
// in whose storage a driver may keep notes even while it is only read. PARTS: no micromap was a source.
static const char *only_changed(struct estate *estate, enum part part, VkDeviceSize offset,
                                VkDeviceSize size, enum part source)
{
    omm_checked();
    const VkDeviceSize begin = estate->parts[part]->memory_offset + offset;
    const struct omm_buffer *notes = source == PARTS ? NULL : estate->parts[source];
    for (VkDeviceSize i = 0; i < estate->size; ++i) {
        const bool own = i - begin < size; // wraps before the range
        const bool noted = notes && i - notes->memory_offset < notes->size;
        if (!own && !noted && estate->map[i] != estate->before[i])
            return omm_sentence("byte %llu of the memory object changed; the command was to write "
                                "%llu bytes at %llu",
                                (unsigned long long)i, (unsigned long long)size,
                                (unsigned long long)begin);
    }
    remember(estate);
    return NULL;
}

static VkDeviceSize up_to_256(VkDeviceSize size)
{
    return (size + 255) / 256 * 256;
}

// The first offset of the part at which its address is a multiple of 256.
static struct omm_region *region_in(struct estate *estate, enum part part, VkDeviceSize size)
{
    const struct omm_region *first = omm_region_in(estate->parts[part], 0, size);
    return omm_region_in(estate->parts[part], up_to_256(first->address) - first->address, size);
}

// Room for serialized data of any micromap of this size: what a model needs, and plenty, because two builds need not
// serialize to the same size.
static struct estate *create_for(const struct omm_test *t, const struct omm_input *input,
                                 VkDeviceSize micromap_size, VkDeviceSize model_blob)
{
    const VkDeviceSize inputs =
        up_to_256(input->data_size) + input->triangle_count * sizeof *input->triangles;
    return create(t, micromap_size, 2 * model_blob + 4096, inputs);
}

static void blob_must_fit(const struct estate *estate, VkDeviceSize size)
{
    if (size + 512 > estate->parts[BLOB]->size)
        omm_not_supported("equal shapes serialize to sizes that differ by more than twice");
}

static void run(const struct omm_test *t, const VkMicromapBuildInfoEXT *build,
                const VkCopyMicromapToMemoryInfoEXT *serialize, const VkCopyMicromapInfoEXT *clone,
                const VkCopyMemoryToMicromapInfoEXT *load)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    if (build)
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, build);
    if (serialize)
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, serialize);
    if (clone)
        t->vk->vkCmdCopyMicromapEXT(commands, clone);
    if (load)
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, load);
    omm_run(t, queue, commands);
}

OMM_CASE(on_device, .about = "Build, serialize, clone and load within one memory object.",
         .covers = OMM_COVERS("A021", "A031", "A081", "A092", "A096", "A101", "A107"),
         .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    struct estate *estate =
        create_for(t, input, size, omm_device_serialized_size(omm_device_build(t, param, 0)));
    struct omm_micromap *maps[3];
    for (int i = SOURCE; i <= LOADED; ++i)
        maps[i] = omm_create_micromap_in(estate->parts[i], 0, size);
    const struct omm_region *data = region_in(estate, INPUT, input->data_size);
    const VkDeviceSize array_at = up_to_256(input->data_size);
    memcpy(data->bytes, input->data, input->data_size);
    memcpy(data->bytes + array_at, input->triangles,
           input->triangle_count * sizeof *input->triangles);
    remember(estate);

    VkMicromapBuildInfoEXT build = omm_device_build_info(t, input, 0, maps[SOURCE]);
    build.data.deviceAddress = data->address;
    build.triangleArray.deviceAddress = data->address + array_at;
    run(t, &build, NULL, NULL, NULL);
    ASSERT_OK(only_changed(estate, SOURCE, 0, size, PARTS));
    const VkDeviceSize blob_size = omm_device_serialized_size(maps[SOURCE]);
    blob_must_fit(estate, blob_size);
    const struct omm_region *blob = region_in(estate, BLOB, blob_size);
    const VkCopyMicromapToMemoryInfoEXT serialize = omm_device_serialize_info(maps[SOURCE], blob);
    run(t, NULL, &serialize, NULL, NULL);
    ASSERT_OK(only_changed(estate, BLOB, blob->offset, blob->size, SOURCE));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const VkCopyMicromapInfoEXT clone =
        omm_copy_info(maps[SOURCE], maps[CLONE], VK_COPY_MICROMAP_MODE_CLONE_EXT);
    run(t, NULL, NULL, &clone, NULL);
    ASSERT_OK(only_changed(estate, CLONE, 0, size, SOURCE));
    const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(blob, maps[LOADED]);
    run(t, NULL, NULL, NULL, &load);
    ASSERT_OK(only_changed(estate, LOADED, 0, size, PARTS));
    for (int i = SOURCE; i <= LOADED; ++i)
        ASSERT_OK(omm_device_usable(maps[i]));
    PASS();
}

OMM_CASE(on_host, .about = "The host does the same, with serialized data in its mapping of it.",
         .covers = OMM_COVERS("A021", "A064", "A092", "A096", "A107"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize size = omm_host_sizes(t, input, 0).micromapSize;
    struct estate *estate = create_for(t, input, size, omm_serialized_size(omm_build(t, param, 0)));
    struct omm_micromap *maps[3];
    for (int i = SOURCE; i <= LOADED; ++i)
        maps[i] = omm_create_micromap_in(estate->parts[i], 0, size);
    omm_build_into(maps[SOURCE], input, 0);
    ASSERT_OK(only_changed(estate, SOURCE, 0, size, PARTS));
    const VkDeviceSize blob_size = omm_serialized_size(maps[SOURCE]);
    blob_must_fit(estate, blob_size);
    // Host addresses are multiples of 16 (VUIDs 07570 and 07564), which a mapping need not be everywhere.
    const size_t shift = -(uintptr_t)estate->parts[BLOB]->map % 16;
    uint8_t *blob = estate->parts[BLOB]->map + shift;
    const VkCopyMicromapToMemoryInfoEXT serialize = omm_serialize_info(maps[SOURCE], blob);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &serialize));
    ASSERT_OK(only_changed(estate, BLOB, shift, blob_size, SOURCE));
    ASSERT_OK(omm_header_good(t, blob));
    const VkCopyMicromapInfoEXT clone =
        omm_copy_info(maps[SOURCE], maps[CLONE], VK_COPY_MICROMAP_MODE_CLONE_EXT);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &clone));
    ASSERT_OK(only_changed(estate, CLONE, 0, size, SOURCE));
    const VkCopyMemoryToMicromapInfoEXT load = omm_deserialize_info(blob, maps[LOADED]);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &load));
    ASSERT_OK(only_changed(estate, LOADED, 0, size, PARTS));
    for (int i = SOURCE; i <= LOADED; ++i) {
        ASSERT_OK(omm_usable(maps[i]));
        ASSERT_OK(omm_device_usable(maps[i]));
    }
    PASS();
}
