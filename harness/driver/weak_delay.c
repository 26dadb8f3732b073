// SPDX-License-Identifier: Apache-2.0
// Commands that wait for somebody to ask for them. The list is the queue's thread's alone.
#include "command_execution.h"
#include "weak_record.h"

#include <stdlib.h>

struct ref_weak_delayed {
    struct ref_weak_delayed *next; ///< the one before it in submission order
    const struct ref_command *command;
    struct ref_command_place place;
};

bool ref_weak_delay(struct ref_queue *queue, const struct ref_command *command,
                    struct ref_command_place place)
{
    if (!queue->device->weak)
        return false;
    struct ref_weak_delayed *delayed = malloc(sizeof *delayed);
    if (!delayed)
        return false;
    *delayed = (struct ref_weak_delayed){queue->delayed, command, place};
    queue->delayed = delayed;
    return true;
}

static void run(struct ref_queue *queue, struct ref_weak_delayed **link)
{
    struct ref_weak_delayed *delayed = *link;
    *link = delayed->next;
    ref_command_run(queue, delayed->command, delayed->place);
    free(delayed);
}

void ref_weak_drain(struct ref_queue *queue, VkPipelineStageFlags2 src_stages)
{
    const uint32_t stages = ref_weak_source(src_stages);
    struct ref_weak_delayed **link = &queue->delayed;
    while (*link) {
        if (ref_weak_source((*link)->command->type->stage) & stages)
            run(queue, link);
        else
            link = &(*link)->next;
    }
}

static bool uses(const struct ref_command *command, const struct ref_query_pool *pool,
                 uint32_t first, uint32_t count)
{
    return command->queries == pool && command->first_query < first + count &&
           first < command->first_query + command->query_count;
}

void ref_weak_drain_queries(struct ref_queue *queue, const struct ref_query_pool *pool,
                            uint32_t first, uint32_t count)
{
    struct ref_weak_delayed **link = &queue->delayed;
    while (*link) {
        if (uses((*link)->command, pool, first, count))
            run(queue, link);
        else
            link = &(*link)->next;
    }
}
