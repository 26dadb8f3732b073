// SPDX-License-Identifier: Apache-2.0
// Calls that a validation layer stops: what they could have touched, before and after.
#include <ommcts/deferred.h>
#include <ommcts/queue.h>
#include <ommcts/verdict.h>
#include <ommcts/violation.h>

#include <string.h>

// One thing: an operation, a buffer, or plain memory with or without canaries around it.
struct part {
    struct part *next;
    const char *name;
    uint8_t *before;
    size_t size;
    const void *bytes;
    const struct omm_block *block;
    struct omm_buffer *buffer;
    const struct omm_test *t; // of the operation
    VkDeferredOperationKHR operation;
};

struct omm_stakes {
    const struct omm_test *t;
    struct omm_watch driver;
    struct part *parts;
};

struct omm_stakes *omm_stakes(const struct omm_test *t, const char *command)
{
    struct omm_stakes *stakes = omm_alloc(sizeof *stakes);
    stakes->t = t;
    stakes->driver = omm_watch_driver(t, command);
    return stakes;
}

static struct part *add(struct omm_stakes *stakes, const char *name, size_t size)
{
    struct part *part = omm_alloc(sizeof *part);
    part->name = name;
    part->size = size;
    part->before = omm_alloc(size ? size : 1);
    part->next = stakes->parts;
    stakes->parts = part;
    return part;
}

void omm_stake_bytes(struct omm_stakes *stakes, const char *name, const void *bytes, size_t size)
{
    struct part *part = add(stakes, name, size);
    part->bytes = bytes;
    memcpy(part->before, bytes, size);
}

void omm_stake_block(struct omm_stakes *stakes, const struct omm_block *block)
{
    omm_stake_bytes(stakes, block->name, block->bytes, block->size);
    stakes->parts->block = block;
}

static VkMemoryPropertyFlags flags_of(const struct omm_buffer *buffer)
{
    return buffer->t->gpu->memory.memoryTypes[buffer->memory_type].propertyFlags;
}

static void read_mapped(struct omm_buffer *buffer, uint8_t *bytes, size_t size)
{
    const struct omm_test *t = buffer->t;
    const bool mapped_here = !buffer->map;
    if (mapped_here)
        omm_buffer_map(buffer);
    const VkMappedMemoryRange whole = {
        .sType = VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE,
        .memory = buffer->memory,
        .size = VK_WHOLE_SIZE,
    };
    if (!(flags_of(buffer) & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT))
        omm_must_succeed(t->vk->vkInvalidateMappedMemoryRanges(t->device, 1, &whole),
                         "vkInvalidateMappedMemoryRanges");
    memcpy(bytes, buffer->map - buffer->memory_offset, size);
    if (mapped_here)
        omm_buffer_unmap(buffer);
}

static void read_remote(const struct omm_buffer *buffer, uint8_t *bytes, size_t size)
{
    const struct omm_test *t = buffer->t;
    const struct omm_region *copy = omm_region(t, size, 256);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands =
        omm_begin(t, queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_MEMORY_WRITE_BIT,
                VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_MEMORY_READ_BIT);
    const VkBufferCopy range = {.dstOffset = copy->offset, .size = size};
    t->vk->vkCmdCopyBuffer(commands, buffer->handle, copy->buffer->handle, 1, &range);
    omm_run(t, queue, commands);
    memcpy(bytes, copy->bytes, size);
}

static void read_buffer(struct omm_buffer *buffer, uint8_t *bytes, size_t size)
{
    if (flags_of(buffer) & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT)
        read_mapped(buffer, bytes, size);
    else
        read_remote(buffer, bytes, size);
}

void omm_stake_buffer(struct omm_stakes *stakes, struct omm_buffer *buffer)
{
    const bool visible = flags_of(buffer) & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT;
    struct part *part = add(stakes, visible ? "memory object" : "buffer",
                            (size_t)(visible ? buffer->memory_size : buffer->size));
    part->buffer = buffer;
    read_buffer(buffer, part->before, part->size);
}

void omm_stake_micromap(struct omm_stakes *stakes, const struct omm_micromap *map)
{
    omm_stake_buffer(stakes, map->buffer);
}

// What can be asked of an operation without joining it.
struct progress {
    VkResult result;
    uint32_t concurrency;
};

