// SPDX-License-Identifier: Apache-2.0
// Micromaps that lie close together in one buffer leave each other alone (chapter "Resource Creation").
//
// Several micromaps may share a buffer as long as their ranges [offset, offset + size) don't overlap. Writing one,
// by a build, a clone, a compaction or a deserialization, deferred or not, changes no byte of the others; and each
// remains what it was. Here three stand in a row, less than 256 bytes apart, and the middle one is written twice.
// Observed: the bytes of everything but the middle range before and after, and all three as sources.
// Neighbours that are only read may be changed by the driver, so they are not used between the two looks.
// Vacuous if the gaps hid a stray write: they are part of what is compared, and the sizes are exact.
#include <ommcts/ommcts.h>

#include <string.h>

#define BOTH_WAYS(tag, command)                                                                    \
    {#tag "_direct", command, false},                                                              \
    {                                                                                              \
#tag "_deferred", command, true                                                            \
    }

static const struct writer {
    const char *name;
    enum omm_command command;
    bool deferred;
} writers[] = {
    BOTH_WAYS(build, OMM_BUILD),
    BOTH_WAYS(clone, OMM_CLONE),
    BOTH_WAYS(compact, OMM_COMPACT),
    BOTH_WAYS(deserialize, OMM_DESERIALIZE),
};

static const struct omm_shape middle_shape = {.name = "middle", .groups = {{4, 3, 70}, {2, 3, 36}}};

struct row {
    struct omm_buffer *buffer;
    struct omm_micromap *maps[3];
};

static VkDeviceSize round_up(VkDeviceSize value)
{
    return (value + 255) / 256 * 256;
}

// The outer two are built; the middle one is not constructed.
static struct row make_row(const struct omm_test *t, VkDeviceSize middle_size)
{
    const struct omm_input *outer = omm_make_input(t, &omm_small);
    const VkDeviceSize outer_size = omm_host_sizes(t, outer, 0).micromapSize;
    const VkDeviceSize second = round_up(outer_size);
    const VkDeviceSize third = round_up(second + middle_size);
    struct row row = {
        .buffer = omm_create_buffer(t,
                                    &(struct omm_buffer_request){
                                        .size = third + outer_size + 256,
                                        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                        .lead = 512,
                                        .memory_type = OMM_COHERENT,
                                    }),
    };
    row.maps[0] = omm_create_micromap_in(row.buffer, 0, outer_size);
    row.maps[1] = omm_create_micromap_in(row.buffer, second, middle_size);
    row.maps[2] = omm_create_micromap_in(row.buffer, third, outer_size);
    omm_build_into(row.maps[0], outer, 0);
    omm_build_into(row.maps[2], outer, 0);
    return row;
}

// First byte outside the middle range that is not what it was, or -1.
static long long first_change(const struct row *row, const uint8_t *kept)
{
    const VkDeviceSize begin = row->maps[1]->offset, end = begin + row->maps[1]->size;
    for (VkDeviceSize i = 0; i < row->buffer->size; ++i)
        if ((i < begin || i >= end) && row->buffer->map[i] != kept[i])
            return (long long)i;
    return -1;
}

OMM_CASE(between_two, .about = "Writing a micromap leaves those on both sides as they were.",
         .covers = OMM_COVERS("A021", "A092", "A107"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(writers))
{
    const struct writer *writer = param;
    struct omm_job *job = omm_prepare(t, writer->command, &middle_shape);
    const struct row row = make_row(t, job->destination->size);
    omm_job_aim(job, row.maps[1]);
    uint8_t *kept = omm_alloc((size_t)row.buffer->size);
    memcpy(kept, row.buffer->map, (size_t)row.buffer->size);
    for (int i = 0; i < 2; ++i) {
        const VkDeferredOperationKHR operation =
            writer->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
        omm_finish(t, operation, omm_request(job, operation));
        const long long at = first_change(&row, kept);
        ASSERTm(omm_sentence("byte %lld of the buffer changed; the micromap that was written has "
                             "[%llu, %llu)",
                             at, (unsigned long long)row.maps[1]->offset,
                             (unsigned long long)(row.maps[1]->offset + row.maps[1]->size)),
                at < 0);
    }
    for (size_t i = 0; i < 3; ++i)
        ASSERT_OK(omm_usable(row.maps[i]));
    PASS();
}

OMM_CASE(source_beside_destination,
         .about = "Source and destination may be neighbours in one buffer.",
         .covers = OMM_COVERS("A021", "A104", "A107"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const VkBuildMicromapFlagsEXT flags = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    const struct omm_input *input = omm_make_input(t, param);
    const VkDeviceSize size = omm_host_sizes(t, input, flags).micromapSize;
    const VkDeviceSize step = round_up(size);
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = 3 * step + 256,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = 512,
                                 .memory_type = OMM_COHERENT,
                             });
    struct omm_micromap *source = omm_create_micromap_in(buffer, step, size);
    omm_build_into(source, input, flags);
    const VkDeviceSize packed = omm_compacted_size(source);
    if (packed > step)
        omm_not_supported("the compacted size is larger than the original");
    const struct omm_micromap *clone = omm_create_micromap_in(buffer, 0, size);
    const struct omm_micromap *small = omm_create_micromap_in(buffer, 2 * step, packed);
    VkCopyMicromapInfoEXT info = omm_copy_info(source, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    info = omm_copy_info(source, small, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_buffer_intact_outside(buffer, 0, 2 * step + packed));
    ASSERT_OK(omm_usable(source));
    ASSERT_OK(omm_usable(clone));
    ASSERT_OK(omm_usable(small));
    PASS();
}
