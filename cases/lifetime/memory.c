// SPDX-License-Identifier: Apache-2.0
// Host addresses may lie in mapped device memory, and that memory may be freed when the command is over.
//
// A host pointer is a host pointer ("hostAddress must be a valid pointer to host memory", VUIDs 07553 to 07556, 07563
// and 07569), wherever the application got it from. A driver that recognizes its own mappings and keeps the memory object
// or its address instead of the bytes must let go of it when the command returned, or when the operation is complete:
// from then on vkUnmapMemory and vkFreeMemory are the application's right.
//
// Observed: inputs and scratch of a build, the destination of SERIALIZE and the source of DESERIALIZE lie in one memory
// object, which is unmapped and freed directly after the return or the join; then other commands run, the operation is
// joined and asked again, and the micromaps are used. Vacuous if freed memory stayed mapped: the reference driver unmaps
// its pages, and sanitizers see the rest.
#include <ommcts/ommcts.h>

// Pieces of a mapping, each aligned to 16 bytes.
struct lent {
    struct omm_buffer *buffer;
    size_t used;
};

static struct lent lend(const struct omm_test *t, size_t size)
{
    struct lent lent = {.buffer =
                            omm_create_buffer(t, &(struct omm_buffer_request){
                                                     .size = size,
                                                     .usage = VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                                                     .memory_type = OMM_COHERENT,
                                                 })};
    lent.used = (16 - (uintptr_t)lent.buffer->map % 16) % 16;
    return lent;
}

static uint8_t *take(struct lent *lent, const void *bytes, size_t size)
{
    uint8_t *piece = lent->buffer->map + lent->used;
    lent->used += (size + 15) / 16 * 16;
    if (lent->used > lent->buffer->size)
        omm_resource_error("the case lends less memory than it takes");
    if (bytes)
        memcpy(piece, bytes, size);
    return piece;
}

// Whatever may be done with the operation now, and time for whoever still holds an address.
static const char *go_on_with(const struct omm_test *t, VkDeferredOperationKHR operation)
{
    const char *complaint = omm_go_on(t);
    if (complaint || !operation)
        return complaint;
    omm_must_succeed(omm_join(t, operation), "vkGetDeferredOperationResultKHR");
    return omm_go_on(t);
}

OMM_CASE(build_inputs_freed, .about = "The memory of a build's inputs and scratch may be freed.",
         .covers = OMM_COVERS("A030", "A144"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_input *input = omm_make_input(t, &omm_large);
    const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(t, input, 0);
    const struct omm_micromap *map = omm_create_micromap(t, sizes.micromapSize);
    const size_t array_size = input->triangle_count * sizeof *input->triangles;
    const size_t usages_size = input->usage_count * sizeof *input->usages;
    const size_t scratch_size = (size_t)sizes.buildScratchSize;
    struct lent lent =
        lend(t, input->data_size + array_size + usages_size + scratch_size + (size_t)5 * 16);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.dstMicromap = map->handle;
    info.data.hostAddress = take(&lent, input->data, input->data_size);
    info.triangleArray.hostAddress = take(&lent, input->triangles, array_size);
    info.pUsageCounts = (const VkMicromapUsageEXT *)take(&lent, input->usages, usages_size);
    info.scratchData.hostAddress = take(&lent, NULL, scratch_size);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkBuildMicromapsEXT(t->device, operation, 1, &info));
    omm_buffer_destroy(lent.buffer);
    ASSERT_OK(go_on_with(t, operation));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(destination_freed, .about = "The memory that data was serialized to may be freed.",
         .covers = OMM_COVERS("A066", "A144", "A064"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    const size_t size = (size_t)omm_serialized_size(source);
    struct lent lent = lend(t, size + (size_t)2 * 16);
    uint8_t *bytes = take(&lent, NULL, size);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, bytes);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &info));
    ASSERT_OK(omm_header_good(t, bytes));
    omm_buffer_destroy(lent.buffer);
    ASSERT_OK(go_on_with(t, operation));
    ASSERT_OK(omm_usable(source));
    PASS();
}

OMM_CASE(source_freed, .about = "The memory that serialized data was loaded from may be freed.",
         .covers = OMM_COVERS("A093", "A144"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *origin = omm_build(t, &omm_large, 0);
    const struct omm_block *blob = omm_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    struct lent lent = lend(t, blob->size + (size_t)2 * 16);
    const struct omm_micromap *map = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info =
        omm_deserialize_info(take(&lent, blob->bytes, blob->size), map);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkCopyMemoryToMicromapEXT(t->device, operation, &info));
    omm_buffer_destroy(lent.buffer);
    ASSERT_OK(go_on_with(t, operation));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}
