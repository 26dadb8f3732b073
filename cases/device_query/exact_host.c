// SPDX-License-Identifier: Apache-2.0
// A size that one kind of query reports is good for the other kind's commands (chapter "Micromaps").
//
// vkWriteMicromapsPropertiesEXT "fulfills the same task as vkCmdWriteMicromapsPropertiesEXT"; the rule for the memory
// of both serialize commands names the size "as reported by vkWriteMicromapsPropertiesEXT or
// vkCmdWriteMicromapsPropertiesEXT" (VUID 07541). So neither may write past the smaller of the two numbers, and each
// compacted size suffices for either COMPACT. That the numbers are equal is said nowhere: a QualityWarning.
// Observed, for host-built and device-built micromaps: the host command into a block that ends at a guard page after
// as many bytes as the device reported, the device command into a region of the size that the host reported,
// with the pattern around it; the same for COMPACT.
// Vacuous if both numbers came from one query: each is asked for by a command of its own kind.
#include <ommcts/ommcts.h>

static const struct origin {
    const char *name;
    bool on_device;
} origins[] = {{"device_built", true}, {"host_built", false}};

static struct omm_micromap *build(const struct omm_test *t, const struct origin *origin,
                                  const struct omm_shape *shape)
{
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    return origin->on_device ? omm_device_build(t, shape, flags) : omm_build(t, shape, flags);
}

static VkDeviceSize smaller(const char *what, VkDeviceSize host, VkDeviceSize device)
{
    if (host != device)
        omm_warn("the host reports a %s size of %llu bytes, the device one of %llu", what,
                 (unsigned long long)host, (unsigned long long)device);
    return host < device ? host : device;
}

static void submit(const struct omm_test *t, const VkCopyMicromapToMemoryInfoEXT *serialize,
                   const VkCopyMicromapInfoEXT *copy)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    if (serialize)
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, serialize);
    if (copy)
        t->vk->vkCmdCopyMicromapEXT(commands, copy);
    omm_run(t, queue, commands);
}

OMM_CASE(serialize,
         .about = "Either serialize command makes do with the smaller of the two reported sizes.",
         .covers = OMM_COVERS("A036", "A052", "A053", "A061", "A081",
                              "VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_PARAMS(origins))
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *map = build(t, param, &omm_shapes[i]);
        const VkDeviceSize size =
            smaller("serialization", omm_serialized_size(map), omm_device_serialized_size(map));
        const struct omm_block *block = omm_block(&(struct omm_block_request){
            .name = "serialization destination", .size = (size_t)size, .alignment = 16});
        const VkCopyMicromapToMemoryInfoEXT to_host = omm_serialize_info(map, block->bytes);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &to_host));
        ASSERT_OK(omm_block_intact(block));
        ASSERT_OK(omm_header_good(t, block->bytes));
        const struct omm_region *region = omm_region(t, size, 256);
        const VkCopyMicromapToMemoryInfoEXT to_device = omm_device_serialize_info(map, region);
        submit(t, &to_device, NULL);
        ASSERT_OK(omm_region_neighbours_intact(region));
        ASSERT_OK(omm_header_good(t, region->bytes));
        ASSERT_OK(omm_usable(omm_deserialize(t, block, map->size)));
        ASSERT_OK(omm_device_usable(omm_device_deserialize(t, region, map->size)));
    }
    PASS();
}

OMM_CASE(compact,
         .about = "Either COMPACT makes do with the smaller of the two reported compacted sizes.",
         .covers = OMM_COVERS("A038", "A052", "A053", "A107", "A109", "A110"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_PARAMS(origins))
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *map = build(t, param, &omm_shapes[i]);
        const VkDeviceSize size =
            smaller("compacted", omm_compacted_size(map), omm_device_compacted_size(map));
        const struct omm_micromap *by_host = omm_create_micromap(t, size);
        VkCopyMicromapInfoEXT info = omm_copy_info(map, by_host, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_neighbours_intact(by_host));
        const struct omm_micromap *by_device = omm_create_micromap(t, size);
        info = omm_copy_info(map, by_device, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
        submit(t, NULL, &info);
        ASSERT_OK(omm_neighbours_intact(by_device));
        ASSERT_OK(omm_usable(by_host));
        ASSERT_OK(omm_device_usable(by_host));
        ASSERT_OK(omm_usable(by_device));
        ASSERT_OK(omm_device_usable(by_device));
    }
    PASS();
}
