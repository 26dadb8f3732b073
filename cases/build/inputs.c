// SPDX-License-Identifier: Apache-2.0
// What a host build does to its inputs: reads them, and then never again (chapter "Micromaps").
//
// Micromaps are self-contained: "the application may ... overwrite or free" the input data, the triangle array and
// the scratch memory once the build is complete. Inputs are const addresses ("VkDeviceOrHostAddressConstKHR specifies
// a const ... address"), so a build must not write them: they lie in read-only pages. And it must not read beyond
// what the structure references: data, records and usage counts each end at a guard page.
// Observed: a fault that the report puts into words while pages are protected; afterwards inputs are overwritten
// and without access while the micromap is queried, serialized, cloned and loaded again.
// Vacuous if the driver copied its inputs later than this case looks: a deferred build is joined first.
#include <ommcts/ommcts.h>

#include <string.h>

// The inputs of one build, each alone between guard pages.
struct guarded {
    VkMicromapBuildInfoEXT info;
    struct omm_block *data, *triangles, *usages, *scratch;
};

static struct omm_block *guard(const char *name, const void *bytes, size_t size, size_t alignment)
{
    struct omm_block *block =
        omm_block(&(struct omm_block_request){.name = name, .size = size, .alignment = alignment});
    if (bytes)
        memcpy(block->bytes, bytes, size);
    return block;
}

static struct guarded guard_inputs(const struct omm_test *t, const struct omm_input *input,
                                   const struct omm_micromap *map)
{
    const size_t scratch = (size_t)omm_host_sizes(t, input, 0).buildScratchSize;
    struct guarded guarded = {
        .info = omm_build_info(input, 0),
        .data = guard("opacity data", input->data, input->data_size, 1),
        .triangles = guard("triangle array", input->triangles,
                           input->triangle_count * sizeof *input->triangles, 4),
        .usages =
            guard("usage counts", input->usages, input->usage_count * sizeof *input->usages, 4),
        .scratch = guard("scratch memory", NULL, scratch ? scratch : 1, 16),
    };
    guarded.info.dstMicromap = map->handle;
    guarded.info.data.hostAddress = guarded.data->bytes;
    guarded.info.triangleArray.hostAddress = guarded.triangles->bytes;
    guarded.info.pUsageCounts = (const VkMicromapUsageEXT *)guarded.usages->bytes;
    guarded.info.scratchData.hostAddress = guarded.scratch->bytes;
    return guarded;
}

static void protect_inputs(const struct guarded *guarded, enum omm_access access)
{
    omm_block_protect(guarded->data, access);
    omm_block_protect(guarded->triangles, access);
    omm_block_protect(guarded->usages, access);
}

static struct omm_micromap *destination(const struct omm_test *t, const struct omm_input *input)
{
    return omm_create_micromap(t, omm_host_sizes(t, input, 0).micromapSize);
}

static void build_deferred(const struct omm_test *t, const VkMicromapBuildInfoEXT *info)
{
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, t->vk->vkBuildMicromapsEXT(t->device, operation, 1, info));
}

OMM_CASE(read_only,
         .about = "A build reads its inputs, up to their last byte, and writes none of them.",
         .covers = OMM_COVERS("A031", "VUID-vkBuildMicromapsEXT-pInfos-07553",
                              "VUID-vkBuildMicromapsEXT-pInfos-07554"),
         .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    const struct guarded guarded = guard_inputs(t, input, map);
    protect_inputs(&guarded, OMM_READ_ONLY);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &guarded.info));
    ASSERT_OK(omm_block_intact(guarded.scratch));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(read_only_deferred, .about = "A deferred build writes none of its inputs either.",
         .covers = OMM_COVERS("A031", "A144"), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_large);
    const struct omm_micromap *map = destination(t, input);
    const struct guarded guarded = guard_inputs(t, input, map);
    protect_inputs(&guarded, OMM_READ_ONLY);
    build_deferred(t, &guarded.info);
    ASSERT_OK(omm_block_intact(guarded.scratch));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(info_read_only, .about = "A build writes neither its info structures nor their array.",
         .covers = OMM_COVERS("A031"), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const struct omm_micromap *map = destination(t, input);
    const struct guarded guarded = guard_inputs(t, input, map);
    const struct omm_block *info = guard("build info", &guarded.info, sizeof guarded.info, 16);
    omm_block_protect(info, OMM_READ_ONLY);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1,
                                              (const VkMicromapBuildInfoEXT *)info->bytes));
    omm_block_protect(info, OMM_NO_ACCESS);
    ASSERT_OK(omm_usable(map));
    PASS();
}

static void forget(const struct guarded *guarded)
{
    struct omm_block *const blocks[] = {guarded->data, guarded->triangles, guarded->usages,
                                        guarded->scratch};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; ++i) {
        omm_block_fill(blocks[i], 0xEE);
        omm_block_protect(blocks[i], OMM_NO_ACCESS);
    }
}

OMM_CASE(forgotten, .about = "A micromap does not need its inputs or scratch once it is built.",
         .covers = OMM_COVERS("A030"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    const struct guarded guarded = guard_inputs(t, input, map);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &guarded.info));
    forget(&guarded);
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_usable(omm_clone(map)));
    PASS();
}

OMM_CASE(forgotten_deferred, .about = "Nor does a micromap that was built deferred.",
         .covers = OMM_COVERS("A030", "A144"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    const struct omm_micromap *map = destination(t, input);
    const struct guarded guarded = guard_inputs(t, input, map);
    build_deferred(t, &guarded.info);
    forget(&guarded);
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_usable(omm_clone(map)));
    PASS();
}

OMM_CASE(forgotten_between_queries,
         .about = "The sizes of a micromap are the same with its inputs and without.",
         .covers = OMM_COVERS("A030", "A048"), .needs = {.host_commands = true})
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const struct omm_micromap *map = destination(t, input);
    const struct guarded guarded = guard_inputs(t, input, map);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &guarded.info));
    const VkDeviceSize before = omm_serialized_size(map);
    forget(&guarded);
    const VkDeviceSize after = omm_serialized_size(map);
    if (before != after)
        omm_warn("the serialization size was %llu, and %llu without the inputs",
                 (unsigned long long)before, (unsigned long long)after);
    ASSERT_OK(omm_usable(map));
    PASS();
}
