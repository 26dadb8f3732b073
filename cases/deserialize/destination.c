// SPDX-License-Identifier: Apache-2.0
// Where serialized data may be loaded to, and what the destination is afterwards.
//
// "dst must have been created with a size greater than or equal to that used to serialize the data in src"
// (VUID-VkCopyMemoryToMicromapInfoEXT-dst-07550): the source's create size is enough, and more is fine. A micromap
// occupies [offset, offset + size) of its buffer, so nothing else is written. No rule ties the destination to the
// original's buffer, offset or memory type, or forbids that it was constructed before; and a copy command constructs
// its destination (chapter "Micromaps"), which is then good for everything a built one is good for.
//
// Observed: success, a pattern in every byte of the memory object outside the destination's own range, and the
// destination queried, serialized and cloned. That it behaves like the original takes ray queries (A086). Vacuous if
// the driver wrote nothing: then the destination is no micromap, and using it fails.
#include <ommcts/ommcts.h>

static const struct room {
    const char *name;
    VkDeviceSize bytes;
} rooms[] = {
    {"equal", 0}, {"room_1", 1}, {"room_256", 256}, {"room_4k", 4096}, {"room_1m", 1024 * 1024},
};

OMM_CASE(larger, .about = "The destination may be as large as the original, or larger.",
         .covers = OMM_COVERS("A091", "A092"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(rooms))
{
    const struct room *room = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *origin = omm_build(t, &omm_shapes[i], 0);
        const struct omm_block *blob = omm_serialize(origin);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const struct omm_micromap *destination = omm_create_micromap(t, origin->size + room->bytes);
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
        ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_neighbours_intact(destination));
        ASSERT_OK(omm_usable(destination));
    }
    PASS();
}

static const struct place {
    const char *name;
    VkDeviceSize offset; // in the buffer
    VkDeviceSize lead;   // of the buffer in its memory
} places[] = {
    {"offset_0", 0, 0},
    {"offset_256", 256, 0},
    {"offset_4k", 4096, 0},
    {"offset_64k_256", 65536 + 256, 0},
    {"bound_at_4k_offset_0", 0, 4096},
    {"bound_at_1m_offset_768", 768, 1024 * 1024},
};

OMM_CASE(stays_inside, .about = "Nothing outside the destination's own range is written.",
         .covers = OMM_COVERS("A092", "A021", "A096"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(places))
{
    const struct place *place = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *origin = omm_build(t, &omm_shapes[i], 0);
        const struct omm_block *blob = omm_serialize(origin);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        struct omm_buffer *buffer =
            omm_create_buffer(t, &(struct omm_buffer_request){
                                     .size = place->offset + origin->size + 4096,
                                     .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                     .lead = place->lead,
                                     .memory_type = OMM_COHERENT,
                                 });
        const struct omm_micromap *destination =
            omm_create_micromap_in(buffer, place->offset, origin->size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
        ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_neighbours_intact(destination));
        ASSERT_OK(omm_usable(destination));
    }
    PASS();
}

OMM_CASE(every_coherent_type,
         .about = "The destination may be in every host-visible coherent memory type.",
         .covers = OMM_COVERS("A096"), .needs = {.host_commands = true})
{
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    VkMemoryRequirements requirements;
    t->vk->vkGetBufferMemoryRequirements(t->device, origin->buffer->handle, &requirements);
    for (uint32_t type = 0; type < t->gpu->memory.memoryTypeCount; ++type) {
        const uint32_t bit = requirements.memoryTypeBits & (1u << type);
        if (omm_memory_type(t, bit,
                            VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
                                VK_MEMORY_PROPERTY_HOST_COHERENT_BIT) != type)
            continue;
        omm_note("memory type %u", type);
        struct omm_buffer *buffer =
            omm_create_buffer(t, &(struct omm_buffer_request){
                                     .size = 1024 + origin->size + 4096,
                                     .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                     .memory_type = type,
                                 });
        const struct omm_micromap *destination = omm_create_micromap_in(buffer, 1024, origin->size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
        ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_neighbours_intact(destination));
        ASSERT_OK(omm_usable(destination));
    }
    PASS();
}

OMM_CASE(never_mapped,
         .about = "The destination's memory need not be mapped, and can be afterwards.",
         .covers = OMM_COVERS("A096", "A068"), .needs = {.host_commands = true})
{
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = 256 + origin->size,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .memory_type = OMM_COHERENT,
                                 .unbound = true,
                             });
    ASSERT_SUCCESS(t->vk->vkBindBufferMemory(t->device, buffer->handle, buffer->memory,
                                             buffer->memory_offset));
    const struct omm_micromap *destination = omm_create_micromap_in(buffer, 256, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_usable(destination));
    omm_buffer_map(buffer);
    omm_buffer_unmap(buffer);
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(overwritten, .about = "A micromap that is already constructed may be loaded into.",
         .covers = OMM_COVERS("A095"), .needs = {.host_commands = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *small = omm_build(t, &omm_small, 0);
    const struct omm_micromap *large = omm_build(t, &omm_large, 0);
    const struct omm_block *blobs[] = {omm_serialize(small), omm_serialize(large)};
    // Built first, then loaded with less and with as much as it held before.
    struct omm_micromap *destination = omm_create_micromap(t, large->size);
    omm_build_into(destination, large->input, 0);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    for (size_t i = 0; i < 6; ++i) {
        const struct omm_block *blob = blobs[i % 2];
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
        omm_finish(t, operation, t->vk->vkCopyMemoryToMicromapEXT(t->device, operation, &info));
        ASSERT_OK(omm_neighbours_intact(destination));
        ASSERT_OK(omm_usable(destination));
    }
    PASS();
}

OMM_CASE(constructed,
         .about = "The destination is good for everything a built micromap is good for.",
         .covers = OMM_COVERS("A094", "A070", "A087"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_usable(destination));
    const struct omm_micromap *clone = omm_clone(destination);
    ASSERT_OK(omm_usable(clone));
    PASS();
}
