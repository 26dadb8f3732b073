// SPDX-License-Identifier: Apache-2.0
// Every memory type that the host can see will do (chapter "Micromaps", "Host Micromap Commands").
//
// Host commands ask that the buffers are "bound to host-visible device memory"; cached or not, device-local or not,
// coherent or not is free, and mapping is not required. So each kind of memory that the device offers for such buffers
// serves as source and as destination of every command. Memory that is not coherent stands in a case of its own:
// the specification is silent on who flushes there, so anything odd about bytes is a QualityWarning at most.
// Observed: results, the pattern around each destination (after an invalidation where that is needed), and each
// micromap as a source. Vacuous where a kind of memory is not offered: NotSupported by name.
#include <ommcts/ommcts.h>

enum {
    VISIBLE = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT,
    COHERENT = VK_MEMORY_PROPERTY_HOST_COHERENT_BIT,
    CACHED = VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
    LOCAL = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT,
    KNOWN = VISIBLE | COHERENT | CACHED | LOCAL,
};

struct kind {
    const char *name;
    VkMemoryPropertyFlags flags; // exactly these of the known ones
};

static const struct kind coherent_kinds[] = {
    {"coherent", VISIBLE | COHERENT},
    {"coherent_cached", VISIBLE | COHERENT | CACHED},
    {"coherent_device_local", VISIBLE | COHERENT | LOCAL},
    {"coherent_cached_device_local", VISIBLE | COHERENT | CACHED | LOCAL},
};

static const struct kind other_kinds[] = {
    {"plain", VISIBLE},
    {"cached", VISIBLE | CACHED},
    {"device_local", VISIBLE | LOCAL},
    {"cached_device_local", VISIBLE | CACHED | LOCAL},
};

static uint32_t allowed_types(const struct omm_test *t)
{
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = 4096,
        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
        .sharingMode = VK_SHARING_MODE_EXCLUSIVE,
    };
    VkBuffer buffer = VK_NULL_HANDLE;
    omm_must_succeed(t->vk->vkCreateBuffer(t->device, &info, t->allocator, &buffer),
                     "vkCreateBuffer");
    VkMemoryRequirements needs;
    t->vk->vkGetBufferMemoryRequirements(t->device, buffer, &needs);
    t->vk->vkDestroyBuffer(t->device, buffer, t->allocator);
    return needs.memoryTypeBits;
}

// The first allowed type of this kind without properties beyond the known ones, which need features.
static uint32_t find_type(const struct omm_test *t, const struct kind *kind)
{
    const uint32_t bits = allowed_types(t);
    for (uint32_t i = 0; i < t->gpu->memory.memoryTypeCount; ++i)
        if ((bits & (1u << i)) && t->gpu->memory.memoryTypes[i].propertyFlags == kind->flags)
            return i;
    omm_not_supported("no memory type for micromaps is exactly: %s", kind->name);
}

static struct omm_micromap *create_in(const struct omm_test *t, uint32_t type, VkDeviceSize size)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = 512 + size + 4096,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = 4096,
                                 .memory_type = type,
                             });
    return omm_create_micromap_in(buffer, 512, size);
}

// A micromap that was built in memory of this type.
static struct omm_micromap *build_in(const struct omm_test *t, uint32_t type,
                                     const struct omm_shape *shape)
{
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const struct omm_input *input = omm_make_input(t, shape);
    struct omm_micromap *map = create_in(t, type, omm_host_sizes(t, input, flags).micromapSize);
    omm_build_into(map, input, flags);
    return map;
}

// The source and copies of it, all in memory of this type.
struct family {
    struct omm_micromap *source, *clone, *small, *loaded;
};

static struct family make_family(const struct omm_test *t, uint32_t type,
                                 const struct omm_shape *shape)
{
    struct family family = {.source = build_in(t, type, shape)};
    family.clone = create_in(t, type, family.source->size);
    family.small = create_in(t, type, omm_compacted_size(family.source));
    family.loaded = create_in(t, type, family.source->size);
    return family;
}

static VkResult copy_all(const struct omm_test *t, const struct family *family)
{
    VkCopyMicromapInfoEXT copy =
        omm_copy_info(family->source, family->clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    VkResult answer = t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &copy);
    if (answer != VK_SUCCESS)
        return answer;
    copy = omm_copy_info(family->source, family->small, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    answer = t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &copy);
    if (answer != VK_SUCCESS)
        return answer;
    const struct omm_block *blob = omm_serialize(family->clone);
    if (!omm_compatible(t, blob->bytes))
        omm_fail("the device calls its own serialized micromap incompatible (A116)");
    const VkCopyMemoryToMicromapInfoEXT load = omm_deserialize_info(blob->bytes, family->loaded);
    return t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &load);
}

static const char *sound(const struct omm_micromap *map)
{
    const char *complaint = omm_neighbours_intact(map);
    return complaint ? complaint : omm_usable(map);
}

OMM_CASE(coherent,
         .about = "Every command works in memory of this kind, as source and destination.",
         .covers = OMM_COVERS("A020", "A069", "A096"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(coherent_kinds))
{
    const uint32_t type = find_type(t, param);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct family family = make_family(t, type, &omm_shapes[i]);
        ASSERT_SUCCESS(copy_all(t, &family));
        ASSERT_OK(sound(family.source));
        ASSERT_OK(sound(family.clone));
        ASSERT_OK(sound(family.small));
        ASSERT_OK(sound(family.loaded));
    }
    PASS();
}

static void warn(const char *which, const char *complaint)
{
    if (complaint)
        omm_warn("%s: %s", which, complaint);
}

OMM_CASE(not_coherent,
         .about = "Memory that is not coherent needs no flush or invalidation by the application.",
         .covers = OMM_COVERS("A069", "A162"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(other_kinds))
{
    const uint32_t type = find_type(t, param);
    const struct family family = make_family(t, type, &omm_small);
    ASSERT_SUCCESS(copy_all(t, &family));
    warn("source", omm_neighbours_intact(family.source));
    warn("clone", omm_neighbours_intact(family.clone));
    warn("compacted", omm_neighbours_intact(family.small));
    warn("deserialized", omm_neighbours_intact(family.loaded));
    const struct omm_block *blob = omm_serialize(family.loaded);
    ASSERT_OK(omm_block_intact(blob)); // host memory, whatever the micromap's memory is
    warn("serialized", omm_header_good(t, blob->bytes));
    PASS();
}
