// SPDX-License-Identifier: Apache-2.0
// The application's mapping of micromap memory is its own business (chapter "Micromaps", "Host Micromap Commands").
//
// "Applications are not required to map micromap memory when using the host commands": every command works in memory
// that was never mapped, that is mapped, and that was mapped and unmapped again. A driver that maps by itself must leave
// the application's mapping in place, and must not stand in the way of a vkMapMemory that follows.
// Observed for every command that writes a micromap, with its source in the same state: success, the pattern around
// the destination through a mapping made before or after, and the micromap as a source.
// Vacuous if a helper kept memory mapped: the buffers are asked for unmapped, or unmapped in plain sight.
#include <ommcts/ommcts.h>

#include <string.h>

enum state { NEVER_MAPPED, MAPPED, UNMAPPED_AGAIN };

#define STATES(tag, command)                                                                       \
    {#tag "_never_mapped", command, NEVER_MAPPED}, {#tag "_mapped", command, MAPPED},              \
    {                                                                                              \
#tag "_unmapped_again", command, UNMAPPED_AGAIN                                            \
    }

static const struct scene {
    const char *name;
    enum omm_command command;
    enum state state;
} scenes[] = {
    STATES(build, OMM_BUILD),
    STATES(clone, OMM_CLONE),
    STATES(compact, OMM_COMPACT),
    STATES(deserialize, OMM_DESERIALIZE),
};

static struct omm_micromap *destination(const struct omm_test *t, VkDeviceSize size,
                                        enum state state)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = size + 2048,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = 1024,
                                 .memory_type = OMM_COHERENT,
                                 .unmapped = state == NEVER_MAPPED,
                             });
    struct omm_micromap *map = omm_create_micromap_in(buffer, 1024, size);
    if (state == UNMAPPED_AGAIN)
        omm_buffer_unmap(buffer);
    return map;
}

OMM_CASE(state, .about = "A command works whether its memory is mapped, was mapped, or never was.",
         .covers = OMM_COVERS("A021", "A045", "A068"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(scenes))
{
    const struct scene *scene = param;
    struct omm_job *job = omm_prepare(t, scene->command, &omm_small);
    struct omm_micromap *map = destination(t, job->destination->size, scene->state);
    omm_job_aim(job, map);
    if (job->source && scene->state != MAPPED)
        omm_buffer_unmap(job->source->buffer);
    ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
    if (scene->state == MAPPED) {
        // The mapping must still be there: this writes and reads through it, volatile because a compiler drops the
        // two stores otherwise.
        volatile uint8_t *first = map->buffer->map;
        const uint8_t kept = *first;
        *first = (uint8_t)~kept;
        ASSERT_EQ_FMT((uint8_t)~kept, *first, "%u");
        *first = kept;
        ASSERT_OK(omm_neighbours_intact(map));
    } else {
        // The driver's own mapping, if it made one, must not stand in the way of this one.
        omm_buffer_map(map->buffer);
        if (scene->state == UNMAPPED_AGAIN)
            ASSERT_OK(omm_neighbours_intact(map));
    }
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(map_between, .about = "Memory may be mapped and unmapped between commands.",
         .covers = OMM_COVERS("A045", "A068"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *map = omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    for (int i = 0; i < 4; ++i) {
        omm_buffer_unmap(map->buffer);
        ASSERT_OK(omm_usable(map));
        omm_buffer_map(map->buffer);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_usable(map));
        omm_build_into(map, map->input, map->flags);
    }
    ASSERT_OK(omm_usable(omm_compact(map)));
    PASS();
}

// Where each byte lies is the application's to say, also for bytes beside a micromap.
OMM_CASE(map_a_piece, .about = "A mapping of the bytes before a micromap shows what stood there.",
         .covers = OMM_COVERS("A021", "A068"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    enum { PIECE = 256 };
    const struct omm_input *input = omm_make_input(t, param);
    struct omm_micromap *map = destination(t, omm_host_sizes(t, input, 0).micromapSize, MAPPED);
    struct omm_buffer *buffer = map->buffer;
    const VkDeviceSize at = map->offset - PIECE;
    uint8_t before[PIECE];
    for (size_t i = 0; i < PIECE; ++i)
        buffer->map[at + i] = before[i] = (uint8_t)(i * 7 + 1);
    omm_buffer_unmap(buffer);
    omm_build_into(map, input, 0);
    void *piece = NULL;
    ASSERT_SUCCESS(t->vk->vkMapMemory(t->device, buffer->memory, buffer->memory_offset + at, PIECE,
                                      0, &piece));
    const int difference = memcmp(before, piece, PIECE);
    t->vk->vkUnmapMemory(t->device, buffer->memory);
    ASSERTm("the bytes before the micromap are others than they were", difference == 0);
    ASSERT_OK(omm_usable(map));
    PASS();
}
