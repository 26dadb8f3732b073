// SPDX-License-Identifier: Apache-2.0
// The host's part: what it knows to be over, submissions, and the life of it all.
#include "fault.h"
#include "memory_types.h"
#include "personality.h"
#include "weak_record.h"

#include <stdatomic.h>
#include <stdlib.h>

bool ref_weak_create(struct ref_device *device)
{
    // Some faults lose barriers, which is no loss without this.
    const bool needed =
        ref_personality()->weak || REF_FAULT(BARRIER_LOSES_SERIALIZED) ||
        REF_FAULT(BARRIER_LOSES_MICROMAPS) || REF_FAULT(BARRIER_LOSES_COPIES) ||
        REF_FAULT(BARRIER_OF_BUFFER_IGNORED) || REF_FAULT(BARRIER_TO_BUILDS_IGNORED) ||
        REF_FAULT(BARRIER_TO_HOST_IGNORED) || REF_FAULT(BARRIER_OF_1_0_IS_EXECUTION_ONLY) ||
        REF_FAULT(BARRIER_OF_EVENT_IS_EXECUTION_ONLY);
    if (!needed)
        return true;
    device->weak = calloc(1, sizeof *device->weak);
    if (!device->weak)
        return false;
    pthread_mutex_init(&device->weak->lock, NULL);
    return true;
}

static bool every(const struct ref_weak_record *record, const void *context)
{
    (void)record;
    (void)context;
    return true;
}

void ref_weak_destroy(struct ref_device *device)
{
    struct ref_weak *weak = device->weak;
    if (!weak)
        return;
    ref_weak_records_remove(weak, every, NULL);
    pthread_mutex_destroy(&weak->lock);
    free(weak);
}

uint64_t ref_weak_new_id(void)
{
    static _Atomic uint64_t last;
    return atomic_fetch_add(&last, 1) + 1;
}

uint64_t ref_weak_sequence(struct ref_device *device)
{
    struct ref_weak *weak = device->weak;
    if (!weak)
        return 0;
    pthread_mutex_lock(&weak->lock);
    const uint64_t sequence = weak->sequence;
    pthread_mutex_unlock(&weak->lock);
    return sequence;
}

void ref_weak_host_saw(struct ref_device *device, uint64_t id)
{
    struct ref_weak *weak = device->weak;
    if (!weak)
        return;
    pthread_mutex_lock(&weak->lock);
    for (struct ref_weak_record *record = weak->records; record; record = record->next)
        if (ref_weak_record_carried(record, id))
            record->host_knows = true;
    pthread_mutex_unlock(&weak->lock);
}

void ref_weak_host_signals(struct ref_device *device, uint64_t id)
{
    struct ref_weak *weak = device->weak;
    if (!weak)
        return;
    pthread_mutex_lock(&weak->lock);
    for (struct ref_weak_record *record = weak->records; record; record = record->next)
        if (record->host_knows)
            ref_weak_record_carry(record, id);
    ref_weak_records_trust_memory(weak);
    pthread_mutex_unlock(&weak->lock);
}

void ref_weak_idle(struct ref_queue *queue)
{
    if (!queue->device->weak)
        return;
    const uint64_t id = ref_weak_new_id();
    ref_weak_signal(queue, id, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
    ref_weak_host_saw(queue->device, id);
}

void ref_weak_submit(struct ref_queue *queue)
{
    struct ref_weak *weak = queue->device->weak;
    if (!weak)
        return;
    pthread_mutex_lock(&weak->lock);
    for (struct ref_weak_record *record = weak->records; record; record = record->next) {
        if (!record->host_knows)
            continue;
        struct ref_weak_seen *seen = &record->seen[queue->index];
        seen->reach = REF_WEAK_DEVICE_STAGES;
        for (uint32_t stage = 0; stage < REF_WEAK_HOST; stage++)
            seen->visible[stage] = ~(VkAccessFlags2)0;
        if (!record->memory->host_view)
            ref_weak_record_show(weak, record);
    }
    ref_weak_records_trust_memory(weak);
    pthread_mutex_unlock(&weak->lock);
}

static bool is_of(const struct ref_weak_record *record, const void *context)
{
    return record->memory == context;
}

void ref_weak_forget_memory(struct ref_device *device, const struct ref_memory *memory)
{
    struct ref_weak *weak = device->weak;
    if (!weak)
        return;
    pthread_mutex_lock(&weak->lock);
    ref_weak_records_remove(weak, is_of, memory);
    pthread_mutex_unlock(&weak->lock);
}
