// SPDX-License-Identifier: Apache-2.0
#include "command_execution.h"

#include "fault.h"
#include "sync.h"
#include "weak.h"

#include <stdio.h>
#include <stdlib.h>

struct ref_scratch {
    struct ref_scratch *next;
    _Alignas(max_align_t) uint8_t bytes[];
};

static bool dropped_by_fault(const struct ref_queue *queue, const struct ref_command *command,
                             bool discards)
{
    if (command->type->stage != VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT)
        return false;
    const uint32_t compute_family = 1;
    return (REF_FAULT(COMMANDS_DROP_SECONDARY) && command->secondary) ||
           (REF_FAULT(COMMANDS_DROP_ON_COMPUTE_FAMILY) && queue->family == compute_family) ||
           (REF_FAULT(COMMANDS_OBEY_PREDICATE) && discards);
}

void ref_command_run(struct ref_queue *queue, const struct ref_command *command,
                     struct ref_command_place place)
{
    if (dropped_by_fault(queue, command, place.discards))
        return;
    struct ref_execution execution = {.queue = queue, .command = command, .place = place};
    if (queue->device->weak && command->type->stage)
        execution.view = ref_weak_view_open(queue->device);
    command->type->execute(&execution, command->payload);
    if (execution.view)
        ref_weak_view_close(execution.view);
    while (execution.scratch) {
        struct ref_scratch *next = execution.scratch->next;
        free(execution.scratch);
        execution.scratch = next;
    }
}

void ref_commands_execute(struct ref_queue *queue, const struct ref_command_buffer *buffer)
{
    for (const struct ref_command *command = buffer->first; command; command = command->next) {
        const bool in_place = !command->type->stage || command->type->in_place;
        const struct ref_command_place place = {++queue->order, queue->discards};
        if (in_place || !ref_weak_delay(queue, command, place))
            ref_command_run(queue, command, place);
    }
}

struct ref_device *ref_execution_device(const struct ref_execution *execution)
{
    return execution->queue->device;
}

bool ref_execution_discards(const struct ref_execution *execution)
{
    return execution->place.discards;
}

static struct ref_weak_use use_of(const struct ref_execution *execution, struct ref_memory *memory,
                                  VkDeviceSize offset, VkDeviceSize size, VkAccessFlags2 access)
{
    return (struct ref_weak_use){
        .queue = execution->queue,
        .stage = execution->command->type->stage,
        .access = access,
        .order = execution->place.order,
        .memory = memory,
        .offset = offset,
        .size = size,
    };
}

static uint8_t *use(struct ref_execution *execution, struct ref_memory *memory, VkDeviceSize offset,
                    VkDeviceSize size, VkAccessFlags2 access, bool write)
{
    if (execution->view) {
        const struct ref_weak_use what = use_of(execution, memory, offset, size, access);
        if (write)
            ref_weak_view_write(execution->view, &what);
        else
            ref_weak_view_read(execution->view, &what);
    }
    return memory->device_view + offset;
}

static uint8_t *use_address(struct ref_execution *execution, VkDeviceAddress address,
                            VkDeviceSize size, VkAccessFlags2 access, bool write)
{
    if (size == 0)
        return NULL;
    struct ref_memory *memory = ref_memory_find(execution->queue->device, address, size);
    if (!memory) {
        fprintf(stderr,
                "ommref: %s %s %llu bytes at device address 0x%llx, which are not inside one live "
                "allocation of the device.\n",
                execution->command->type->name, write ? "writes" : "reads",
                (unsigned long long)size, (unsigned long long)address);
        return NULL;
    }
    return use(execution, memory, address - memory->address, size, access, write);
}

const uint8_t *ref_execute_read(struct ref_execution *execution, VkDeviceAddress address,
                                VkDeviceSize size, VkAccessFlags2 access)
{
    return use_address(execution, address, size, access, false);
}

uint8_t *ref_execute_write(struct ref_execution *execution, VkDeviceAddress address,
                           VkDeviceSize size, VkAccessFlags2 access)
{
    return use_address(execution, address, size, access, true);
}

