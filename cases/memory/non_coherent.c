// SPDX-License-Identifier: Apache-2.0
// Host and device commands by turns in memory that is not coherent (chapters "Micromaps", "Memory Allocation").
//
// "Applications are not required to map micromap memory when using the host commands", and without a mapping there is
// nothing that an application could flush or invalidate; so a driver does well to keep host caches and device in step by
// itself. But no sentence says so: whatever is odd about bytes here is a QualityWarning (class I), and only answers
// outside the command's list of codes, a crash, or host memory written out of bounds would be more than that.
// Observed: what the host built, asked for and serialized by the device; what the device built, asked for and serialized
// by the host; for each kind of memory without coherence, never mapped by the application, and mapped and flushed.
// Vacuous on devices without such memory: NotSupported by name. Commands of one side alone are judged elsewhere.
#include <ommcts/ommcts.h>

static const VkBufferUsageFlags storage_usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;

static struct omm_micromap *create_in(const struct omm_test *t, uint32_t type,
                                      const struct omm_input *input, bool mapped)
{
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR)
            .micromapSize;
    struct omm_buffer *buffer = omm_create_buffer(t, &(struct omm_buffer_request){
                                                         .size = 512 + size + 4096,
                                                         .usage = storage_usage,
                                                         .lead = 4096,
                                                         .memory_type = type,
                                                         .unmapped = !mapped,
                                                     });
    return omm_create_micromap_in(buffer, 512, size);
}

static void warn(const char *what, const char *complaint)
{
    if (complaint)
        omm_warn("%s: %s", what, complaint);
}

// The size that a device query reports, or 0 after a warning.
static VkDeviceSize device_size(const struct omm_micromap *map)
{
    const struct omm_test *t = map->t;
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const VkQueryPool pool = omm_create_query_pool(t, type, 1);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 1);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle, type, pool, 0);
    omm_run(t, queue, commands);
    struct omm_query_result result;
    omm_query_results(t, pool, 0, 1, &result);
    omm_checked();
    if (result.available && result.value >= OMM_HEADER_SIZE && result.value >> 32 == 0)
        return result.value;
    omm_warn("the device reports a serialization size of %llu for what the host built",
             (unsigned long long)result.value);
    return 0;
}

static const char *device_serializes(const struct omm_micromap *map, VkDeviceSize size)
{
    const struct omm_test *t = map->t;
    const struct omm_region *blob = omm_region(t, size, 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(map, blob);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_run(t, queue, commands);
    const char *complaint = omm_region_neighbours_intact(blob);
    return complaint ? complaint : omm_header_good(t, blob->bytes);
}

OMM_CASE(host_built, .about = "The device finds what the host built, without a flush.",
         .covers = OMM_COVERS("A160", "A162"),
         .needs = {.host_commands = true, .device_commands = true},
         .params = OMM_NON_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    const struct omm_input *input = omm_make_input(t, &omm_small);
    for (int mapped = 0; mapped < 2; ++mapped) {
        struct omm_micromap *map = create_in(t, type, input, mapped);
        omm_build_into(map, input, 0);
        const VkDeviceSize size = device_size(map);
        if (size)
            warn(mapped ? "mapped" : "never mapped", device_serializes(map, size));
        if (mapped)
            warn("around the micromap", omm_neighbours_intact(map));
    }
    PASS();
}

static VkDeviceSize host_size(const struct omm_micromap *map)
{
    const struct omm_test *t = map->t;
    VkDeviceSize size = 0;
    omm_must_succeed(t->vk->vkWriteMicromapsPropertiesEXT(
                         t->device, 1, &map->handle, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                         sizeof size, &size, sizeof size),
                     "vkWriteMicromapsPropertiesEXT");
    if (size >= OMM_HEADER_SIZE && size >> 32 == 0)
        return size;
    omm_warn("the host reports a serialization size of %llu for what the device built",
             (unsigned long long)size);
    return 0;
}

OMM_CASE(device_built, .about = "The host finds what the device built, without an invalidation.",
         .covers = OMM_COVERS("A161", "A162"),
         .needs = {.host_commands = true, .device_commands = true},
         .params = OMM_NON_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    const struct omm_input *input = omm_make_input(t, &omm_small);
    for (int mapped = 0; mapped < 2; ++mapped) {
        struct omm_micromap *map = create_in(t, type, input, mapped);
        omm_device_build_into(map, input, 0); // its last barrier is one to the host
        const VkDeviceSize size = host_size(map);
        if (!size)
            continue;
        const struct omm_block *blob = omm_block(&(struct omm_block_request){
            .name = "serialization destination", .size = (size_t)size, .alignment = 16});
        const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(map, blob->bytes);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_block_intact(blob)); // host memory, whatever the micromap's memory is
        warn(mapped ? "mapped" : "never mapped", omm_header_good(t, blob->bytes));
        if (mapped)
            warn("around the micromap", omm_neighbours_intact(map));
    }
    PASS();
}

OMM_CASE(in_turns, .about = "Host and device build the same micromap in turns.",
         .covers = OMM_COVERS("A160", "A161", "A162"),
         .needs = {.host_commands = true, .device_commands = true},
         .params = OMM_NON_COHERENT_KINDS)
{
    const uint32_t type = omm_type_of_kind(t, param, storage_usage);
    const struct omm_input *large = omm_make_input(t, &omm_shapes[OMM_FEW - 1]);
    const struct omm_input *small = omm_make_input(t, &omm_small);
    struct omm_micromap *map = create_in(t, type, large, false);
    VkDeviceSize sizes[2] = {0, 0};
    for (int turn = 0; turn < 4; ++turn) {
        omm_build_into(map, turn % 2 ? large : small, 0);
        const VkDeviceSize seen = device_size(map);
        if (sizes[turn % 2] && seen != sizes[turn % 2])
            omm_warn("turn %d: the device sees %llu bytes instead of %llu", turn,
                     (unsigned long long)seen, (unsigned long long)sizes[turn % 2]);
        sizes[turn % 2] = seen;
        omm_device_build_into(map, turn % 2 ? small : large, 0);
        host_size(map);
    }
    PASS();
}
