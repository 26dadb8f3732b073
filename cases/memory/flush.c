// SPDX-License-Identifier: Apache-2.0
// Inputs and serialized data in memory that is not coherent, flushed and invalidated by ranges (chapter "Memory
// Allocation").
//
// "Host writes to device memory that was allocated without HOST_COHERENT have to be flushed with
// vkFlushMappedMemoryRanges before they can be accessed safely on the device", device writes be invalidated; offset and
// size are multiples of nonCoherentAtomSize, or reach to the end of the mapping. Here the application does its part, and
// the driver its own: the device commands must see what was flushed, and the host what was written.
// Observed: build inputs and serialized data that the host writes into such memory and flushes, with just the atoms around
// them; serialized data that the host invalidates and reads in the same way. Micromaps lie in coherent memory.
// "If size is VK_WHOLE_SIZE, from offset to the end of the current mapping": both once more by such ranges, also where
// the mapping is of a part of the memory object, far from its beginning and short of its end.
// Vacuous where the whole object was flushed: the ranges begin where the data does, far from the beginning. On devices
// without such memory NotSupported by name. Host commands there, where nobody flushes: see non_coherent.c.
#include <ommcts/ommcts.h>

#include <string.h>

// The atoms that hold the region.
static VkMappedMemoryRange range_of(const struct omm_region *region)
{
    const struct omm_buffer *buffer = region->buffer;
    const VkDeviceSize atom = buffer->t->gpu->properties.limits.nonCoherentAtomSize;
    const VkDeviceSize begin = buffer->memory_offset + region->offset;
    const VkDeviceSize end = begin + region->size;
    const VkDeviceSize first = begin - begin % atom;
    const VkDeviceSize past = end % atom ? end + atom - end % atom : end;
    return (VkMappedMemoryRange){
        .sType = VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE,
        .memory = buffer->memory,
        .offset = first,
        .size = past < buffer->memory_size ? past - first : VK_WHOLE_SIZE,
    };
}

static struct omm_region *written(const struct omm_test *t, uint32_t type, const void *bytes,
                                  VkDeviceSize size)
{
    struct omm_region *region = omm_region_of_type(t, size, 256, type);
    memcpy(region->bytes, bytes, (size_t)size);
    return region;
}

// In one call, so that the second range counts as much as the first.
static void flush(const struct omm_region *one, const struct omm_region *other)
{
    const struct omm_test *t = one->buffer->t;
    VkMappedMemoryRange ranges[2] = {range_of(one)};
    if (other)
        ranges[1] = range_of(other);
    omm_must_succeed(t->vk->vkFlushMappedMemoryRanges(t->device, other ? 2 : 1, ranges),
                     "vkFlushMappedMemoryRanges");
}

OMM_CASE(inputs, .about = "A build reads what the host wrote and flushed.",
         .covers = OMM_COVERS("A030", "A031"), .needs = {.device_commands = true},
         .params = OMM_NON_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, OMM_REGION_USAGE);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const VkDeviceSize array_size = input->triangle_count * sizeof *input->triangles;
        const struct omm_micromap *map = omm_create_micromap(
            t,
            omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
        VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
        const struct omm_region *data = written(t, type, input->data, input->data_size);
        const struct omm_region *array = written(t, type, input->triangles, array_size);
        flush(data, array);
        info.data.deviceAddress = data->address;
        info.triangleArray.deviceAddress = array->address;
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_device_usable(map));
        ASSERT_OK(omm_region_neighbours_intact(data));
        ASSERT_OK(omm_region_neighbours_intact(array));
    }
    PASS();
}

// As omm_device_deserialize, but of bytes that the host need not see.
static const struct omm_micromap *load(const struct omm_queue *queue, const struct omm_region *blob,
                                       VkDeviceSize size)
{
    const struct omm_test *t = blob->buffer->t;
    const struct omm_micromap *loaded = omm_create_micromap(t, size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(blob, loaded);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
    return loaded;
}

static void store(const struct omm_queue *queue, const struct omm_micromap *source,
                  const struct omm_region *blob)
{
    const struct omm_test *t = blob->buffer->t;
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_run(t, queue, commands);
}

OMM_CASE(loaded, .about = "A micromap is loaded from what the host wrote and flushed.",
         .covers = OMM_COVERS("A100", "A101"), .needs = {.device_commands = true},
         .params = OMM_NON_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, OMM_REGION_USAGE);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *source = omm_device_build(t, &omm_shapes[i], 0);
        const struct omm_region *model = omm_device_serialize(source);
        ASSERT_OK(omm_header_good(t, model->bytes)); // and so compatible
        const struct omm_region *blob = written(t, type, model->bytes, model->size);
        flush(blob, NULL);
        const struct omm_micromap *loaded = load(queue, blob, source->size);
        ASSERT_OK(omm_neighbours_intact(loaded));
        ASSERT_OK(omm_device_usable(loaded));
        ASSERT_OK(omm_region_neighbours_intact(blob));
        ASSERT_MEM_EQm("the serialized data changed", model->bytes, blob->bytes,
                       (size_t)model->size);
    }
    PASS();
}

