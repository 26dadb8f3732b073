// SPDX-License-Identifier: Apache-2.0
// Which micromaps vkCmdWriteMicromapsPropertiesEXT can be asked about (chapter "Micromaps").
//
// A micromap is constructed once a build or a copy command has been executed with it as destination, and all that
// the query wants is micromaps that "have been constructed prior to the execution of this command on the device"
// (VUID 11662): built ones, clones, compacted and loaded ones, and the copies of copies. The same micromap may stand in
// pMicromaps several times. A query only reads: the micromap behaves afterwards as before.
// Observed by serializing into exactly the reported size, which omm_device_usable does, and by chains whose earlier
// members are destroyed, buffer and memory too (by omm_originate), so that no note kept with them could answer.
// COMPACTED_SIZE of copies is left out: the rule speaks of micromaps constructed with ALLOW_COMPACTION.
// Vacuous if the size were never used: it is the size of the region that the chain's next step is serialized into.
#include <ommcts/ommcts.h>

OMM_CASE(any_origin, .about = "A micromap knows its serialization size, however it came to be.",
         .covers = OMM_COVERS("A037", "A044", "A052", "A094",
                              "VUID-vkCmdWriteMicromapsPropertiesEXT-pMicromaps-11662"),
         .needs = {.device_commands = true}, .params = OMM_ALL_ORIGINS)
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_micromap *map = omm_originate(t, param, &omm_shapes[i], OMM_ON_DEVICE);
        const VkDeviceSize size = omm_device_serialized_size(map);
        ASSERTm(omm_sentence("the serialization size is %llu", (unsigned long long)size),
                size >= OMM_HEADER_SIZE);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_device_usable(map));
    }
    PASS();
}

OMM_CASE(several_origins, .about = "One command may ask about micromaps of every origin at once.",
         .covers = OMM_COVERS("A043", "A044", "A050"), .needs = {.device_commands = true})
{
    enum { COUNT = 8 };
    const struct omm_micromap *built =
        omm_device_build(t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const struct omm_micromap *maps[COUNT] = {built, omm_device_clone(built),
                                              omm_device_compact(built)};
    maps[3] = omm_device_deserialize(t, omm_device_serialize(built), built->size);
    maps[4] = omm_device_clone(maps[2]);
    maps[5] = built; // three times in all
    maps[6] = maps[3];
    maps[7] = built;
    VkMicromapEXT handles[COUNT];
    for (uint32_t i = 0; i < COUNT; ++i)
        handles[i] = maps[i]->handle;
    const VkQueryType type = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
    const VkQueryPool pool = omm_create_query_pool(t, type, COUNT);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdResetQueryPool(commands, pool, 0, COUNT);
    t->vk->vkCmdWriteMicromapsPropertiesEXT(commands, COUNT, handles, type, pool, 0);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
    struct omm_query_result results[COUNT];
    omm_query_results(t, pool, 0, COUNT, results);
    for (uint32_t i = 0; i < COUNT; ++i) {
        ASSERTm(omm_sentence("query %u is not available", i), results[i].available);
        ASSERTm(omm_sentence("query %u is %llu", i, (unsigned long long)results[i].value),
                results[i].value >= OMM_HEADER_SIZE && results[i].value >> 32 == 0);
        const VkDeviceSize alone = omm_device_serialized_size(maps[i]);
        if (alone != results[i].value)
            omm_warn("query %u is %llu; asked alone, the micromap has %llu", i,
                     (unsigned long long)results[i].value, (unsigned long long)alone);
    }
    PASS();
}

OMM_CASE(repeated, .about = "A query leaves the micromap as it was, however often it is repeated.",
         .covers = OMM_COVERS("A047", "A048"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *map =
        omm_device_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const VkDeviceSize serialized = omm_device_serialized_size(map);
    const VkDeviceSize compacted = omm_device_compacted_size(map);
    for (int i = 0; i < 20; ++i)
        if (omm_device_serialized_size(map) != serialized ||
            omm_device_compacted_size(map) != compacted)
            omm_warn("asked again, an unchanged micromap has other sizes than %llu and %llu",
                     (unsigned long long)serialized, (unsigned long long)compacted);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    ASSERT_OK(omm_device_usable(omm_device_compact(map)));
    PASS();
}
