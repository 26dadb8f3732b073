// SPDX-License-Identifier: Apache-2.0
// Where there is no memory for what this file keeps, writes are simply seen too early: a check is
// lost, and no legal program breaks.
#include "weak_record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void destroy(struct ref_weak_record *record)
{
    free(record->bytes);
    free(record->old);
    free(record->carriers);
    free(record);
}

static uint8_t *duplicate(const uint8_t *bytes, VkDeviceSize size)
{
    uint8_t *copy = malloc((size_t)size);
    return copy ? memcpy(copy, bytes, (size_t)size) : NULL;
}

struct ref_weak_record *ref_weak_record_create(const struct ref_weak_use *use, uint64_t sequence)
{
    struct ref_weak_record *record = calloc(1, sizeof *record);
    if (!record)
        return NULL;
    record->bytes = duplicate(use->memory->device_view + use->offset, use->size);
    if (!record->bytes) {
        free(record);
        return NULL;
    }
    record->memory = use->memory;
    record->offset = use->offset;
    record->size = use->size;
    record->queue = use->queue->index;
    record->stage = ref_weak_source(use->stage);
    record->access = use->access;
    record->sequence = sequence;
    record->order = use->order;
    return record;
}

bool ref_weak_record_overlaps(const struct ref_weak_record *record, const struct ref_memory *memory,
                              VkDeviceSize offset, VkDeviceSize size)
{
    assert(record);
    return record->memory == memory && record->offset < offset + size &&
           offset < record->offset + record->size;
}

/// Both of one queue, but carried out in the reverse of submission order.
static bool overtaken(const struct ref_weak_record *before, const struct ref_weak_record *after)
{
    return before->queue == after->queue && before->order > after->order;
}

static bool ordered(const struct ref_weak_record *before, const struct ref_weak_record *after)
{
    return before->available && before->seen[after->queue].reach & after->stage;
}

bool ref_weak_record_races(const struct ref_weak_record *record, const struct ref_weak_use *use)
{
    const bool is_ordered =
        record->available && record->seen[use->queue->index].reach & ref_weak_source(use->stage);
    return !is_ordered && ref_weak_record_overlaps(record, use->memory, use->offset, use->size);
}

static bool covered_by(const struct ref_weak_record *record, const void *context)
{
    const struct ref_weak_record *newer = context;
    return record != newer && record->memory == newer->memory && record->offset >= newer->offset &&
           record->offset + record->size <= newer->offset + newer->size && ordered(record, newer);
}

void ref_weak_record_insert(struct ref_weak *weak, struct ref_weak_record *record)
{
    ref_weak_records_remove(weak, covered_by, record);
    struct ref_weak_record **link = &weak->records;
    while (*link &&
           (ordered(*link, record) || overtaken(*link, record) ||
            !ref_weak_record_overlaps(*link, record->memory, record->offset, record->size)))
        link = &(*link)->next;
    record->next = *link;
    *link = record;
}

/// Makes a record of the bytes from `at` (an offset in the memory) on. NULL when out of memory.
static struct ref_weak_record *second_part(const struct ref_weak_record *record, VkDeviceSize at)
{
    struct ref_weak_record *rest = malloc(sizeof *rest);
    if (!rest)
        return NULL;
    *rest = *record;
    const VkDeviceSize first = at - record->offset;
    rest->offset = at;
    rest->size = record->size - first;
    rest->bytes = duplicate(record->bytes + first, rest->size);
    rest->old = record->old ? duplicate(record->old + first, rest->size) : NULL;
    rest->carriers = malloc((record->carrier_count + 1) * sizeof *rest->carriers);
    if (!rest->bytes || (record->old && !rest->old) || !rest->carriers) {
        destroy(rest);
        return NULL;
    }
    if (record->carrier_count > 0)
        memcpy(rest->carriers, record->carriers, record->carrier_count * sizeof *rest->carriers);
    return rest;
}

static void split_at(struct ref_weak *weak, const struct ref_memory *memory, VkDeviceSize at)
{
    for (struct ref_weak_record *record = weak->records; record; record = record->next) {
        if (record->memory != memory || record->offset >= at || at >= record->offset + record->size)
            continue;
        struct ref_weak_record *rest = second_part(record, at);
        if (!rest)
            return;
        record->size -= rest->size;
        record->next = rest;
    }
}

