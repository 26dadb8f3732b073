// SPDX-License-Identifier: Apache-2.0
// Whose memory a serialized micromap may go to: anybody's.
//
// "pInfo->dst.hostAddress must be a valid host pointer" (VUID-vkCopyMicromapToMemoryEXT-pInfo-07569), 16-byte aligned;
// nothing says how the application came by it. A driver that imports or pins the pages, or that looks the address
// up among its own mappings, can be wrong about some kinds: the stack, a file's pages, mapped device memory, and above
// all the VkDeviceMemory that holds the micromap itself, which is legal as long as the ranges do not overlap.
//
// Observed: the call succeeds, canaries on both sides of the destination hold, the header is good and the bytes, moved
// to a block, load again. Device memory is coherent here. Vacuous if the kinds were the same memory in disguise: each is
// obtained by another call.
#include <ommcts/ommcts.h>

enum { MARGIN = 256 };

// Poisoned room for the data with a margin on both sides; the data goes to the address given back.
static uint8_t *poisoned(uint8_t *area, size_t size)
{
    memset(area, OMM_POISON, size + 2 * MARGIN);
    return area + MARGIN;
}

static const char *arrived(const struct omm_micromap *source, const uint8_t *bytes, size_t size)
{
    omm_checked();
    for (size_t i = 1; i <= MARGIN; ++i) {
        if (bytes[-(ptrdiff_t)i] != OMM_POISON)
            return omm_sentence("%zu bytes before the destination a byte was written", i);
        if (bytes[size + i - 1] != OMM_POISON)
            return omm_sentence("byte %zu past the end of the destination was written", i);
    }
    const char *complaint = omm_header_good(source->t, bytes);
    if (complaint)
        return complaint;
    struct omm_block *blob = omm_block(
        &(struct omm_block_request){.name = "serialized data", .size = size, .alignment = 16});
    memcpy(blob->bytes, bytes, size);
    omm_serialized_size(omm_deserialize(source->t, blob, source->size));
    return NULL;
}

static const struct kind {
    const char *name;
    enum omm_host_kind kind;
} kinds[] = {
    {"heap", OMM_HOST_HEAP},
    {"anonymous_mapping", OMM_HOST_ANONYMOUS},
    {"shared_file", OMM_HOST_SHARED_FILE},
    {"private_file", OMM_HOST_PRIVATE_FILE},
};

OMM_CASE(host_memory, .about = "The destination may be any kind of host memory.",
         .covers = OMM_COVERS("A064"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(kinds))
{
    const struct kind *kind = param;
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    const size_t size = (size_t)omm_serialized_size(source);
    uint8_t *bytes = poisoned(omm_host_memory(kind->kind, size + 2 * MARGIN), size);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(arrived(source, bytes, size));
    PASS();
}

OMM_CASE(stack, .about = "The destination may be on the stack.", .covers = OMM_COVERS("A064"),
         .needs = {.host_commands = true})
{
    _Alignas(16) uint8_t area[64 * 1024];
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    const size_t size = (size_t)omm_serialized_size(source);
    if (size > sizeof area - 2 * MARGIN)
        omm_not_supported("11 small triangles take %zu bytes, too many for a stack", size);
    uint8_t *bytes = poisoned(area, size);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(arrived(source, bytes, size));
    PASS();
}

// The lowest address in the mapped buffer that a destination may have.
static uint8_t *first_multiple_of_16(const struct omm_buffer *buffer)
{
    return buffer->map + (16 - (uintptr_t)buffer->map % 16) % 16;
}

OMM_CASE(mapped_memory, .about = "The destination may be mapped device memory.",
         .covers = OMM_COVERS("A064"), .needs = {.host_commands = true})
{
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    const size_t size = (size_t)omm_serialized_size(source);
    struct omm_buffer *buffer = omm_create_buffer(t, &(struct omm_buffer_request){
                                                         .size = size + 2 * MARGIN + 16,
                                                         .usage = VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                                                         .memory_type = OMM_COHERENT,
                                                     });
    uint8_t *bytes = poisoned(first_multiple_of_16(buffer), size);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(arrived(source, bytes, size));
    PASS();
}

enum place {
    BEHIND, // in the same buffer, behind the micromap
    BEFORE, // in the same buffer, before the micromap
};

static const struct own_memory {
    const char *name;
    enum place place;
} own_memories[] = {
    {"behind_it", BEHIND},
    {"before_it", BEFORE},
};

OMM_CASE(own_memory,
         .about = "The destination may be a disjoint range of the micromap's own VkDeviceMemory.",
         .covers = OMM_COVERS("A064"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(own_memories))
{
    const struct own_memory *own = param;
    const VkDeviceSize room = 256 * 1024;
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize needed = omm_host_sizes(t, input, 0).micromapSize;
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = room + needed + room,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .memory_type = OMM_COHERENT,
                             });
    struct omm_micromap *source = omm_create_micromap_in(buffer, room, needed);
    omm_build_into(source, input, 0);
    const size_t size = (size_t)omm_serialized_size(source);
    if (size + 2 * MARGIN + 16 > room)
        omm_not_supported("11 small triangles take %zu bytes, more than this case has room for",
                          size);
    uint8_t *area = first_multiple_of_16(buffer);
    if (own->place == BEHIND) {
        const VkDeviceSize end = room + needed;
        area += end + (16 - end % 16) % 16;
    }
    uint8_t *bytes = poisoned(area, size);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(arrived(source, bytes, size));
    ASSERT_OK(omm_usable(source));
    PASS();
}
