// SPDX-License-Identifier: Apache-2.0
// Micromaps: sizes, creation, host builds and the two sizes that can be asked of a built one.
#include <ommcts/micromap.h>
#include <ommcts/verdict.h>

enum {
    DEFAULT_OFFSET = 512,    // not 256, so that an offset dropped or halved lands outside
    DEFAULT_LEAD = 64 << 10, // bytes of the memory object before the buffer
    DEFAULT_TAIL = 4 << 10,  // bytes of the buffer behind the micromap
};

VkMicromapBuildSizesInfoEXT omm_host_sizes(const struct omm_test *t, const struct omm_input *input,
                                           VkBuildMicromapFlagsEXT flags)
{
    const VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
    VkMicromapBuildSizesInfoEXT sizes = {.sType = VK_STRUCTURE_TYPE_MICROMAP_BUILD_SIZES_INFO_EXT};
    t->vk->vkGetMicromapBuildSizesEXT(t->device, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR,
                                      &info, &sizes);
    return sizes;
}

void omm_destroy_micromap(struct omm_micromap *map)
{
    map->t->vk->vkDestroyMicromapEXT(map->t->device, map->handle, map->t->allocator);
    map->handle = VK_NULL_HANDLE;
}

static void destroy_micromap(void *object)
{
    omm_destroy_micromap(object);
}

struct omm_micromap *omm_create_micromap_in(struct omm_buffer *buffer, VkDeviceSize offset,
                                            VkDeviceSize size)
{
    const struct omm_test *t = buffer->t;
    struct omm_micromap *map = omm_alloc(sizeof *map);
    map->t = t;
    map->buffer = buffer;
    map->offset = offset;
    map->size = size;
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = buffer->handle,
        .offset = offset,
        .size = size,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    omm_must_succeed(t->vk->vkCreateMicromapEXT(t->device, &info, t->allocator, &map->handle),
                     "vkCreateMicromapEXT");
    omm_cleanup(destroy_micromap, map);
    return map;
}

struct omm_micromap *omm_create_micromap(const struct omm_test *t, VkDeviceSize size)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = DEFAULT_OFFSET + size + DEFAULT_TAIL,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = DEFAULT_LEAD,
                                 .memory_type = OMM_COHERENT,
                             });
    return omm_create_micromap_in(buffer, DEFAULT_OFFSET, size);
}

void omm_build_into(struct omm_micromap *map, const struct omm_input *input,
                    VkBuildMicromapFlagsEXT flags)
{
    const struct omm_test *t = map->t;
    const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, input, flags);
    VkMicromapBuildInfoEXT info = omm_build_info(input, flags);
    info.dstMicromap = map->handle;
    info.scratchData.hostAddress = omm_alloc(sizes.buildScratchSize ? sizes.buildScratchSize : 1);
    omm_must_succeed(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info),
                     "vkBuildMicromapsEXT");
    map->input = input;
    map->flags = flags;
}

struct omm_micromap *omm_build(const struct omm_test *t, const struct omm_shape *shape,
                               VkBuildMicromapFlagsEXT flags)
{
    const struct omm_input *input = omm_make_input(t, shape);
    struct omm_micromap *map = omm_create_micromap(t, omm_host_sizes(t, input, flags).micromapSize);
    omm_build_into(map, input, flags);
    return map;
}

VkDeviceSize omm_believed_size(const char *what, VkDeviceSize size)
{
    if (size >> 32)
        omm_fail(
            "the %s of a few megabytes at most is reported as 0x%llx bytes: an upper half that "
            "nobody wrote (A042, A052)",
            what, (unsigned long long)size);
    return size;
}

static VkDeviceSize query(const struct omm_micromap *map, VkQueryType type)
{
    VkDeviceSize value = 0;
    omm_must_succeed(map->t->vk->vkWriteMicromapsPropertiesEXT(
                         map->t->device, 1, &map->handle, type, sizeof value, &value, sizeof value),
                     "vkWriteMicromapsPropertiesEXT");
    return value;
}

VkDeviceSize omm_serialized_size(const struct omm_micromap *map)
{
    const VkDeviceSize size = omm_believed_size(
        "serialization size", query(map, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT));
    if (size < OMM_HEADER_SIZE)
        omm_fail(
            "the serialization size is %llu bytes, less than the %d bytes of the header (A037)",
            (unsigned long long)size, OMM_HEADER_SIZE);
    return size;
}

VkDeviceSize omm_compacted_size(const struct omm_micromap *map)
{
    const VkDeviceSize size =
        omm_believed_size("compacted size", query(map, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT));
    if (!size)
        omm_fail("the compacted size is 0 bytes (A038)");
    return size;
}

const char *omm_neighbours_intact(const struct omm_micromap *map)
{
    return omm_buffer_intact_outside(map->buffer, map->offset, map->size);
}