bool ref_execute_races(struct ref_execution *execution, VkDeviceAddress address, VkDeviceSize size)
{
    struct ref_memory *memory =
        execution->view ? ref_memory_find(execution->queue->device, address, size) : NULL;
    if (!memory)
        return false;
    const struct ref_weak_use what = use_of(execution, memory, address - memory->address, size, 0);
    return ref_weak_view_races(execution->view, &what);
}

static uint8_t *use_buffer(struct ref_execution *execution, const struct ref_buffer *buffer,
                           VkDeviceSize offset, VkDeviceSize size, VkAccessFlags2 access,
                           bool write)
{
    if (size == 0)
        return NULL;
    if (!buffer->memory || offset > buffer->size || size > buffer->size - offset) {
        fprintf(stderr,
                "ommref: %s %s %llu bytes at offset %llu of a buffer that has %llu bytes and %s "
                "memory.\n",
                execution->command->type->name, write ? "writes" : "reads",
                (unsigned long long)size, (unsigned long long)offset,
                (unsigned long long)buffer->size, buffer->memory ? "is bound to" : "no");
        return NULL;
    }
    return use(execution, buffer->memory, buffer->memory_offset + offset, size, access, write);
}

const uint8_t *ref_execute_read_buffer(struct ref_execution *execution,
                                       const struct ref_buffer *buffer, VkDeviceSize offset,
                                       VkDeviceSize size, VkAccessFlags2 access)
{
    return use_buffer(execution, buffer, offset, size, access, false);
}

uint8_t *ref_execute_write_buffer(struct ref_execution *execution, const struct ref_buffer *buffer,
                                  VkDeviceSize offset, VkDeviceSize size, VkAccessFlags2 access)
{
    return use_buffer(execution, buffer, offset, size, access, true);
}

const uint8_t *ref_execute_read_micromap(struct ref_execution *execution,
                                         const struct ref_micromap *map)
{
    if (!use_buffer(execution, map->buffer, map->offset, map->size,
                    VK_ACCESS_2_MICROMAP_READ_BIT_EXT, false))
        return NULL;
    return ref_micromap_bytes(map);
}

uint8_t *ref_execute_write_micromap(struct ref_execution *execution, const struct ref_micromap *map)
{
    if (!use_buffer(execution, map->buffer, map->offset, map->size,
                    VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT, true))
        return NULL;
    return ref_micromap_bytes(map);
}

void *ref_execute_scratch(struct ref_execution *execution, size_t size)
{
    // Not through the application's allocator: that may be called during commands of the API and
    // on their thread only.
    struct ref_scratch *scratch = malloc(sizeof *scratch + size);
    if (!scratch)
        return NULL;
    scratch->next = execution->scratch;
    execution->scratch = scratch;
    return scratch->bytes;
}

static void set_query(struct ref_query_pool *pool, uint32_t index, uint64_t value)
{
    if (index < pool->count)
        pool->queries[index] = (struct ref_query){.value = value, .available = true};
}

void ref_execute_query_result(struct ref_execution *execution, VkQueryPool queryPool,
                              uint32_t query, uint64_t value)
{
    struct ref_device *device = execution->queue->device;
    struct ref_query_pool *pool = ref_query_pool_from_handle(queryPool);
    if (REF_FAULT(DEVICE_QUERY_IGNORES_FIRST))
        query -= execution->command->first_query;
    pthread_mutex_lock(&device->lock);
    const bool first = query == execution->command->first_query;
    if (REF_FAULT(DEVICE_QUERY_AVAILABLE_BEFORE_VALUE) && first) {
        set_query(pool, query, 0);
        pthread_cond_broadcast(&device->changed);
        pthread_mutex_unlock(&device->lock);
        ref_pause();
        pthread_mutex_lock(&device->lock);
    }
    set_query(pool, query, value);
    if (REF_FAULT(DEVICE_QUERY_NEVER_AVAILABLE) && query < pool->count)
        pool->queries[query].available = false;
    if (REF_FAULT(DEVICE_QUERY_CLOBBERS_NEXT))
        set_query(pool, query + 1, value);
    pthread_cond_broadcast(&device->changed);
    pthread_mutex_unlock(&device->lock);
}
