// SPDX-License-Identifier: Apache-2.0
// One call of vkBuildMicromapsEXT with several infos builds all of them (chapter "Micromaps").
//
// "pInfos is a pointer to an array of infoCount VkMicromapBuildInfoEXT structures ... defining the data used to build
// each micromap": every one is constructed when the call is complete, whatever their number, shapes, flags and
// spelling of usage counts. They lie back to back in one buffer, so that a build that strays damages the next one.
// Observed: the pattern around all of them, and each one as a source. One that was left out shows the fill pattern in
// its first bytes' place, cannot be a source, and its query has nothing to answer with.
// Vacuous if all infos were equal: neighbours differ in shape.
#include <ommcts/ommcts.h>

#include <string.h>

enum { MOST = 100 };

static const struct crowd {
    const char *name;
    uint32_t count;
    bool deferred;
} crowds[] = {
    {"n2_direct", 2, false},     {"n3_direct", 3, false},      {"n16_direct", 16, false},
    {"n100_direct", 100, false}, {"n2_deferred", 2, true},     {"n3_deferred", 3, true},
    {"n16_deferred", 16, true},  {"n100_deferred", 100, true},
};

struct batch {
    VkMicromapBuildInfoEXT infos[MOST];
    struct omm_micromap *maps[MOST];
    struct omm_buffer *buffer;
    VkDeviceSize end; // of the last micromap
};

// Every third one with ppUsageCounts.
static void spell_by_pointers(VkMicromapBuildInfoEXT *info)
{
    const VkMicromapUsageEXT **pointers = omm_alloc(info->usageCountsCount * sizeof *pointers);
    for (uint32_t i = 0; i < info->usageCountsCount; ++i)
        pointers[i] = &info->pUsageCounts[i];
    info->pUsageCounts = NULL;
    info->ppUsageCounts = pointers;
}

static struct batch *prepare(const struct omm_test *t, uint32_t count)
{
    struct batch *batch = omm_alloc(sizeof *batch);
    VkDeviceSize sizes[MOST], offsets[MOST];
    for (uint32_t i = 0; i < count; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i % (OMM_FEW - 1)]);
        const VkBuildMicromapFlagsEXT flags =
            i % 2 ? VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT : 0;
        const VkMicromapBuildSizesInfoEXT needs = omm_host_sizes(t, input, flags);
        batch->infos[i] = omm_build_info(input, flags);
        batch->infos[i].scratchData.hostAddress = omm_alloc((size_t)needs.buildScratchSize + 1);
        if (i % 3 == 2)
            spell_by_pointers(&batch->infos[i]);
        sizes[i] = needs.micromapSize;
        offsets[i] = (batch->end + 255) / 256 * 256;
        batch->end = offsets[i] + sizes[i];
    }
    batch->buffer = omm_create_buffer(t, &(struct omm_buffer_request){
                                             .size = batch->end + 1024,
                                             .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                             .lead = 1024,
                                             .memory_type = OMM_COHERENT,
                                         });
    for (uint32_t i = 0; i < count; ++i) {
        batch->maps[i] = omm_create_micromap_in(batch->buffer, offsets[i], sizes[i]);
        batch->infos[i].dstMicromap = batch->maps[i]->handle;
    }
    return batch;
}

OMM_CASE(all_built, .about = "Every micromap of one call is built.",
         .covers = OMM_COVERS("A016", "A021", "A032"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(crowds))
{
    const struct crowd *crowd = param;
    struct batch *batch = prepare(t, crowd->count);
    const VkDeferredOperationKHR operation =
        crowd->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation,
               t->vk->vkBuildMicromapsEXT(t->device, operation, crowd->count, batch->infos));
    ASSERT_OK(omm_buffer_intact_outside(batch->buffer, 0, batch->end));
    // A hundred blobs are more than guard pages are worth: the ends and some between.
    const uint32_t step = crowd->count > 16 ? 7 : 1;
    for (uint32_t i = 0; i < crowd->count; i += step)
        ASSERT_OK(omm_usable(batch->maps[i]));
    ASSERT_OK(omm_usable(batch->maps[crowd->count - 1]));
    for (uint32_t i = 0; i < crowd->count; ++i)
        ASSERT(omm_serialized_size(batch->maps[i]) >= OMM_HEADER_SIZE);
    PASS();
}

OMM_CASE(one_of_several, .about = "Building one micromap leaves those beside it as they were.",
         .covers = OMM_COVERS("A021", "A032"), .needs = {.host_commands = true})
{
    enum { COUNT = 5 };
    struct batch *batch = prepare(t, COUNT);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, COUNT, batch->infos));
    const size_t before = (size_t)batch->maps[2]->offset;
    uint8_t *kept = omm_alloc((size_t)batch->end);
    memcpy(kept, batch->buffer->map, (size_t)batch->end);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &batch->infos[2]));
    const size_t after = before + (size_t)batch->maps[2]->size;
    ASSERTm("the build wrote before its micromap", !memcmp(kept, batch->buffer->map, before));
    ASSERTm("the build wrote past its micromap",
            !memcmp(kept + after, batch->buffer->map + after, (size_t)batch->end - after));
    for (uint32_t i = 0; i < COUNT; ++i)
        ASSERT_OK(omm_usable(batch->maps[i]));
    PASS();
}
