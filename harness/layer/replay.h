// SPDX-License-Identifier: Apache-2.0
// What a submission does, played through in submission order before it reaches the next layer: so are the rules judged
// that must hold when a command executes, and what the micromaps and queries will be afterwards is noted. A submission
// that may wait for the host or for another queue finds nothing known.
#ifndef LAY_REPLAY_H
#define LAY_REPLAY_H

#include "record.h"
#include "report.h"

struct lay_journal_entry;

struct lay_replay {
    struct lay_call *call;
    struct lay_queue *queue;
    uint64_t submitted_before, waiting_before;
    /// What was there before, to take it back.
    struct lay_journal_entry *journal;
    size_t journal_count, journal_capacity;
};

/// All of these are called locked. False when there is no memory for the queue.
bool lay_replay_begin(struct lay_replay *replay, struct lay_call *call, VkQueue queue);

/// Begins the next batch, which waits for semaphores or does not.
void lay_replay_batch(struct lay_replay *replay, bool waits);

/// Executes a command buffer as a part of this batch.
void lay_replay_buffer(struct lay_replay *replay, VkCommandBuffer buffer);

/// Takes everything back: the submission does not happen.
void lay_replay_undo(struct lay_replay *replay);

/// Nobody knows what the submission did.
void lay_replay_fail(struct lay_replay *replay);

/// Frees the journal. Not locked.
void lay_replay_end(struct lay_replay *replay);

#endif