// For ASSERT_OK: what the host sees in memory that is not coherent goes through it to coherent memory, and must load.
static const char *loads_from_host(const struct omm_test *t, const uint8_t *bytes,
                                   VkDeviceSize size, const struct omm_micromap *source)
{
    const char *complaint = omm_header_good(t, bytes);
    if (complaint)
        return complaint;
    const struct omm_region *seen = omm_region_with(t, bytes, size);
    return omm_device_usable(omm_device_deserialize(t, seen, source->size));
}

OMM_CASE(serialized, .about = "The host reads serialized data once it has invalidated it.",
         .covers = OMM_COVERS("A079", "A081", "A084"), .needs = {.device_commands = true},
         .params = OMM_NON_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, OMM_REGION_USAGE);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *source = omm_device_build(t, &omm_shapes[i], 0);
        const VkDeviceSize size = omm_device_serialized_size(source);
        const struct omm_region *blob = omm_region_of_type(t, size, 256, type);
        store(queue, source, blob);
        const VkMappedMemoryRange range = range_of(blob);
        ASSERT_SUCCESS(t->vk->vkInvalidateMappedMemoryRanges(t->device, 1, &range));
        ASSERT_OK(loads_from_host(t, blob->bytes, size, source));
        ASSERT_OK(omm_region_neighbours_intact(blob));
    }
    PASS();
}

static VkMappedMemoryRange to_the_end(const struct omm_region *region)
{
    VkMappedMemoryRange range = range_of(region);
    range.size = VK_WHOLE_SIZE;
    return range;
}

OMM_CASE(up_to_the_end,
         .about = "VK_WHOLE_SIZE flushes and invalidates up to the end of the mapping.",
         .covers = OMM_COVERS("A081", "A084", "A100"), .needs = {.device_commands = true},
         .params = OMM_NON_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, OMM_REGION_USAGE);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const struct omm_region *model = omm_device_serialize(source);
    const struct omm_region *blob = written(t, type, model->bytes, model->size);
    const VkMappedMemoryRange given = to_the_end(blob);
    ASSERT_SUCCESS(t->vk->vkFlushMappedMemoryRanges(t->device, 1, &given));
    const struct omm_micromap *loaded = omm_device_deserialize(t, blob, source->size);
    ASSERT_OK(omm_device_usable(loaded));
    const VkDeviceSize size = omm_device_serialized_size(loaded);
    const struct omm_region *taken = omm_region_of_type(t, size, 256, type);
    store(queue, loaded, taken);
    const VkMappedMemoryRange wanted = to_the_end(taken);
    ASSERT_SUCCESS(t->vk->vkInvalidateMappedMemoryRanges(t->device, 1, &wanted));
    ASSERT_OK(loads_from_host(t, taken->bytes, size, source));
    PASS();
}

// Where the data lies in a memory object that has room before and behind it.
enum { LEAD = 1 << 16, BEHIND = 1 << 12 };

static struct omm_region *surrounded(const struct omm_test *t, uint32_t type, VkDeviceSize size)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){.size = LEAD + size + BEHIND,
                                                          .usage = OMM_REGION_USAGE,
                                                          .memory_type = type,
                                                          .unmapped = true});
    const VkDeviceAddress first = omm_region_in(buffer, 0, size)->address;
    return omm_region_in(buffer, LEAD - first % 256, size);
}

// Maps the atoms that hold the region and no others, and gives the region's first byte in them.
static uint8_t *map_atoms(const struct omm_region *region, VkMappedMemoryRange *range)
{
    const struct omm_test *t = region->buffer->t;
    void *bytes = NULL;
    *range = range_of(region);
    omm_must_succeed(
        t->vk->vkMapMemory(t->device, range->memory, range->offset, range->size, 0, &bytes),
        "vkMapMemory");
    const VkDeviceSize begin = region->buffer->memory_offset + region->offset;
    range->size = VK_WHOLE_SIZE;
    return (uint8_t *)bytes + (begin - range->offset);
}

OMM_CASE(
    part_of_the_object,
    .about = "VK_WHOLE_SIZE is up to the end of a mapping that is a part of the memory object.",
    .covers = OMM_COVERS("A081", "A084", "A100"), .needs = {.device_commands = true},
    .params = OMM_NON_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, OMM_REGION_USAGE);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, &omm_small, 0);
    const struct omm_region *model = omm_device_serialize(source);
    const struct omm_region *blob = surrounded(t, type, model->size);
    VkMappedMemoryRange range;
    memcpy(map_atoms(blob, &range), model->bytes, (size_t)model->size);
    ASSERT_SUCCESS(t->vk->vkFlushMappedMemoryRanges(t->device, 1, &range));
    t->vk->vkUnmapMemory(t->device, range.memory);
    const struct omm_micromap *loaded = load(queue, blob, source->size);
    ASSERT_OK(omm_device_usable(loaded));
    const VkDeviceSize size = omm_device_serialized_size(loaded);
    const struct omm_region *taken = surrounded(t, type, size);
    store(queue, loaded, taken);
    const uint8_t *bytes = map_atoms(taken, &range);
    ASSERT_SUCCESS(t->vk->vkInvalidateMappedMemoryRanges(t->device, 1, &range));
    ASSERT_OK(loads_from_host(t, bytes, size, source));
    t->vk->vkUnmapMemory(t->device, range.memory);
    PASS();
}
