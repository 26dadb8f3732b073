// SPDX-License-Identifier: Apache-2.0
// Host commands between memory of different types (chapter "Micromaps", "Host Micromap Operations").
//
// All that host commands ask of the memory behind a micromap is that it is host-visible and was not allocated with
// several instances (VUIDs 07552, 07558, 07559, 07565, 07567, 07568): source and destination may be of different
// types, in different heaps, at different offsets, mapped or not.
// Observed for every pair of coherent types that the device has: build in the one; clone, compact, serialize and
// deserialize into the other; the pattern around each destination, and each result as a source.
// Vacuous on a device with a single such type: then it copies within that one, as other cases do.
// Types that are not coherent are left out here: who flushes is said nowhere (see non_coherent.c).
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
static const VkBufferUsageFlags storage_usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;

struct place {
    uint32_t type;
    bool mapped;
};

static struct omm_micromap *create_in(const struct omm_test *t, const struct place *place,
                                      VkDeviceSize size)
{
    const VkDeviceSize offset = 256 * (1 + place->type);
    struct omm_buffer *buffer = omm_create_buffer(t, &(struct omm_buffer_request){
                                                         .size = offset + size + 4096,
                                                         .usage = storage_usage,
                                                         .lead = 4096,
                                                         .memory_type = place->type,
                                                     });
    if (!place->mapped)
        omm_buffer_unmap(buffer);
    return omm_create_micromap_in(buffer, offset, size);
}

static const char *sound(const struct omm_micromap *map)
{
    const char *complaint = omm_neighbours_intact(map);
    return complaint ? complaint : omm_usable(map);
}

static const char *copies_sound(const struct omm_micromap *source, const struct place *to)
{
    const struct omm_test *t = source->t;
    const struct omm_micromap *made[] = {create_in(t, to, source->size),
                                         create_in(t, to, omm_compacted_size(source)),
                                         create_in(t, to, source->size)};
    VkCopyMicromapInfoEXT copy = omm_copy_info(source, made[0], VK_COPY_MICROMAP_MODE_CLONE_EXT);
    omm_must_succeed(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &copy),
                     "vkCopyMicromapEXT (CLONE)");
    copy = omm_copy_info(source, made[1], VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    omm_must_succeed(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &copy),
                     "vkCopyMicromapEXT (COMPACT)");
    const struct omm_block *blob = omm_serialize(source);
    const char *complaint = omm_header_good(t, blob->bytes);
    if (complaint)
        return complaint;
    const VkCopyMemoryToMicromapInfoEXT load = omm_deserialize_info(blob->bytes, made[2]);
    omm_must_succeed(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &load),
                     "vkCopyMemoryToMicromapEXT");
    for (size_t i = 0; !complaint && i < 3; ++i)
        complaint = sound(made[i]);
    return complaint;
}

static bool coherent(const struct omm_test *t, uint32_t allowed, uint32_t type)
{
    return (allowed & (1u << type)) &&
           (t->gpu->memory.memoryTypes[type].propertyFlags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT);
}

static const struct mapping {
    const char *name;
    bool source_mapped, destination_mapped;
} mappings[] = {
    {"both_mapped", true, true},
    {"source_mapped", true, false},
    {"destination_mapped", false, true},
    {"none_mapped", false, false},
};

OMM_CASE(pairs, .about = "The host copies micromaps between memory of any two coherent types.",
         .covers = OMM_COVERS("A021", "A045", "A068", "A069", "A096"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(mappings))
{
    const struct mapping *mapping = param;
    const uint32_t allowed = omm_allowed_types(t, storage_usage);
    for (uint32_t from = 0; from < VK_MAX_MEMORY_TYPES; ++from) {
        if (!coherent(t, allowed, from))
            continue;
        const struct omm_input *input = omm_make_input(t, &omm_small);
        struct omm_micromap *source = create_in(t, &(struct place){from, mapping->source_mapped},
                                                omm_host_sizes(t, input, compactable).micromapSize);
        omm_build_into(source, input, compactable);
        for (uint32_t to = 0; to < VK_MAX_MEMORY_TYPES; ++to)
            if (coherent(t, allowed, to))
                ASSERT_OK(copies_sound(source, &(struct place){to, mapping->destination_mapped}));
        ASSERT_OK(sound(source));
    }
    PASS();
}
