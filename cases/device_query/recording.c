// SPDX-License-Identifier: Apache-2.0
// When vkCmdWriteMicromapsPropertiesEXT reads its arguments, and when it looks at the micromaps.
//
// "Application-owned memory ... may be accessed at any time during the execution of a command they are passed to"
// (chapter "Fundamentals", object lifetime) and not longer: pMicromaps may be freed once the recording call returned.
// The micromaps themselves are looked at when the command executes: they must have been constructed "prior to the
// execution of this command on the device", which may be long after it was recorded, in the same command buffer
// (behind the exact barrier MICROMAP_BUILD/MICROMAP_WRITE to MICROMAP_BUILD/MICROMAP_READ) or in an earlier submission;
// and a command buffer that is submitted again must report what the micromap is by then.
// Observed: an array without access between recording and submission, which also is overwritten before; micromaps that
// are built after the recording, and rebuilt with another shape whose size is clearly different.
// Vacuous if recording were late: submission comes after the page is protected.
#include <ommcts/ommcts.h>

#include <string.h>

static const VkQueryType size_type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;

static const struct amount {
    const char *name;
    uint32_t count;
} amounts[] = {{"n1", 1}, {"n3", 3}, {"n1000", 1000}};

OMM_CASE(array_forgotten, .about = "pMicromaps may be freed as soon as the command is recorded.",
         .covers = OMM_COVERS("A043", "A050", "A056"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(amounts))
{
    const uint32_t count = ((const struct amount *)param)->count;
    const struct omm_sample sample = omm_make_sample(t, size_type);
    struct omm_block *array = omm_block(&(struct omm_block_request){
        .name = "array of micromaps", .size = count * sizeof(VkMicromapEXT), .alignment = 8});
    for (uint32_t i = 0; i < count; ++i)
        memcpy(array->bytes + i * sizeof(VkMicromapEXT), &sample.maps[omm_sample_at(i)]->handle,
               sizeof(VkMicromapEXT));
    omm_block_protect(array, OMM_READ_ONLY);
    const VkQueryPool pool = omm_create_query_pool(t, size_type, count);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, count);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, count, (const VkMicromapEXT *)array->bytes,
                                            size_type, pool, 0);
    omm_block_protect(array, OMM_READ_WRITE);
    // All of them the first one now, in case that the driver can read a page without access.
    for (uint32_t i = 0; i < count; ++i)
        memcpy(array->bytes + i * sizeof(VkMicromapEXT), &sample.maps[0]->handle,
               sizeof(VkMicromapEXT));
    omm_block_protect(array, OMM_NO_ACCESS);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    struct omm_query_result *results = omm_alloc(count * sizeof *results);
    omm_query_results(t, pool, 0, count, results);
    for (uint32_t i = 0; i < count; ++i) {
        ASSERTm(omm_sentence("query %u is not available", i), results[i].available);
        ASSERT_OK(omm_sample_size(&sample, omm_sample_at(i), results[i].value, i));
    }
    PASS();
}

static struct omm_micromap *not_yet_built(const struct omm_test *t, const struct omm_input *input)
{
    return omm_create_micromap(
        t, omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
}

OMM_CASE(built_in_same_buffer, .about = "Build, barrier and query in one submission.",
         .covers = OMM_COVERS("A034", "A050", "A052",
                              "VUID-vkCmdWriteMicromapsPropertiesEXT-pMicromaps-11662"),
         .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = not_yet_built(t, input);
    const VkMicromapBuildInfoEXT build = omm_device_build_info(t, input, 0, map);
    const VkQueryPool pool = omm_create_query_pool(t, size_type, 1);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 1);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &build);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT,
                VK_ACCESS_2_MICROMAP_READ_BIT_EXT);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle, size_type, pool, 0);
    omm_run(t, queue, commands);
    struct omm_query_result result;
    omm_query_results(t, pool, 0, 1, &result);
    ASSERT(result.available);
    ASSERTm(omm_sentence("the serialization size is %llu", (unsigned long long)result.value),
            result.value >= OMM_HEADER_SIZE);
    const VkDeviceSize later = omm_device_serialized_size(map);
    if (later != result.value)
        omm_warn("%llu in the submission of the build, %llu in a later one",
                 (unsigned long long)result.value, (unsigned long long)later);
    const struct omm_region *blob = omm_region(t, result.value, 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(map, blob);
    const VkCommandBuffer serialize = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(serialize, &info);
    omm_run(t, queue, serialize);
    ASSERT_OK(omm_region_neighbours_intact(blob));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    PASS();
}

static VkDeviceSize distance(VkDeviceSize a, VkDeviceSize b)
{
    return a > b ? a - b : b - a;
}

OMM_CASE(recorded_before_build,
         .about = "A query tells what the micromap is when it executes, not when it was recorded.",
         .covers = OMM_COVERS("A050", "A052", "A054"), .needs = {.device_commands = true})
{
    // Two inputs of clearly different sizes for one micromap.
    static const struct omm_shape much = {.name = "much", .groups = {{4, 3, 4800}}};
    static const struct omm_shape little = {.name = "little", .groups = {{2, 2, 3}}};
    const struct omm_input *inputs[2] = {omm_make_input(t, &much), omm_make_input(t, &little)};
    struct omm_micromap *map = not_yet_built(t, inputs[0]);
    const VkQueryPool pool = omm_create_query_pool(t, size_type, 1);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, 1);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, 1, &map->handle, size_type, pool, 0);
    omm_end(t, commands);
    VkDeviceSize sizes[2]; // as other queries of the same content say
    for (size_t i = 0; i < 2; ++i) {
        omm_device_build_into(map, inputs[i], 0);
        sizes[i] = omm_device_serialized_size(map);
    }
    if (sizes[0] == sizes[1])
        omm_warn("micromaps of very different content have equal sizes: nothing can be told");
    for (size_t i = 0; i < 6; ++i) {
        omm_device_build_into(map, inputs[i % 2], 0);
        omm_submit(t, queue, commands);
        struct omm_query_result result;
        omm_query_results(t, pool, 0, 1, &result);
        ASSERT(result.available);
        ASSERTm(omm_sentence("the size is %llu, nearer to that of the other content, %llu, than to "
                             "%llu",
                             (unsigned long long)result.value, (unsigned long long)sizes[1 - i % 2],
                             (unsigned long long)sizes[i % 2]),
                distance(result.value, sizes[i % 2]) <= distance(result.value, sizes[1 - i % 2]));
    }
    ASSERT_OK(omm_device_usable(map));
    PASS();
}
