// SPDX-License-Identifier: Apache-2.0
// The deferrable commands as jobs.
#include <ommcts/host.h>
#include <ommcts/job.h>
#include <ommcts/readback.h>
#include <ommcts/verdict.h>

#include <string.h>

const struct omm_command_param omm_commands[OMM_COMMAND_COUNT] = {
    {.name = "build", .command = OMM_BUILD},
    {.name = "build_by_pointers", .command = OMM_BUILD_BY_POINTERS},
    {.name = "clone", .command = OMM_CLONE},
    {.name = "compact", .command = OMM_COMPACT},
    {.name = "serialize", .command = OMM_SERIALIZE},
    {.name = "deserialize", .command = OMM_DESERIALIZE},
};

// To be written: as Vulkan's structures and host arrays are aligned.
static struct omm_block *guarded_room(const char *name, size_t size)
{
    return omm_block(&(struct omm_block_request){.name = name, .size = size, .alignment = 16});
}

static struct omm_block *guarded_pointers(const uint8_t *first, size_t size, uint32_t count)
{
    struct omm_block *block = guarded_room("ppUsageCounts", count * sizeof(void *));
    for (uint32_t i = 0; i < count; ++i) {
        const void *pointer = first + i * size;
        memcpy(block->bytes + i * sizeof pointer, &pointer, sizeof pointer);
    }
    return block;
}

static void prepare_build(struct omm_job *job, const struct omm_shape *shape)
{
    const struct omm_input *input = omm_make_input(job->t, shape);
    const VkMicromapBuildSizesInfoEXT sizes = omm_host_sizes(job->t, input, 0);
    struct omm_block *data = omm_block_with("opacity data", input->data, input->data_size);
    struct omm_block *triangles = omm_block_with("triangle array", input->triangles,
                                                 input->triangle_count * sizeof *input->triangles);
    struct omm_block *usages =
        omm_block_with("usage counts", input->usages, input->usage_count * sizeof *input->usages);
    struct omm_block *scratch =
        guarded_room("scratch memory", sizes.buildScratchSize ? sizes.buildScratchSize : 1);
    job->destination = omm_create_micromap(job->t, sizes.micromapSize);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.dstMicromap = job->destination->handle;
    info.data.hostAddress = data->bytes;
    info.triangleArray.hostAddress = triangles->bytes;
    info.scratchData.hostAddress = scratch->bytes;
    info.pUsageCounts = (const VkMicromapUsageEXT *)usages->bytes;
    struct omm_block *const blocks[] = {data, triangles, usages, scratch};
    memcpy(job->inputs, blocks, sizeof blocks);
    if (job->command == OMM_BUILD_BY_POINTERS) {
        job->inputs[4] = guarded_pointers(usages->bytes, sizeof *input->usages, input->usage_count);
        info.pUsageCounts = NULL;
        info.ppUsageCounts = (const VkMicromapUsageEXT *const *)job->inputs[4]->bytes;
    }
    job->info = omm_block_with("build info", &info, sizeof info);
    job->input = input;
}

