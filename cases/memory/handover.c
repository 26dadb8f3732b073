// SPDX-License-Identifier: Apache-2.0
// From the host to the device and back, in coherent memory of every kind (chapters "Micromaps", "Synchronization").
//
// Host commands are "executed on the host timeline", and "the host and device operations are interchangeable". A queue
// submission "defines a memory dependency with prior host operations", of which a host command is one: its result is
// visible to what is submitted after it returned, with no flush and no barrier. In the other direction the
// application waits for the fence and makes the device's writes visible to the host stage: MICROMAP_BUILD with
// MICROMAP_WRITE to HOST with HOST_READ (and HOST_WRITE where the host writes next), spelled out here.
// Observed with the first command of each submission: what it reads was written by the host command just before.
// Its results must be those of a constructed micromap; each handover changes the content, and with it the size, so
// that leftovers of the turn before are too small or too large. Vacuous on devices with one coherent kind: the others
// are NotSupported by name. Memory that is not coherent: see non_coherent.c.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
static const VkBufferUsageFlags storage_usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;

static struct omm_micromap *create_in(const struct omm_test *t, uint32_t type, VkDeviceSize size)
{
    struct omm_buffer *buffer = omm_create_buffer(t, &(struct omm_buffer_request){
                                                         .size = 512 + size + 4096,
                                                         .usage = storage_usage,
                                                         .lead = 4096,
                                                         .memory_type = type,
                                                     });
    return omm_create_micromap_in(buffer, 512, size);
}

static struct omm_micromap *create_for(const struct omm_test *t, uint32_t type,
                                       const struct omm_input *input)
{
    return create_in(
        t, type,
        omm_sizes(t, input, compactable, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR)
            .micromapSize);
}

static const char *sound(const struct omm_micromap *map)
{
    const char *complaint = omm_neighbours_intact(map);
    if (!complaint)
        complaint = omm_device_usable(map);
    return complaint ? complaint : omm_usable(map);
}

// One submission whose first commands read `map`: it is queried and cloned, into memory of the same type.
static const char *taken_by_device(const struct omm_micromap *map, uint32_t type)
{
    const struct omm_test *t = map->t;
    const VkQueryType size_type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const VkQueryPool pool = omm_create_query_pool(t, size_type, 1);
    const struct omm_micromap *clone = create_in(t, type, map->size);
    const VkCopyMicromapInfoEXT copy = omm_copy_info(map, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 1);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle, size_type, pool, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &copy);
    omm_run(t, queue, commands);
    struct omm_query_result result;
    omm_query_results(t, pool, 0, 1, &result);
    omm_checked();
    if (!result.available || result.value < OMM_HEADER_SIZE)
        return omm_sentence(
            "the device reports a serialization size of %llu for what the host made",
            (unsigned long long)result.value);
    return sound(clone);
}

OMM_CASE(host_built, .about = "What the host built is there for the next submission.",
         .covers = OMM_COVERS("A034", "A109", "A160"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        struct omm_micromap *map = create_for(t, type, input);
        omm_build_into(map, input, compactable);
        ASSERT_OK(taken_by_device(map, type));
        ASSERT_OK(sound(map));
    }
    PASS();
}

OMM_CASE(host_copied, .about = "What the host loaded, cloned or compacted is there as well.",
         .covers = OMM_COVERS("A034", "A069", "A096", "A109", "A160"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *source = omm_build(t, &omm_shapes[i], compactable);
        const struct omm_block *blob = omm_serialize(source);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const struct omm_micromap *loaded = create_in(t, type, source->size);
        const VkCopyMemoryToMicromapInfoEXT load = omm_deserialize_info(blob->bytes, loaded);
        ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &load));
        ASSERT_OK(taken_by_device(loaded, type));
        const struct omm_micromap *clone = create_in(t, type, source->size);
        VkCopyMicromapInfoEXT copy = omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &copy));
        ASSERT_OK(taken_by_device(clone, type));
        const struct omm_micromap *small = create_in(t, type, omm_compacted_size(source));
        copy = omm_copy_info(source, small, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &copy));
        ASSERT_OK(taken_by_device(small, type));
    }
    PASS();
}

static void submit_build(const struct omm_micromap *map, const struct omm_input *input,
                         VkAccessFlags2 host_access)
{
    const struct omm_test *t = map->t;
    const VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, compactable, map);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_PIPELINE_STAGE_2_HOST_BIT, host_access);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
}

