// SPDX-License-Identifier: Apache-2.0
// A size from either query is good for either command.
//
// "The memory pointed to by dst must be at least as large as the serialization size of src, as reported by
// vkWriteMicromapsPropertiesEXT or vkCmdWriteMicromapsPropertiesEXT" (VUID-VkCopyMicromapToMemoryInfoEXT-dst-07541): the
// application chooses, and the rule is the same for the host and the device command. So neither may write past the
// smaller of the two numbers. The host query "fulfills the same task" (vkWriteMicromapsPropertiesEXT), so the same goes
// for compacted sizes and COMPACT.
//
// Observed: all four pairs of query and command, and both commands with the smaller number, with guard pages or a pattern
// beside the destination; what was written loads. That the two numbers are equal no sentence says: a difference is a
// warning (A053). Vacuous if the two queries were one: they are two commands, on the host and on a queue.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static VkDeviceSize smaller(VkDeviceSize a, VkDeviceSize b)
{
    return a < b ? a : b;
}

// For ASSERT_OK: the host command stays inside `size` bytes, and the device command as well.
static const char *serializes_into(const struct omm_micromap *source, VkDeviceSize size)
{
    const struct omm_test *t = source->t;
    struct omm_block *block = omm_block(&(struct omm_block_request){
        .name = "serialization destination", .size = (size_t)size, .alignment = 16});
    const VkCopyMicromapToMemoryInfoEXT on_host = omm_serialize_info(source, block->bytes);
    omm_must_succeed(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &on_host),
                     "vkCopyMicromapToMemoryEXT");
    const char *complaint = omm_block_intact(block);
    if (complaint)
        return complaint;
    omm_serialized_size(omm_deserialize(t, block, source->size));

    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_region *region = omm_region(t, size, 256);
    const VkCopyMicromapToMemoryInfoEXT on_device = omm_device_serialize_info(source, region);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &on_device);
    omm_run(t, queue, commands);
    complaint = omm_region_neighbours_intact(region);
    if (complaint)
        return complaint;
    omm_device_serialized_size(omm_device_deserialize(t, region, source->size));
    return NULL;
}

// For ASSERT_OK: either COMPACT command stays inside `size` bytes.
static const char *compacts_into(const struct omm_micromap *source, VkDeviceSize size)
{
    const struct omm_test *t = source->t;
    struct omm_micromap *maps[] = {omm_create_micromap(t, size), omm_create_micromap(t, size)};
    for (enum omm_side side = OMM_ON_HOST; side <= OMM_ON_DEVICE; ++side)
        omm_copy_into_on(side, source, maps[side], VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    for (size_t i = 0; i < 2; ++i) {
        const char *complaint = omm_neighbours_intact(maps[i]);
        if (!complaint)
            complaint = omm_usable(maps[i]);
        if (complaint)
            return complaint;
    }
    return NULL;
}

OMM_CASE(of_the_device, .about = "The device's serialization size is good for either command.",
         .covers = OMM_COVERS("A052", "A061", "A081"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    ASSERT_OK(serializes_into(source, omm_device_serialized_size(source)));
    PASS();
}

OMM_CASE(of_the_host, .about = "The host's serialization size is good for either command.",
         .covers = OMM_COVERS("A036", "A061", "A081"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, 0);
    ASSERT_OK(serializes_into(source, omm_serialized_size(source)));
    PASS();
}

OMM_CASE(smaller_of_both,
         .about = "Neither command writes past the smaller of the two serialization sizes.",
         .covers = OMM_COVERS("A061", "A081"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_ORIGINS)
{
    for (enum omm_side side = OMM_ON_HOST; side <= OMM_ON_DEVICE; ++side)
        for (size_t i = 0; i < OMM_FEW; ++i) {
            omm_note("shape %s", omm_shapes[i].name);
            const struct omm_micromap *source = omm_originate(t, param, &omm_shapes[i], side);
            ASSERT_OK(serializes_into(
                source, smaller(omm_serialized_size(source), omm_device_serialized_size(source))));
        }
    PASS();
}

OMM_CASE(compacted, .about = "Either compacted size is good for either COMPACT command.",
         .covers = OMM_COVERS("A110", "A038", "A052", "A107"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    for (enum omm_side side = OMM_ON_HOST; side <= OMM_ON_DEVICE; ++side) {
        const struct omm_micromap *source = omm_build_on(side, t, param, compactable);
        ASSERT_OK(compacts_into(source, omm_compacted_size(source)));
        ASSERT_OK(compacts_into(source, omm_device_compacted_size(source)));
    }
    PASS();
}

OMM_CASE(equal, .about = "Host and device report equal sizes (a difference is poor, not wrong).",
         .covers = OMM_COVERS("A053"), .needs = {.host_commands = true, .device_commands = true},
         .params = OMM_ALL_SHAPES)
{
    for (enum omm_side side = OMM_ON_HOST; side <= OMM_ON_DEVICE; ++side) {
        const struct omm_micromap *map = omm_build_on(side, t, param, compactable);
        const VkDeviceSize sizes[][2] = {
            {omm_serialized_size(map), omm_device_serialized_size(map)},
            {omm_compacted_size(map), omm_device_compacted_size(map)},
        };
        static const char *const names[] = {"serialization", "compacted"};
        for (size_t i = 0; i < 2; ++i)
            if (sizes[i][0] != sizes[i][1])
                omm_warn("the host reports a %s size of %llu bytes, the device %llu", names[i],
                         (unsigned long long)sizes[i][0], (unsigned long long)sizes[i][1]);
    }
    PASS();
}