static void prepare_copy(struct omm_job *job, const struct omm_shape *shape)
{
    const bool compact = job->command == OMM_COMPACT;
    job->source = omm_build(job->t, shape, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    job->destination =
        omm_create_micromap(job->t, compact ? omm_compacted_size(job->source) : job->source->size);
    const VkCopyMicromapInfoEXT info = omm_copy_info(job->source, job->destination,
                                                     compact ? VK_COPY_MICROMAP_MODE_COMPACT_EXT
                                                             : VK_COPY_MICROMAP_MODE_CLONE_EXT);
    job->info = omm_block_with("copy info", &info, sizeof info);
    job->input = job->source->input;
}

static void prepare_serialize(struct omm_job *job, const struct omm_shape *shape)
{
    job->source = omm_build(job->t, shape, 0);
    job->memory =
        guarded_room("serialization destination", (size_t)omm_serialized_size(job->source));
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(job->source, job->memory->bytes);
    job->info = omm_block_with("serialization info", &info, sizeof info);
    job->input = job->source->input;
}

static void prepare_deserialize(struct omm_job *job, const struct omm_shape *shape)
{
    const struct omm_micromap *origin = omm_build(job->t, shape, 0);
    job->memory = omm_serialize(origin);
    if (!omm_compatible(job->t, job->memory->bytes))
        omm_fail("the device calls its own serialized micromap incompatible (A116)");
    job->destination = omm_create_micromap(job->t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info =
        omm_deserialize_info(job->memory->bytes, job->destination);
    job->info = omm_block_with("deserialization info", &info, sizeof info);
    job->input = origin->input;
}

struct omm_job *omm_prepare(const struct omm_test *t, enum omm_command command,
                            const struct omm_shape *shape)
{
    struct omm_job *job = omm_alloc(sizeof *job);
    job->t = t;
    job->command = command;
    switch (command) {
    case OMM_BUILD:
    case OMM_BUILD_BY_POINTERS:
        prepare_build(job, shape);
        break;
    case OMM_CLONE:
    case OMM_COMPACT:
        prepare_copy(job, shape);
        break;
    case OMM_SERIALIZE:
        prepare_serialize(job, shape);
        break;
    case OMM_DESERIALIZE:
        prepare_deserialize(job, shape);
        break;
    }
    return job;
}

VkResult omm_request(const struct omm_job *job, VkDeferredOperationKHR operation)
{
    const struct omm_test *t = job->t;
    const void *info = job->info->bytes;
    switch (job->command) {
    case OMM_CLONE:
    case OMM_COMPACT:
        return t->vk->vkCopyMicromapEXT(t->device, operation, info);
    case OMM_SERIALIZE:
        return t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, info);
    case OMM_DESERIALIZE:
        return t->vk->vkCopyMemoryToMicromapEXT(t->device, operation, info);
    default:
        return t->vk->vkBuildMicromapsEXT(t->device, operation, 1, info);
    }
}

void omm_job_aim(struct omm_job *job, struct omm_micromap *destination)
{
    job->destination = destination;
    void *info = job->info->bytes;
    switch (job->command) {
    case OMM_BUILD:
    case OMM_BUILD_BY_POINTERS:
        ((VkMicromapBuildInfoEXT *)info)->dstMicromap = destination->handle;
        break;
    case OMM_CLONE:
    case OMM_COMPACT:
        ((VkCopyMicromapInfoEXT *)info)->dst = destination->handle;
        break;
    case OMM_DESERIALIZE:
        ((VkCopyMemoryToMicromapInfoEXT *)info)->dst = destination->handle;
        break;
    case OMM_SERIALIZE:
        omm_resource_error("a serialize job has no micromap for a destination");
    }
}

void omm_job_protect(const struct omm_job *job, enum omm_access access)
{
    omm_block_protect(job->info, access);
    if (job->memory)
        omm_block_protect(job->memory, access);
    for (size_t i = 0; i < sizeof job->inputs / sizeof job->inputs[0] && job->inputs[i]; ++i)
        omm_block_protect(job->inputs[i], access);
}

void omm_job_erase(const struct omm_job *job)
{
    if (job->command == OMM_SERIALIZE)
        omm_block_fill(job->memory, OMM_POISON);
    else
        omm_buffer_fill(job->destination->buffer);
}

static const char *blocks_intact(const struct omm_job *job)
{
    const char *complaint = omm_block_intact(job->info);
    if (!complaint && job->memory)
        complaint = omm_block_intact(job->memory);
    for (size_t i = 0;
         !complaint && i < sizeof job->inputs / sizeof job->inputs[0] && job->inputs[i]; ++i)
        complaint = omm_block_intact(job->inputs[i]);
    return complaint;
}

static const char *serialized(const struct omm_job *job)
{
    const char *complaint = omm_header_good(job->t, job->memory->bytes);
    if (complaint)
        return complaint;
    const struct omm_micromap *loaded = omm_deserialize(job->t, job->memory, job->source->size);
    omm_serialized_size(loaded);
    return omm_neighbours_intact(loaded);
}

const char *omm_go_on(const struct omm_test *t)
{
    const size_t mark = omm_cleanup_mark();
    omm_sleep(15);
    const struct omm_micromap *map =
        omm_build(t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const char *complaint = omm_usable(omm_clone(map));
    if (!complaint)
        complaint = omm_usable(omm_compact(map));
    omm_sleep(15);
    if (!complaint)
        omm_cleanup_since(mark);
    return complaint;
}

const char *omm_job_done(const struct omm_job *job)
{
    const char *complaint = blocks_intact(job);
    if (complaint)
        return complaint;
    if (job->command == OMM_SERIALIZE)
        return serialized(job);
    complaint = omm_neighbours_intact(job->destination);
    return complaint ? complaint : omm_usable(job->destination);
}

const char *omm_job_reads_back(const struct omm_job *job)
{
    if (job->command != OMM_SERIALIZE)
        return omm_reads_back_as(job->destination, job->input);
    return omm_reads_back_as(omm_deserialize(job->t, job->memory, job->source->size), job->input);
}

const char *omm_job_erased(const struct omm_job *job)
{
    if (job->command == OMM_SERIALIZE)
        return omm_block_untouched(job->memory, 0, OMM_POISON);
    return omm_buffer_intact_outside(job->destination->buffer, 0, 0);
}
