// SPDX-License-Identifier: Apache-2.0
// What the application's mapping of the micromap's memory has to do with serializing: nothing.
//
// "Applications are not required to map micromap memory when using the host commands" (chapter "Host Micromap
// Operations"), and they may. vkMapMemory's own rule, that memory must not be mapped twice
// (VUID-vkMapMemory-memory-00678), speaks of the application's mappings only: the driver's must not get in its way.
// "pInfo->src must be bound to host-visible memory" (VUID-vkCopyMicromapToMemoryEXT-buffer-07568) and any such type will
// do; the types that are not coherent wait for cases of their own.
//
// Observed: the call succeeds whether the memory was never mapped, is mapped now or was mapped before; afterwards the
// application's pointer still works, or a new mapping can be had; the header is good and nothing was written past
// the end. Vacuous if set-up mapped what should never be mapped: that buffer is bound by the case itself.
#include <ommcts/ommcts.h>

enum history {
    NEVER_MAPPED,
    MAPPED_NOW,
    UNMAPPED_AGAIN,
};

static const struct mapping {
    const char *name;
    enum history history;
} mappings[] = {
    {"never_mapped", NEVER_MAPPED},
    {"mapped_now", MAPPED_NOW},
    {"unmapped_again", UNMAPPED_AGAIN},
};

// A buffer bound to host-visible memory that nobody has mapped.
static struct omm_buffer *create_unmapped(const struct omm_test *t, VkDeviceSize size)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = size,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = 4096,
                                 .memory_type = OMM_COHERENT,
                                 .unbound = true,
                             });
    omm_must_succeed(
        t->vk->vkBindBufferMemory(t->device, buffer->handle, buffer->memory, buffer->memory_offset),
        "vkBindBufferMemory");
    return buffer;
}

static struct omm_micromap *build_with(const struct omm_test *t, const struct omm_shape *shape,
                                       enum history history)
{
    const struct omm_input *input = omm_make_input(t, shape);
    const VkDeviceSize needed = omm_host_sizes(t, input, 0).micromapSize;
    struct omm_buffer *buffer = create_unmapped(t, 512 + needed);
    if (history != NEVER_MAPPED)
        omm_buffer_map(buffer);
    struct omm_micromap *map = omm_create_micromap_in(buffer, 512, needed);
    omm_build_into(map, input, 0);
    if (history == UNMAPPED_AGAIN)
        omm_buffer_unmap(buffer);
    return map;
}

// Writes and reads through the application's mapping, outside the micromap's own range.
static const char *map_works(struct omm_buffer *buffer)
{
    omm_checked();
    volatile uint8_t *bytes = buffer->map;
    for (size_t i = 0; i < 512; ++i)
        bytes[i] = (uint8_t)i;
    for (size_t i = 0; i < 512; ++i)
        if (bytes[i] != (uint8_t)i)
            return omm_sentence("byte %zu of the mapped memory does not keep what is written", i);
    return NULL;
}

OMM_CASE(any_history,
         .about = "Serializing works whether the application has the memory mapped or not.",
         .covers = OMM_COVERS("A068"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(mappings))
{
    const struct mapping *mapping = param;
    const struct omm_micromap *source = build_with(t, &omm_small, mapping->history);
    struct omm_block *destination = omm_destination(source);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_block_intact(destination));
    ASSERT_OK(omm_header_good(t, destination->bytes));
    // The driver's mappings, if it made any, neither replaced the application's nor keep it from making one.
    if (!source->buffer->map)
        omm_buffer_map(source->buffer);
    ASSERT_OK(map_works(source->buffer));
    omm_buffer_unmap(source->buffer);
    ASSERT_OK(omm_usable(source));
    PASS();
}

OMM_CASE(map_between_calls,
         .about = "The application may map and unmap the memory before and after every copy.",
         .covers = OMM_COVERS("A068"), .needs = {.host_commands = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *source = build_with(t, &omm_large, NEVER_MAPPED);
    struct omm_block *destination = omm_destination(source);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    for (int round = 0; round < 4; ++round) {
        if (round % 2)
            omm_buffer_map(source->buffer);
        omm_block_fill(destination, OMM_POISON);
        omm_finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &info));
        ASSERT_OK(omm_header_good(t, destination->bytes));
        if (!(round % 2))
            omm_buffer_map(source->buffer);
        ASSERT_OK(map_works(source->buffer));
        omm_buffer_unmap(source->buffer);
    }
    ASSERT_OK(omm_block_intact(destination));
    PASS();
}

OMM_CASE(every_coherent_type,
         .about = "Serializing works from every host-visible coherent memory type.",
         .covers = OMM_COVERS("A069"), .needs = {.host_commands = true})
{
    const VkMemoryPropertyFlags wanted =
        VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize needed = omm_host_sizes(t, input, 0).micromapSize;
    const struct omm_buffer *probe = create_unmapped(t, needed);
    VkMemoryRequirements requirements;
    t->vk->vkGetBufferMemoryRequirements(t->device, probe->handle, &requirements);
    for (uint32_t type = 0; type < t->gpu->memory.memoryTypeCount; ++type) {
        const uint32_t bit = requirements.memoryTypeBits & (1u << type);
        if (omm_memory_type(t, bit, wanted) != type)
            continue;
        struct omm_buffer *buffer =
            omm_create_buffer(t, &(struct omm_buffer_request){
                                     .size = 512 + needed + 4096,
                                     .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                     .memory_type = type,
                                 });
        struct omm_micromap *source = omm_create_micromap_in(buffer, 512, needed);
        omm_note("memory type %u", type);
        omm_build_into(source, input, 0);
        struct omm_block *destination = omm_destination(source);
        const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_block_intact(destination));
        ASSERT_OK(omm_header_good(t, destination->bytes));
        ASSERT_OK(omm_neighbours_intact(source));
    }
    PASS();
}
