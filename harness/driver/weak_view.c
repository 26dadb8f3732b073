// SPDX-License-Identifier: Apache-2.0
// Memory as one running command sees it. Ranges are changed in place while the command runs and
// put back when it is over, so that the command's code needs to know nothing of this.
#include "weak_record.h"

#include <stdlib.h>
#include <string.h>

struct touched {
    struct touched *next;
    struct ref_weak_use use;
    bool written;
    uint8_t saved[];
};

struct ref_weak_view {
    struct ref_weak *weak;
    struct touched *touched; ///< the last one first
};

struct ref_weak_view *ref_weak_view_open(struct ref_device *device)
{
    struct ref_weak_view *view = calloc(1, sizeof *view);
    if (!view)
        return NULL;
    view->weak = device->weak;
    pthread_mutex_lock(&view->weak->lock);
    return view;
}

/// Remembers what the range holds. Out of memory, it is not put back: seen too early.
static void save(struct ref_weak_view *view, const struct ref_weak_use *use, bool written)
{
    struct touched *touched = malloc(sizeof *touched + (size_t)use->size);
    if (!touched)
        return;
    touched->next = view->touched;
    touched->use = *use;
    touched->written = written;
    memcpy(touched->saved, use->memory->device_view + use->offset, (size_t)use->size);
    view->touched = touched;
}

void ref_weak_view_read(struct ref_weak_view *view, const struct ref_weak_use *use)
{
    const struct ref_weak_record *record = view->weak->records;
    while (record && !ref_weak_record_overlaps(record, use->memory, use->offset, use->size))
        record = record->next;
    if (!record)
        return;
    save(view, use, false);
    ref_weak_records_apply(view->weak, use, false);
}

void ref_weak_view_write(struct ref_weak_view *view, const struct ref_weak_use *use)
{
    save(view, use, true);
    // What the command leaves alone must be in its record as it is.
    ref_weak_records_apply(view->weak, use, true);
}

bool ref_weak_view_races(const struct ref_weak_view *view, const struct ref_weak_use *use)
{
    for (const struct ref_weak_record *record = view->weak->records; record; record = record->next)
        if (ref_weak_record_races(record, use))
            return true;
    return false;
}

/// Records of what was written, while it is still in place; the list is chained by `next`.
static struct ref_weak_record *collect(const struct ref_weak_view *view)
{
    struct ref_weak_record *records = NULL;
    for (struct touched *touched = view->touched; touched; touched = touched->next) {
        if (!touched->written)
            continue;
        struct ref_weak_record *record =
            ref_weak_record_create(&touched->use, ++view->weak->sequence);
        if (!record) {
            memcpy(touched->saved, touched->use.memory->device_view + touched->use.offset,
                   (size_t)touched->use.size);
            continue;
        }
        record->next = records;
        records = record;
    }
    return records;
}

void ref_weak_view_close(struct ref_weak_view *view)
{
    struct ref_weak_record *records = collect(view);
    while (view->touched) {
        struct touched *touched = view->touched;
        memcpy(touched->use.memory->device_view + touched->use.offset, touched->saved,
               (size_t)touched->use.size);
        view->touched = touched->next;
        free(touched);
    }
    while (records) {
        struct ref_weak_record *next = records->next;
        ref_weak_record_insert(view->weak, records);
        records = next;
    }
    pthread_mutex_unlock(&view->weak->lock);
    free(view);
}
