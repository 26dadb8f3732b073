// SPDX-License-Identifier: Apache-2.0
// Writes that not everybody sees yet. weak.h tells the model.
#ifndef REF_WEAK_RECORD_H
#define REF_WEAK_RECORD_H

#include "weak.h"
#include "weak_scope.h"

enum { REF_WEAK_QUEUES = REF_QUEUE_FAMILY_COUNT * REF_QUEUE_COUNT_MAX };

struct ref_weak_seen {
    uint32_t reach; ///< set of stages
    VkAccessFlags2 visible[REF_WEAK_STAGES];
};

struct ref_weak_record {
    struct ref_weak_record *next;
    struct ref_memory *memory;
    VkDeviceSize offset, size;
    uint8_t *bytes; ///< what was written
    uint8_t *old;   ///< what it replaced in memory, for who can't see it; NULL: not in memory
    uint32_t queue;
    uint32_t stage; ///< set of one
    VkAccessFlags2 access;
    uint64_t sequence; ///< among all writes, as they were carried out
    uint64_t order;    ///< of the command, among those of its queue
    bool available;
    bool host_knows; ///< that the write is over
    struct ref_weak_seen seen[REF_WEAK_QUEUES];
    uint64_t *carriers; ///< ids of fences and semaphores whose signals cover it
    uint32_t carrier_count;
};

struct ref_weak {
    pthread_mutex_t lock;
    struct ref_weak_record *records; ///< the later one wins
    uint64_t sequence;
};

/// A record of what the range holds now. NULL when out of memory.
struct ref_weak_record *ref_weak_record_create(const struct ref_weak_use *use, uint64_t sequence);

/// Puts it where it belongs: on top of all that it is ordered after, and below what it may race
/// with, so that the race is lost.
void ref_weak_record_insert(struct ref_weak *weak, struct ref_weak_record *record);

bool ref_weak_record_overlaps(const struct ref_weak_record *record, const struct ref_memory *memory,
                              VkDeviceSize offset, VkDeviceSize size);

/// Cuts records so that none reaches across the ends of the range.
void ref_weak_records_split(struct ref_weak *weak, const struct ref_memory *memory,
                            VkDeviceSize offset, VkDeviceSize size);

/// Puts the bytes into memory, where the host sees them. What is older is superseded.
void ref_weak_record_show(struct ref_weak *weak, struct ref_weak_record *record);

/// Forgets which uses do not see what memory has: the host may have written there since, and tells
/// the device so.
void ref_weak_records_trust_memory(struct ref_weak *weak);

/// Frees the records for which `gone` says so.
void ref_weak_records_remove(struct ref_weak *weak,
                             bool (*gone)(const struct ref_weak_record *record,
                                          const void *context),
                             const void *context);

/// True when the record may be written while such a use goes on: no dependency is between the two.
bool ref_weak_record_races(const struct ref_weak_record *record, const struct ref_weak_use *use);

/// Copies what such a use sees into memory, and with `all` what there is to see.
void ref_weak_records_apply(const struct ref_weak *weak, const struct ref_weak_use *use, bool all);

bool ref_weak_record_carried(const struct ref_weak_record *record, uint64_t id);
void ref_weak_record_carry(struct ref_weak_record *record, uint64_t id);

#endif
