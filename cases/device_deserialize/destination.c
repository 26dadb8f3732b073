// SPDX-License-Identifier: Apache-2.0
// Where the device may load serialized data to, and what the destination is afterwards.
//
// "dst must have been created with a size greater than or equal to that used to serialize the data in src"
// (VUID-VkCopyMemoryToMicromapInfoEXT-dst-07550): the source's create size is enough, and more is fine. A micromap
// occupies [offset, offset + size) of its buffer, so nothing else is written. No rule ties the destination to the
// original's buffer, offset or memory type, or forbids that it was constructed before; and a copy command constructs
// its destination (chapter "Micromaps"), which is then good for everything a built one is good for.
//
// Observed: a pattern in every byte of the memory object outside the destination's own range, and the destination
// queried, serialized and cloned by the device. That it behaves like the original takes ray queries (A100). Vacuous
// if the driver wrote nothing: then the destination is no micromap, and using it fails.
#include <ommcts/ommcts.h>

static void deserialize(const struct omm_region *blob, const struct omm_micromap *destination)
{
    const struct omm_test *t = destination->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(blob, destination);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
}

OMM_CASE(constructed,
         .about = "The destination is good for everything a built micromap is good for.",
         .covers = OMM_COVERS("A100", "A094", "A083"), .needs = {.device_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    deserialize(blob, destination);
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_device_usable(destination));
    omm_device_serialized_size(omm_device_clone(destination));
    PASS();
}

static const struct room {
    const char *name;
    VkDeviceSize bytes;
} rooms[] = {
    {"equal", 0}, {"room_1", 1}, {"room_256", 256}, {"room_4k", 4096}, {"room_1m", 1024 * 1024},
};

OMM_CASE(larger, .about = "The destination may be as large as the original, or larger.",
         .covers = OMM_COVERS("A091", "A092"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(rooms))
{
    const struct room *room = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *origin = omm_device_build(t, &omm_shapes[i], 0);
        const struct omm_region *blob = omm_device_serialize(origin);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const struct omm_micromap *destination = omm_create_micromap(t, origin->size + room->bytes);
        deserialize(blob, destination);
        ASSERT_OK(omm_neighbours_intact(destination));
        ASSERT_OK(omm_device_usable(destination));
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
         .covers = OMM_COVERS("A092", "A021", "A096"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(places))
{
    const struct place *place = param;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *origin = omm_device_build(t, &omm_shapes[i], 0);
        const struct omm_region *blob = omm_device_serialize(origin);
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
        deserialize(blob, destination);
        ASSERT_OK(omm_neighbours_intact(destination));
        ASSERT_OK(omm_device_usable(destination));
    }
    PASS();
}

OMM_CASE(overwritten, .about = "A micromap that is already constructed may be loaded into.",
         .covers = OMM_COVERS("A095"), .needs = {.device_commands = true})
{
    const struct omm_micromap *small = omm_device_build(t, &omm_small, 0);
    const struct omm_micromap *large = omm_device_build(t, &omm_large, 0);
    const struct omm_region *blobs[] = {omm_device_serialize(small), omm_device_serialize(large)};
    // Built first, then loaded with less and with as much as it held before.
    struct omm_micromap *destination = omm_create_micromap(t, large->size);
    omm_device_build_into(destination, large->input, 0);
    for (size_t i = 0; i < 4; ++i) {
        ASSERT_OK(omm_header_good(t, blobs[i % 2]->bytes));
        deserialize(blobs[i % 2], destination);
        ASSERT_OK(omm_neighbours_intact(destination));
        ASSERT_OK(omm_device_usable(destination));
    }
    PASS();
}

OMM_CASE(neighbours, .about = "Loading into one micromap of a buffer leaves the others whole.",
         .covers = OMM_COVERS("A092", "A021"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const VkDeviceSize step = (origin->size + 255) / 256 * 256;
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = 3 * step + 4096,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = 4096,
                                 .memory_type = OMM_COHERENT,
                             });
    struct omm_micromap *maps[3];
    for (VkDeviceSize i = 0; i < 3; ++i)
        maps[i] = omm_create_micromap_in(buffer, i * step, origin->size);
    omm_device_build_into(maps[0], origin->input, 0);
    omm_device_build_into(maps[2], origin->input, 0);
    deserialize(blob, maps[1]);
    for (size_t i = 0; i < 3; ++i)
        ASSERT_OK(omm_device_usable(maps[i]));
    ASSERT_OK(omm_buffer_intact_outside(buffer, 0, 3 * step));
    PASS();
}
