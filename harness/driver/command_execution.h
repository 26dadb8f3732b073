// SPDX-License-Identifier: Apache-2.0
// The queue's side of commands: carrying them out.
#ifndef REF_COMMAND_EXECUTION_H
#define REF_COMMAND_EXECUTION_H

#include "command_buffer.h"
#include "queue.h"

struct ref_scratch;
struct ref_weak_view;

/// Where a command stands in its queue.
struct ref_command_place {
    uint64_t order; ///< a later command in submission order has a larger one
    bool discards;  ///< as ref_execution_discards tells
};

/// One command while it is carried out, on its queue's thread.
struct ref_execution {
    struct ref_queue *queue;
    const struct ref_command *command;
    struct ref_command_place place;
    struct ref_scratch *scratch; ///< what ref_execute_scratch gave
    struct ref_weak_view *view;  ///< what the command sees; NULL but for "weak"
};

/// Takes the commands of a buffer in order: carries them out, or hands them to "weak" to do so
/// later. Only on the queue's thread.
void ref_commands_execute(struct ref_queue *queue, const struct ref_command_buffer *buffer);

/// Carries one command out.
void ref_command_run(struct ref_queue *queue, const struct ref_command *command,
                     struct ref_command_place place);

#endif