OMM_CASE(device_built, .about = "Behind fence and host barrier, the host takes what was built.",
         .covers = OMM_COVERS("A034", "A069", "A071", "A109", "A161"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const struct omm_micromap *map = create_for(t, type, input);
        submit_build(map, input, VK_ACCESS_2_HOST_READ_BIT);
        const struct omm_block *blob = omm_serialize(map);
        ASSERT_OK(omm_block_intact(blob));
        ASSERT_OK(omm_header_good(t, blob->bytes));
        ASSERT_OK(omm_usable(omm_deserialize(t, blob, map->size)));
        ASSERT_OK(omm_usable(omm_clone(map)));
        ASSERT_OK(omm_usable(omm_compact(map)));
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_usable(map));
    }
    PASS();
}

OMM_CASE(device_copied, .about = "Behind fence and host barrier, the host takes what was copied.",
         .covers = OMM_COVERS("A034", "A069", "A071", "A073", "A161"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *source = omm_device_build(t, &omm_shapes[i], compactable);
        const struct omm_region *blob = omm_device_serialize(source);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const struct omm_micromap *made[] = {create_in(t, type, source->size),
                                             create_in(t, type, omm_device_compacted_size(source)),
                                             create_in(t, type, source->size)};
        const VkCopyMicromapInfoEXT clone =
            omm_copy_info(source, made[0], VK_COPY_MICROMAP_MODE_CLONE_EXT);
        const VkCopyMicromapInfoEXT compact =
            omm_copy_info(source, made[1], VK_COPY_MICROMAP_MODE_COMPACT_EXT);
        const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(blob, made[2]);
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMicromapEXT(commands, &clone);
        t->vk->vkCmdCopyMicromapEXT(commands, &compact);
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &load);
        omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                    VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_PIPELINE_STAGE_2_HOST_BIT,
                    VK_ACCESS_2_HOST_READ_BIT);
        omm_end(t, commands);
        omm_submit(t, queue, commands);
        for (size_t j = 0; j < 3; ++j) {
            ASSERT_OK(omm_neighbours_intact(made[j]));
            ASSERT_OK(omm_usable(made[j]));
        }
    }
    PASS();
}

// Complains when `got` is nearer to the size of the content that the micromap had before.
static const char *fresh(const char *who, VkDeviceSize got, VkDeviceSize now, VkDeviceSize before)
{
    omm_checked();
    const VkDeviceSize off = got > now ? got - now : now - got;
    const VkDeviceSize off_before = got > before ? got - before : before - got;
    if (off <= off_before)
        return NULL;
    return omm_sentence("the %s sees a size of %llu: that of the content before, %llu, not %llu",
                        who, (unsigned long long)got, (unsigned long long)before,
                        (unsigned long long)now);
}

OMM_CASE(in_turns, .about = "Host and device build the same micromap in turns, each with its own.",
         .covers = OMM_COVERS("A034", "A160", "A161"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    const struct omm_input *large = omm_make_input(t, &omm_shapes[OMM_FEW - 1]);
    const struct omm_input *small = omm_make_input(t, &omm_small);
    const VkDeviceSize large_size = omm_serialized_size(omm_build(t, large->shape, compactable));
    const VkDeviceSize small_size = omm_serialized_size(omm_build(t, small->shape, compactable));
    struct omm_micromap *map = create_for(t, type, large);
    for (int turn = 0; turn < 4; ++turn) {
        const bool grows = turn % 2; // large on the host, then small on the device
        omm_build_into(map, grows ? large : small, compactable);
        ASSERT_OK(taken_by_device(map, type));
        ASSERT_OK(fresh("device", omm_device_serialized_size(map), grows ? large_size : small_size,
                        grows ? small_size : large_size));
        submit_build(map, grows ? small : large,
                     VK_ACCESS_2_HOST_READ_BIT | VK_ACCESS_2_HOST_WRITE_BIT);
        ASSERT_OK(fresh("host", omm_serialized_size(map), grows ? small_size : large_size,
                        grows ? large_size : small_size));
        ASSERT_OK(omm_usable(map));
        ASSERT_OK(omm_neighbours_intact(map));
    }
    PASS();
}