void ref_weak_records_split(struct ref_weak *weak, const struct ref_memory *memory,
                            VkDeviceSize offset, VkDeviceSize size)
{
    split_at(weak, memory, offset);
    split_at(weak, memory, offset + size);
}

void ref_weak_records_remove(struct ref_weak *weak,
                             bool (*gone)(const struct ref_weak_record *record,
                                          const void *context),
                             const void *context)
{
    struct ref_weak_record **link = &weak->records;
    while (*link) {
        struct ref_weak_record *record = *link;
        if (!gone(record, context)) {
            link = &record->next;
            continue;
        }
        *link = record->next;
        destroy(record);
    }
}

/// Removes what lies under a record that memory has: it would come back on top of it.
static void remove_older(struct ref_weak *weak, const struct ref_weak_record *newer)
{
    struct ref_weak_record **link = &weak->records;
    while (*link != newer) {
        struct ref_weak_record *record = *link;
        if (!ref_weak_record_overlaps(record, newer->memory, newer->offset, newer->size)) {
            link = &record->next;
            continue;
        }
        *link = record->next;
        destroy(record);
    }
}

void ref_weak_record_show(struct ref_weak *weak, struct ref_weak_record *record)
{
    if (record->old)
        return;
    uint8_t *at = record->memory->device_view + record->offset;
    record->old = duplicate(at, record->size);
    ref_weak_records_split(weak, record->memory, record->offset, record->size);
    remove_older(weak, record);
    memcpy(at, record->bytes, (size_t)record->size);
    for (const struct ref_weak_record *newer = record->next; newer; newer = newer->next)
        if (newer->old &&
            ref_weak_record_overlaps(newer, record->memory, record->offset, record->size))
            memcpy(newer->memory->device_view + newer->offset, newer->bytes, (size_t)newer->size);
}

static bool in_memory(const struct ref_weak_record *record, const void *context)
{
    (void)context;
    return record->old;
}

void ref_weak_records_trust_memory(struct ref_weak *weak)
{
    ref_weak_records_remove(weak, in_memory, NULL);
}

static bool sees(const struct ref_weak_record *record, const struct ref_weak_use *use)
{
    if (record->queue == use->queue->index && record->order > use->order)
        return true;
    const struct ref_weak_seen *seen = &record->seen[use->queue->index];
    const uint32_t stages = ref_weak_source(use->stage);
    for (uint32_t stage = 0; stage < REF_WEAK_STAGES; stage++)
        if (stages & 1u << stage && seen->visible[stage] & use->access)
            return true;
    return false;
}

/// Copies the part of `bytes`, which lie where the record does, that is inside the range.
static void copy_part(const struct ref_weak_record *record, const uint8_t *bytes,
                      const struct ref_weak_use *use)
{
    const VkDeviceSize record_end = record->offset + record->size;
    const VkDeviceSize use_end = use->offset + use->size;
    const VkDeviceSize first = record->offset > use->offset ? record->offset : use->offset;
    const VkDeviceSize end = record_end < use_end ? record_end : use_end;
    memcpy(use->memory->device_view + first, bytes + (first - record->offset),
           (size_t)(end - first));
}

void ref_weak_records_apply(const struct ref_weak *weak, const struct ref_weak_use *use, bool all)
{
    for (const struct ref_weak_record *record = weak->records; record; record = record->next) {
        if (!ref_weak_record_overlaps(record, use->memory, use->offset, use->size))
            continue;
        if (all || sees(record, use))
            copy_part(record, record->bytes, use);
        else if (record->old)
            copy_part(record, record->old, use);
    }
}

bool ref_weak_record_carried(const struct ref_weak_record *record, uint64_t id)
{
    for (uint32_t i = 0; i < record->carrier_count; i++)
        if (record->carriers[i] == id)
            return true;
    return false;
}

void ref_weak_record_carry(struct ref_weak_record *record, uint64_t id)
{
    if (ref_weak_record_carried(record, id))
        return;
    uint64_t *carriers = realloc(record->carriers, (record->carrier_count + 1) * sizeof *carriers);
    if (!carriers) {
        record->host_knows = true;
        return;
    }
    record->carriers = carriers;
    record->carriers[record->carrier_count++] = id;
}
