// SPDX-License-Identifier: Apache-2.0
// What dependencies do to records.
#include "fault.h"
#include "weak_record.h"

/// The record is visible to these accesses of these stages on the queue, and comes before them.
static void reveal(struct ref_weak_record *record, const struct ref_queue *queue, uint32_t stages,
                   VkAccessFlags2 access)
{
    struct ref_weak_seen *seen = &record->seen[queue->index];
    seen->reach |= stages;
    for (uint32_t stage = 0; stage < REF_WEAK_STAGES; stage++)
        if (stages & 1u << stage)
            seen->visible[stage] |= access;
}

static bool in_chain(const struct ref_weak_record *record, const struct ref_queue *queue,
                     uint32_t stages)
{
    return record->available && record->seen[queue->index].reach & stages;
}

static bool lost_by_fault(const struct ref_weak_record *record, const struct ref_barrier *barrier)
{
    const bool micromap = record->stage == 1u << REF_WEAK_MICROMAP_BUILD;
    return (REF_FAULT(BARRIER_LOSES_SERIALIZED) && micromap &&
            record->access == VK_ACCESS_2_TRANSFER_WRITE_BIT) ||
           (REF_FAULT(BARRIER_LOSES_MICROMAPS) && micromap &&
            record->access == VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT) ||
           (REF_FAULT(BARRIER_TO_BUILDS_IGNORED) && micromap &&
            barrier->dst_access & VK_ACCESS_2_MICROMAP_READ_BIT_EXT &&
            ref_weak_destination(barrier->dst_stages) &
                1u << REF_WEAK_ACCELERATION_STRUCTURE_BUILD) ||
           (REF_FAULT(BARRIER_TO_HOST_IGNORED) && micromap &&
            ref_weak_destination(barrier->dst_stages) & 1u << REF_WEAK_HOST) ||
           (REF_FAULT(BARRIER_LOSES_COPIES) && record->stage == 1u << REF_WEAK_COPY) ||
           (REF_FAULT(BARRIER_OF_BUFFER_IGNORED) && barrier->buffer);
}

static void apply(struct ref_weak *weak, struct ref_queue *queue, const struct ref_barrier *barrier,
                  struct ref_weak_record *record)
{
    const uint32_t src = ref_weak_source(barrier->src_stages);
    const uint32_t dst = ref_weak_destination(barrier->dst_stages);
    const VkAccessFlags2 access = ref_weak_accesses(barrier->dst_access);
    const bool own = record->queue == queue->index && record->stage & src &&
                     record->access & ref_weak_accesses(barrier->src_access);
    if (!own && !in_chain(record, queue, src))
        return;
    record->available = true;
    reveal(record, queue, dst, access);
    if (dst & 1u << REF_WEAK_HOST &&
        access & (VK_ACCESS_2_HOST_READ_BIT | VK_ACCESS_2_HOST_WRITE_BIT))
        ref_weak_record_show(weak, record);
}

void ref_weak_barrier(struct ref_queue *queue, const struct ref_barrier *barrier, uint64_t sequence)
{
    struct ref_weak *weak = queue->device->weak;
    if (!weak)
        return;
    const struct ref_buffer *buffer = barrier->buffer;
    if (buffer && !buffer->memory)
        return;
    VkDeviceSize offset = 0, size = 0;
    if (buffer) {
        offset = buffer->memory_offset + barrier->offset;
        size = barrier->size == VK_WHOLE_SIZE ? buffer->size - barrier->offset : barrier->size;
    }
    pthread_mutex_lock(&weak->lock);
    if (ref_weak_source(barrier->src_stages) & 1u << REF_WEAK_HOST)
        ref_weak_records_trust_memory(weak);
    if (buffer)
        ref_weak_records_split(weak, buffer->memory, offset, size);
    for (struct ref_weak_record *record = weak->records; record; record = record->next) {
        const bool inside =
            !buffer || ref_weak_record_overlaps(record, buffer->memory, offset, size);
        if (inside && record->sequence <= sequence && !lost_by_fault(record, barrier))
            apply(weak, queue, barrier, record);
    }
    pthread_mutex_unlock(&weak->lock);
}

void ref_weak_signal(struct ref_queue *queue, uint64_t id, VkPipelineStageFlags2 stages)
{
    struct ref_weak *weak = queue->device->weak;
    if (!weak)
        return;
    const uint32_t src = ref_weak_source(stages);
    pthread_mutex_lock(&weak->lock);
    for (struct ref_weak_record *record = weak->records; record; record = record->next) {
        const bool own = record->queue == queue->index && record->stage & src;
        if (!own && !in_chain(record, queue, src))
            continue;
        record->available = true;
        ref_weak_record_carry(record, id);
    }
    pthread_mutex_unlock(&weak->lock);
}

void ref_weak_wait(struct ref_queue *queue, uint64_t id, VkPipelineStageFlags2 stages)
{
    struct ref_weak *weak = queue->device->weak;
    if (!weak)
        return;
    pthread_mutex_lock(&weak->lock);
    for (struct ref_weak_record *record = weak->records; record; record = record->next)
        if (ref_weak_record_carried(record, id))
            reveal(record, queue, ref_weak_destination(stages), ~(VkAccessFlags2)0);
    pthread_mutex_unlock(&weak->lock);
}
