// SPDX-License-Identifier: Apache-2.0
#include "replay.h"

#include "contents.h"
#include "origins.h"
#include "replay_check.h"

#include <stdlib.h>

struct lay_journal_entry {
    VkMicromapEXT micromap;
    uint64_t micromap_id;
    struct lay_contents contents;
    struct lay_point written;
    VkQueryPool pool;
    uint64_t pool_id;
    uint32_t index;
    struct lay_query query;
};

static const struct lay_contents unknown = {.constructed = LAY_UNKNOWN};

bool lay_replay_begin(struct lay_replay *replay, struct lay_call *call, VkQueue handle)
{
    struct lay_device *device = call->device;
    struct lay_queue *queue = lay_find(device, LAY_QUEUE, LAY_POINTER_KEY(handle));
    if (!queue)
        queue = lay_track(device, LAY_QUEUE, LAY_POINTER_KEY(handle));
    if (!queue) {
        device->blind = true;
        return false;
    }
    *replay = (struct lay_replay){
        .call = call,
        .queue = queue,
        .submitted_before = queue->submitted,
        .waiting_before = queue->waiting,
    };
    return true;
}

void lay_replay_batch(struct lay_replay *replay, bool waits)
{
    struct lay_queue *queue = replay->queue;
    ++queue->submitted;
    if (waits)
        queue->waiting = queue->submitted;
}

static struct lay_point here(const struct lay_replay *replay)
{
    return (struct lay_point){replay->queue, replay->queue->submitted};
}

static void remember(struct lay_replay *replay, const struct lay_journal_entry *entry)
{
    if (replay->journal_count == replay->journal_capacity) {
        const size_t capacity = replay->journal_capacity ? 2 * replay->journal_capacity : 16;
        void *journal = realloc(replay->journal, capacity * sizeof *replay->journal);
        if (!journal) {
            replay->call->device->blind = true;
            return;
        }
        replay->journal = journal;
        replay->journal_capacity = capacity;
    }
    replay->journal[replay->journal_count++] = *entry;
}

static struct lay_micromap *micromap_of(const struct lay_replay *replay, VkMicromapEXT handle,
                                        uint64_t id)
{
    return lay_find_same(replay->call->device, LAY_MICROMAP, LAY_KEY(handle), id);
}

static struct lay_query *query_of(const struct lay_replay *replay, VkQueryPool handle, uint64_t id,
                                  uint32_t index)
{
    const struct lay_query_pool *pool =
        lay_find_same(replay->call->device, LAY_QUERY_POOL, LAY_KEY(handle), id);
    return pool && pool->queries && index < pool->count ? &pool->queries[index] : NULL;
}

static void write_micromap(struct lay_replay *replay, struct lay_micromap *micromap,
                           const struct lay_contents *contents)
{
    remember(replay, &(struct lay_journal_entry){
                         .micromap = (VkMicromapEXT)micromap->record.handle,
                         .micromap_id = micromap->record.id,
                         .contents = micromap->contents,
                         .written = micromap->written,
                     });
    lay_contents_set(micromap, contents, here(replay));
}

static void write_query(struct lay_replay *replay, const struct lay_recorded *use, uint32_t index,
                        const struct lay_query *written)
{
    struct lay_query *query = query_of(replay, use->pool, use->pool_id, index);
    if (!query)
        return;
    remember(replay,
             &(struct lay_journal_entry){
                 .pool = use->pool, .pool_id = use->pool_id, .index = index, .query = *query});
    *query = *written;
    query->point = here(replay);
}

// Whether nobody can come between what `written` left behind and the command that finds it: the host and other queues
// may act while the queue waits for them. Devices of a group have contents of their own each.
static bool is_settled(const struct lay_replay *replay, const struct lay_point *written)
{
    const struct lay_queue *queue = replay->queue;
    if (replay->call->device->group_size > 1)
        return false;
    if (written->queue == queue && written->batch >= queue->waiting)
        return true;
    return queue->waiting <= queue->complete;
}

static struct lay_contents found_in(const struct lay_replay *replay, struct lay_micromap *micromap)
{
    if (!is_settled(replay, &micromap->written))
        return unknown;
    return lay_contents_on(replay->call->device, micromap, replay->queue);
}

static enum lay_truth is_reset(const struct lay_replay *replay, const struct lay_query *query)
{
    const bool others = !lay_point_complete(&query->point) && query->point.queue != replay->queue;
    if (others || replay->call->device->blind || !is_settled(replay, &query->point))
        return LAY_UNKNOWN;
    return query->reset;
}

// The device's answer may be smaller than the host's, and may reach the application without the layer's notice.
static void note_asked(struct lay_replay *replay, const struct lay_recorded *use)
{
    struct lay_micromap *micromap = micromap_of(replay, use->src, use->src_id);
    if (micromap && use->query_type == VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT)
        micromap->sized_on_device = true;
}