static struct progress progress_of(const struct omm_test *t, VkDeferredOperationKHR operation)
{
    return (struct progress){
        .result = t->vk->vkGetDeferredOperationResultKHR(t->device, operation),
        .concurrency = t->vk->vkGetDeferredOperationMaxConcurrencyKHR(t->device, operation),
    };
}

void omm_stake_operation(struct omm_stakes *stakes, const struct omm_test *t,
                         VkDeferredOperationKHR operation)
{
    struct part *part = add(stakes, "deferred operation", sizeof(struct progress));
    part->t = t;
    part->operation = operation;
    *(struct progress *)(void *)part->before = progress_of(t, operation);
}

static const char *operation_unchanged(const struct part *part)
{
    const struct progress *before = (const void *)part->before;
    const struct progress now = progress_of(part->t, part->operation);
    if (now.result == before->result && now.concurrency == before->concurrency)
        return NULL;
    return omm_sentence("the stopped call changed the deferred operation: its result was %s and is "
                        "%s, its concurrency was %u and is %u",
                        omm_result_name(before->result), omm_result_name(now.result),
                        before->concurrency, now.concurrency);
}

static const char *bytes_unchanged(const struct part *part)
{
    const uint8_t *now = part->bytes;
    if (part->buffer) {
        uint8_t *read = omm_alloc(part->size);
        read_buffer(part->buffer, read, part->size);
        now = read;
    }
    if (!memcmp(now, part->before, part->size))
        return part->block ? omm_block_intact(part->block) : NULL;
    size_t at = 0;
    while (now[at] == part->before[at])
        ++at;
    return omm_sentence("the stopped call wrote to byte %zu of the %zu-byte %s: 0x%02x became "
                        "0x%02x",
                        at, part->size, part->name, part->before[at], now[at]);
}

const char *omm_untouched(const struct omm_stakes *stakes)
{
    omm_checked();
    const char *complaint = omm_kept_from_driver(stakes->t, &stakes->driver);
    for (const struct part *part = stakes->parts; part && !complaint; part = part->next)
        complaint = part->t ? operation_unchanged(part) : bytes_unchanged(part);
    return complaint;
}

const char *omm_stopped(const struct omm_stakes *stakes, const char *vuid, VkResult answer)
{
    const char *complaint = omm_layer_refused(vuid, answer);
    return complaint ? complaint : omm_untouched(stakes);
}

const char *omm_stopped_silently(const struct omm_stakes *stakes, const char *vuid)
{
    const char *complaint = omm_layer_reported(vuid);
    return complaint ? complaint : omm_untouched(stakes);
}

static const char *command_of(const struct omm_job *job)
{
    switch (job->command) {
    case OMM_SERIALIZE:
        return "vkCopyMicromapToMemoryEXT";
    case OMM_DESERIALIZE:
        return "vkCopyMemoryToMicromapEXT";
    case OMM_CLONE:
    case OMM_COMPACT:
        return "vkCopyMicromapEXT";
    default:
        return "vkBuildMicromapsEXT";
    }
}

struct omm_stakes *omm_job_stakes(const struct omm_job *job)
{
    struct omm_stakes *stakes = omm_stakes(job->t, command_of(job));
    if (job->memory)
        omm_stake_block(stakes, job->memory);
    if (job->source)
        omm_stake_micromap(stakes, job->source);
    if (job->destination)
        omm_stake_micromap(stakes, job->destination);
    return stakes;
}

const char *omm_job_stopped(struct omm_stakes *stakes, struct omm_job *job, const void *broken,
                            const char *vuid)
{
    const struct omm_test *t = job->t;
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    if (!stakes)
        stakes = omm_job_stakes(job);
    omm_stake_operation(stakes, t, operation);
    uint8_t *own = omm_alloc(job->info->size);
    memcpy(own, job->info->bytes, job->info->size);
    memcpy(job->info->bytes, broken, job->info->size);
    const char *complaint = omm_stopped(stakes, vuid, omm_request(job, VK_NULL_HANDLE));
    if (!complaint)
        complaint = omm_stopped(stakes, vuid, omm_request(job, operation));
    memcpy(job->info->bytes, own, job->info->size);
    if (complaint)
        return complaint;
    return omm_job_still_works(job, operation, vuid);
}

const char *omm_job_still_works(const struct omm_job *job, VkDeferredOperationKHR operation,
                                const char *vuid)
{
    omm_finish(job->t, operation, omm_request(job, operation));
    const char *complaint = omm_job_done(job);
    return complaint ? complaint : omm_layer_reported(vuid);
}
