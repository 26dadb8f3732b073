// SPDX-License-Identifier: Apache-2.0
// Round trips, and the places where they end.
#include <ommcts/device_micromap.h>
#include <ommcts/memory_kind.h>
#include <ommcts/readback.h>
#include <ommcts/trip.h>
#include <ommcts/verdict.h>

static const VkBufferUsageFlags storage_usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;

// A coherent type other than the one that OMM_COHERENT stands for.
static uint32_t other_coherent_type(const struct omm_test *t)
{
    const VkMemoryPropertyFlags coherent =
        VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    const uint32_t allowed = omm_allowed_types(t, storage_usage);
    const uint32_t first = omm_memory_type(t, allowed, coherent);
    const uint32_t other =
        first == UINT32_MAX ? first : omm_memory_type(t, allowed & ~(1u << first), coherent);
    if (other == UINT32_MAX)
        omm_not_supported("micromaps have only one host-visible and coherent memory type");
    return other;
}

static uint32_t other_type(const struct omm_test *t, enum omm_side side)
{
    if (side == OMM_ON_HOST)
        return other_coherent_type(t);
    const struct omm_buffer *like = omm_create_buffer(
        t, &(struct omm_buffer_request){
               .size = 4096, .usage = storage_usage, .memory_type = OMM_COHERENT});
    const uint32_t type = omm_remote_type(like);
    if (type == like->memory_type)
        omm_not_supported("micromaps have only one memory type");
    return type;
}

struct omm_micromap *omm_make_room(const struct omm_test *t, enum omm_room room, VkDeviceSize size,
                                   enum omm_side side)
{
    enum { MORE = 64 << 10, OFFSET = 13 * 256, LEAD = 192 << 10, TAIL = 4 << 10 };
    struct omm_buffer_request request = {
        .size = OFFSET + size + TAIL,
        .usage = storage_usage,
        .lead = LEAD,
        .memory_type = OMM_COHERENT,
    };
    switch (room) {
    case OMM_ROOM_LARGER:
        return omm_create_micromap(t, size + MORE);
    case OMM_ROOM_OTHER_OFFSET:
        return omm_create_micromap_in(omm_create_buffer(t, &request), OFFSET, size);
    case OMM_ROOM_OTHER_MEMORY:
        request.memory_type = other_type(t, side);
        // What is remote may not be mappable; of that only the contents can be judged.
        request.unmapped = side == OMM_ON_DEVICE;
        return omm_create_micromap_in(omm_create_buffer(t, &request), OFFSET, size);
    default:
        return omm_create_micromap(t, size);
    }
}

const char *omm_round_trip(const struct omm_test *t, const struct omm_trip *trip,
                           enum omm_side built, enum omm_side stored, enum omm_side loaded)
{
    struct omm_micromap *source = omm_originate(t, &trip->path, &trip->shape, built);
    const struct omm_input *input = source->input;
    const struct omm_block *blob = omm_serialize_on(stored, source);
    const char *complaint = omm_header_good(t, blob->bytes);
    if (complaint)
        return complaint;
    struct omm_micromap *destination = omm_make_room(t, trip->room, source->size, loaded);
    omm_destroy_micromap(source);
    omm_buffer_destroy(source->buffer);
    omm_deserialize_into_on(loaded, blob, destination);
    if (!destination->buffer->unmapped)
        complaint = omm_neighbours_intact(destination);
    return complaint ? complaint : omm_reads_back_as(destination, input);
}