static void replay_query(struct lay_replay *replay, const struct lay_replay_site *site,
                         const struct lay_contents *source)
{
    const struct lay_recorded *use = site->use;
    const struct lay_query *query = query_of(replay, use->pool, use->pool_id, use->first_query);
    note_asked(replay, use);
    if (!query)
        return;
    lay_replay_check_query(site, is_reset(replay, query));
    const struct lay_query written = {
        .reset = LAY_NO,
        .micromap = use->src,
        .micromap_id = use->src_id,
        .version = source->version,
    };
    write_query(replay, use, use->first_query, &written);
}

static void replay_reset(struct lay_replay *replay, const struct lay_recorded *use)
{
    for (uint32_t i = 0; i < use->query_count; ++i)
        write_query(replay, use, use->first_query + i, &(struct lay_query){.reset = LAY_YES});
}

// What the destination of a use holds afterwards.
static struct lay_contents outcome(const struct lay_recorded *use,
                                   const struct lay_contents *source)
{
    switch (use->operation) {
    case LAY_BUILD:
        return (struct lay_contents){.constructed = LAY_YES,
                                     .flags_known = true,
                                     .flags = use->flags,
                                     .provenance = lay_new_id()};
    case LAY_COPY:
        // Of a source that is not constructed, the rule is broken already: what comes of it is nobody's guess.
        return (struct lay_contents){
            .constructed = source->constructed == LAY_YES ? LAY_YES : LAY_UNKNOWN,
            .flags_known = source->constructed == LAY_YES && source->flags_known,
            .flags = source->flags,
            .provenance = source->provenance};
    case LAY_DESERIALIZE:
        return (struct lay_contents){.constructed = LAY_YES};
    default:
        return unknown;
    }
}

static void replay_use(struct lay_replay *replay, const struct lay_replay_site *site)
{
    const struct lay_recorded *use = site->use;
    if (use->operation == LAY_RESET_QUERIES) {
        replay_reset(replay, use);
        return;
    }
    struct lay_contents source = unknown;
    struct lay_micromap *micromap = use->src_id ? micromap_of(replay, use->src, use->src_id) : NULL;
    if (micromap) {
        source = found_in(replay, micromap);
        lay_replay_check_source(site, micromap, &source);
    }
    if (use->operation == LAY_SERIALIZE)
        lay_origin_unseen(micromap ? micromap->size : 0);
    if (use->operation == LAY_WRITE_QUERY)
        replay_query(replay, site, &source);
    micromap = use->dst_id ? micromap_of(replay, use->dst, use->dst_id) : NULL;
    if (micromap) {
        const struct lay_contents contents = outcome(use, &source);
        lay_replay_check_destination(site, micromap);
        write_micromap(replay, micromap, &contents);
    }
}

void lay_replay_buffer(struct lay_replay *replay, VkCommandBuffer handle)
{
    const struct lay_command_buffer *buffer = lay_find_command_buffer(replay->call->device, handle);
    if (!buffer)
        return;
    if (buffer->waits)
        replay->queue->waiting = replay->queue->submitted + 1;
    for (uint32_t i = 0; i < buffer->recorded_count; ++i) {
        const struct lay_replay_site site = {replay->call, buffer->record.handle,
                                             &buffer->recorded[i]};
        replay_use(replay, &site);
    }
}

static void take_back(struct lay_replay *replay, const struct lay_journal_entry *entry)
{
    struct lay_micromap *micromap = micromap_of(replay, entry->micromap, entry->micromap_id);
    struct lay_query *query = query_of(replay, entry->pool, entry->pool_id, entry->index);
    if (micromap) {
        micromap->contents = entry->contents;
        micromap->written = entry->written;
    }
    if (query)
        *query = entry->query;
}

void lay_replay_undo(struct lay_replay *replay)
{
    while (replay->journal_count > 0)
        take_back(replay, &replay->journal[--replay->journal_count]);
    replay->queue->submitted = replay->submitted_before;
    replay->queue->waiting = replay->waiting_before;
}

static void forget(struct lay_replay *replay, const struct lay_journal_entry *entry)
{
    struct lay_micromap *micromap = micromap_of(replay, entry->micromap, entry->micromap_id);
    struct lay_query *query = query_of(replay, entry->pool, entry->pool_id, entry->index);
    if (micromap)
        micromap->contents = unknown;
    if (query)
        *query = (struct lay_query){.reset = LAY_UNKNOWN};
}

void lay_replay_fail(struct lay_replay *replay)
{
    for (size_t i = 0; i < replay->journal_count; ++i)
        forget(replay, &replay->journal[i]);
}

void lay_replay_end(struct lay_replay *replay)
{
    free(replay->journal);
    replay->journal = NULL;
}
