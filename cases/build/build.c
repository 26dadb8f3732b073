// SPDX-License-Identifier: Apache-2.0
// vkBuildMicromapsEXT constructs what it is given, at once or deferred (chapter "Micromaps", "Host Micromap Commands").
//
// Host commands execute "on the host timeline": when the build returns a success that is not deferred, or when its
// deferred operation is complete, the micromap is constructed. With VK_NULL_HANDLE the only success is VK_SUCCESS; with
// an operation only the two deferral codes are; VK_ERROR_DEVICE_LOST is in none of its lists. A micromap larger than
// micromapSize can be built into ("greater than or equal"), and so can one that holds another micromap already.
// Observed without ray queries: the code, the pattern around the micromap's range, and the micromap as a source:
// queried, serialized into exactly the reported size, and loaded again. What the microtriangles became needs RQ.
// Vacuous if the deferred form were never deferred, which is the driver's choice; then it is the direct form again.
#include <ommcts/ommcts.h>

static VkMicromapBuildInfoEXT ready(const struct omm_test *t, const struct omm_input *input,
                                    const struct omm_micromap *map)
{
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.dstMicromap = map->handle;
    info.scratchData.hostAddress =
        omm_alloc((size_t)omm_host_sizes(t, input, 0).buildScratchSize + 1);
    return info;
}

OMM_CASE(direct, .about = "A build without an operation is done when it returns VK_SUCCESS.",
         .covers = OMM_COVERS("A003", "A026", "A131", "A153"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    struct omm_micromap *map = omm_create_micromap(t, omm_host_sizes(t, input, 0).micromapSize);
    const VkMicromapBuildInfoEXT info = ready(t, input, map);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(deferred, .about = "A build with an operation is done when the operation is complete.",
         .covers = OMM_COVERS("A026", "A130", "A140", "A153"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    struct omm_micromap *map = omm_create_micromap(t, omm_host_sizes(t, input, 0).micromapSize);
    const VkMicromapBuildInfoEXT info = ready(t, input, map);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, t->vk->vkBuildMicromapsEXT(t->device, operation, 1, &info));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(large, .about = "A build that is worth deferring, both ways.",
         .covers = OMM_COVERS("A026", "A130", "A131", "A140"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_input *input = omm_make_input(t, &omm_large);
    struct omm_micromap *map = omm_create_micromap(t, omm_host_sizes(t, input, 0).micromapSize);
    const VkMicromapBuildInfoEXT info = ready(t, input, map);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkBuildMicromapsEXT(t->device, operation, 1, &info));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

static const struct slack {
    const char *name;
    VkDeviceSize bytes;
} slacks[] = {{"plus_1", 1}, {"plus_256", 256}, {"plus_4096", 4096}, {"plus_1_mib", 1 << 20}};

OMM_CASE(larger, .about = "A micromap that is larger than micromapSize can be built into.",
         .covers = OMM_COVERS("A021", "A033", "VUID-vkBuildMicromapsEXT-pInfos-07461"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(slacks))
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size = omm_host_sizes(t, input, 0).micromapSize;
    struct omm_micromap *map = omm_create_micromap(t, size + ((const struct slack *)param)->bytes);
    const VkMicromapBuildInfoEXT info = ready(t, input, map);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(again,
         .about = "A constructed micromap can be built anew, with other content of any shape.",
         .covers = OMM_COVERS("A026", "A033"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_input *inputs[OMM_FEW];
    VkDeviceSize size = 0;
    for (size_t i = 0; i < OMM_FEW; ++i) {
        inputs[i] = omm_make_input(t, &omm_shapes[OMM_FEW - 1 - i]); // the largest first
        const VkDeviceSize needed = omm_host_sizes(t, inputs[i], 0).micromapSize;
        size = needed > size ? needed : size;
    }
    struct omm_micromap *map = omm_create_micromap(t, size);
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const VkMicromapBuildInfoEXT info = ready(t, inputs[i], map);
        const VkDeferredOperationKHR operation =
            way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
        omm_finish(t, operation, t->vk->vkBuildMicromapsEXT(t->device, operation, 1, &info));
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_usable(map));
    }
    PASS();
}

OMM_CASE(over_a_copy, .about = "A micromap that a copy constructed can be built into.",
         .covers = OMM_COVERS("A026"), .needs = {.host_commands = true})
{
    struct omm_micromap *source = omm_build(t, &omm_small, 0);
    struct omm_micromap *clone = omm_clone(source);
    const VkMicromapBuildInfoEXT info = ready(t, source->input, clone);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
    ASSERT_OK(omm_neighbours_intact(clone));
    ASSERT_OK(omm_usable(clone));
    ASSERT_OK(omm_usable(source));
    PASS();
}
