// SPDX-License-Identifier: Apache-2.0
// Copies between memory that the host sees and memory that it can't see.
//
// "The buffer used to create pInfo->src must be bound to device memory" and so must that of pInfo->dst (VUID-vkCmdCopyMicromapEXT-
// buffer-07529 and -07530): any device memory, where the host command asks for host-visible one. This is how a micromap
// gets to the fastest memory, and back to where the host can serialize it.
//
// Observed: a micromap is built in host-visible memory, cloned or compacted away, and cloned back, with all of it in
// one submission too; each is used where it lies, by the device. On a device whose memory types are all host-visible
// the device-local ones stand in. Vacuous if the way back began at the original: that is destroyed and freed by then.
#include <ommcts/ommcts.h>

static const VkPipelineStageFlags2 micromap_build = VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT;
static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static struct omm_micromap *create_remote(const struct omm_micromap *like, VkDeviceSize size)
{
    struct omm_buffer *buffer =
        omm_create_buffer(like->t, &(struct omm_buffer_request){
                                       .size = 512 + size,
                                       .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                       .memory_type = omm_remote_type(like->buffer),
                                       .unmapped = true,
                                   });
    return omm_create_micromap_in(buffer, 512, size);
}

static void copy_into(const struct omm_micromap *from, const struct omm_micromap *to,
                      VkCopyMicromapModeEXT mode)
{
    const struct omm_test *t = from->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCopyMicromapInfoEXT info = omm_copy_info(from, to, mode);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
}

static void discard(struct omm_micromap *map)
{
    omm_destroy_micromap(map);
    omm_buffer_destroy(map->buffer);
}

OMM_CASE(there_and_back, .about = "A micromap goes where the host can't see it, and back.",
         .covers = OMM_COVERS("A104", "A105"), .needs = {.device_commands = true},
         .params = OMM_ALL_SHAPES)
{
    struct omm_micromap *origin = omm_device_build(t, param, 0);
    struct omm_micromap *remote = create_remote(origin, origin->size);
    const struct omm_micromap *back = omm_create_micromap(t, origin->size);
    copy_into(origin, remote, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    discard(origin);
    omm_device_serialized_size(remote);
    copy_into(remote, back, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    discard(remote);
    ASSERT_OK(omm_neighbours_intact(back));
    ASSERT_OK(omm_device_usable(back));
    PASS();
}

OMM_CASE(compacted_there_and_back,
         .about = "A micromap is compacted to where the host can't see it, and cloned back.",
         .covers = OMM_COVERS("A106", "A104"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *origin = omm_device_build(t, param, compactable);
    struct omm_micromap *remote = create_remote(origin, omm_device_compacted_size(origin));
    const struct omm_micromap *back = omm_create_micromap(t, remote->size);
    copy_into(origin, remote, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    discard(origin);
    ASSERT_OK(omm_device_usable(remote));
    copy_into(remote, back, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    discard(remote);
    ASSERT_OK(omm_neighbours_intact(back));
    ASSERT_OK(omm_device_usable(back));
    PASS();
}

OMM_CASE(built_there, .about = "What is built where the host can't see it is cloned and compacted.",
         .covers = OMM_COVERS("A104", "A106"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *twin = omm_device_build(t, param, compactable);
    struct omm_micromap *remote = create_remote(twin, twin->size);
    omm_device_build_into(remote, twin->input, compactable);
    const struct omm_micromap *clone = omm_create_micromap(t, remote->size);
    const struct omm_micromap *compacted =
        omm_create_micromap(t, omm_device_compacted_size(remote));
    copy_into(remote, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    copy_into(remote, compacted, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    discard(remote);
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_neighbours_intact(compacted));
    ASSERT_OK(omm_device_usable(clone));
    ASSERT_OK(omm_device_usable(compacted));
    PASS();
}

OMM_CASE(at_once, .about = "There and back, five times, in one submission with exact barriers.",
         .covers = OMM_COVERS("A104", "A114"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_micromap *last = origin;
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (int step = 0; step < 10; ++step) {
        const struct omm_micromap *next =
            step % 2 ? omm_create_micromap(t, last->size) : create_remote(origin, last->size);
        const VkCopyMicromapInfoEXT info =
            omm_copy_info(last, next, VK_COPY_MICROMAP_MODE_CLONE_EXT);
        t->vk->vkCmdCopyMicromapEXT(commands, &info);
        omm_barrier(t, commands, micromap_build, VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, micromap_build,
                    VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
        last = next;
    }
    omm_run(t, queue, commands);
    ASSERT_OK(omm_neighbours_intact(last));
    ASSERT_OK(omm_device_usable(last));
    PASS();
}
