// SPDX-License-Identifier: Apache-2.0
// Memory runs out while a command of a queue is recorded, and recording goes on for long.
//
// Commands of queues return nothing: "errors ... are reported by vkEndCommandBuffer" (chapter "Command Buffers"), which
// answers VK_SUCCESS or one of the two out-of-memory codes for valid usage, as vkBeginCommandBuffer does. Nothing was
// executed by then, so the source means what it meant; the command buffer can be reset, and then does its work.
// Observed with callbacks that refuse the first, second, third... allocation of a recording, until one asks for no more,
// and, for what is left behind, with thousands of recordings and submissions of one command buffer (class I).
// Vacuous for a driver that never asks the callbacks, which is legal.
#include <ommcts/ommcts.h>

enum what { BUILD, CLONE, COMPACT, SERIALIZE, DESERIALIZE, QUERY, COMMANDS };

static const struct command {
    const char *name;
    enum what what;
} commands[] = {
    {"build", BUILD},
    {"clone", CLONE},
    {"compact", COMPACT},
    {"serialize", SERIALIZE},
    {"deserialize", DESERIALIZE},
    {"query", QUERY},
};

static const struct omm_needs needs = {.device_commands = true, .read_back = true};

// Everything that the commands work on, on a device of its own.
struct set {
    const struct omm_test *t;
    struct omm_tracker *tracker;
    const struct omm_queue *queue;
    VkCommandBuffer buffer;
    VkFence fence;
    VkQueryPool queries;
    const struct omm_micromap *source;
    struct omm_micromap *copies[COMMANDS]; // what build, clone, compact and deserialize make
    VkMicromapBuildInfoEXT build;
    const struct omm_region *loaded; // serialized data of the source
    struct omm_region *stored;       // where serialize puts it
};

static struct set *prepare(const struct omm_test *t)
{
    struct set *set = omm_alloc(sizeof *set);
    set->tracker = omm_create_tracker();
    set->t = t = omm_open_device(t, &needs, &set->tracker->callbacks);
    set->queue = omm_queue(t, OMM_COMPUTES);
    set->fence = omm_create_fence(t);
    set->queries = omm_create_query_pool(t, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 1);
    struct omm_micromap *source =
        omm_device_build(t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    set->source = source;
    set->copies[BUILD] = omm_create_micromap(t, source->size);
    set->build = omm_device_build_info(t, source->input, source->flags, set->copies[BUILD]);
    set->copies[CLONE] = omm_create_micromap(t, source->size);
    set->copies[COMPACT] = omm_create_micromap(t, omm_device_compacted_size(source));
    set->copies[DESERIALIZE] = omm_create_micromap(t, source->size);
    set->loaded = omm_device_serialize(source);
    set->stored = omm_region(t, set->loaded->size, 256);
    set->buffer = omm_allocate_from(
        omm_create_pool(t, set->queue, VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT),
        VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    return set;
}

static void record_copy(const struct set *set, enum what what)
{
    const VkCopyMicromapInfoEXT info = omm_copy_info(
        set->source, set->copies[what],
        what == CLONE ? VK_COPY_MICROMAP_MODE_CLONE_EXT : VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    set->t->vk->vkCmdCopyMicromapEXT(set->buffer, &info);
}

static void record_command(const struct set *set, enum what what)
{
    const struct omm_test *t = set->t;
    if (what == BUILD) {
        t->vk->vkCmdBuildMicromapsEXT(set->buffer, 1, &set->build);
    } else if (what == CLONE || what == COMPACT) {
        record_copy(set, what);
    } else if (what == SERIALIZE) {
        const VkCopyMicromapToMemoryInfoEXT info =
            omm_device_serialize_info(set->source, set->stored);
        t->vk->vkCmdCopyMicromapToMemoryEXT(set->buffer, &info);
    } else if (what == DESERIALIZE) {
        const VkCopyMemoryToMicromapInfoEXT info =
            omm_device_deserialize_info(set->loaded, set->copies[what]);
        t->vk->vkCmdCopyMemoryToMicromapEXT(set->buffer, &info);
    } else {
        t->vk->vkCmdResetQueryPool(set->buffer, set->queries, 0, 1);
        t->vk->vkCmdWriteMicromapsPropertiesEXT(set->buffer, 1, &set->source->handle,
                                                VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                                set->queries, 0);
    }
}

// Records the commands [first, end) in the one buffer, which begins anew, with what makes them seen. What
// vkBeginCommandBuffer or vkEndCommandBuffer answered.
static VkResult record(const struct set *set, enum what first, enum what end)
{
    const struct omm_test *t = set->t;
    const VkCommandBufferBeginInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    const VkResult begun = t->vk->vkBeginCommandBuffer(set->buffer, &info);
    if (begun != VK_SUCCESS)
        return begun;
    for (enum what what = first; what < end; ++what)
        record_command(set, what);
    omm_barrier_host(t, set->buffer);
    return t->vk->vkEndCommandBuffer(set->buffer);
}

// A recording that failed leaves the buffer invalid, or recording where it had not got so far.
static void start_over(const struct set *set)
{
    omm_must_succeed(set->t->vk->vkResetCommandBuffer(set->buffer, 0), "vkResetCommandBuffer");
}

static VkResult execute(const struct set *set)
{
    const struct omm_test *t = set->t;
    const VkSubmitInfo info = {
        .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
        .commandBufferCount = 1,
        .pCommandBuffers = &set->buffer,
    };
    const VkResult submitted = t->vk->vkQueueSubmit(set->queue->handle, 1, &info, set->fence);
    if (submitted != VK_SUCCESS)
        return submitted;
    omm_wait(t, set->fence);
    return t->vk->vkResetFences(t->device, 1, &set->fence);
}

// Nothing of what the command makes is there any more.
static void erase(const struct set *set, enum what what)
{
    if (what == SERIALIZE)
        omm_buffer_fill(set->stored->buffer);
    else if (what != QUERY)
        omm_buffer_fill(set->copies[what]->buffer);
}

// For ASSERT_OK: what an executed command made.
static const char *made(const struct set *set, enum what what)
{
    const struct omm_input *input = set->source->input;
    if (what == SERIALIZE)
        return omm_reads_back_as(omm_device_deserialize(set->t, set->stored, set->source->size),
                                 input);
    if (what != QUERY)
        return omm_reads_back_as(set->copies[what], input);
    struct omm_query_result result;
    omm_query_results(set->t, set->queries, 0, 1, &result);
    return result.available && result.value >= OMM_HEADER_SIZE ? NULL : "a query without a size";
}

OMM_CASE(refused,
         .about = "Out of memory in a recording is told at its end, and harms no micromap.",
         .covers = OMM_COVERS("A154"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_PARAMS(commands))
{
    const enum what what = ((const struct command *)param)->what;
    const struct set *set = prepare(t);
    bool refused = true;
    // The last recording is one that gets all it asks for.
    for (size_t n = 1; refused; ++n) {
        omm_tracker_refuse(set->tracker, n, 1);
        VkResult answer = record(set, what, what + 1);
        refused = set->tracker->refused > 0;
        omm_tracker_refuse(set->tracker, 0, 0);
        ASSERT_OK(omm_settled(set->t, VK_NULL_HANDLE, VK_SUCCESS, &answer));
        ASSERT_OK(omm_tracker_complaint(set->tracker));
        if (!refused)
            omm_answered(answer, "a recording without refused allocations");
        if (answer == VK_SUCCESS) { // then nothing that was recorded may be missing
            erase(set, what);
            ASSERT_SUCCESS(execute(set));
            ASSERT_OK(made(set, what));
        } else {
            start_over(set);
        }
        ASSERT_OK(omm_device_usable(set->source));
    }
    ASSERT_OK(omm_reads_back(set->source));
    PASS();
}

static void must_be_legal(VkResult answer, const char *command)
{
    if (!omm_is_out_of_memory(answer))
        omm_must_succeed(answer, command);
}

static void record_and_execute(const void *argument)
{
    const struct set *set = argument;
    const VkResult recorded = record(set, 0, COMMANDS);
    must_be_legal(recorded, "vkEndCommandBuffer");
    if (recorded == VK_SUCCESS)
        must_be_legal(execute(set), "vkQueueSubmit");
    else
        start_over(set);
}

OMM_CASE(repeated, .about = "Recording and executing over and over does not make the process grow.",
         .covers = OMM_COVERS("A163"), .needs = {.device_commands = true, .read_back = true})
{
    const struct set *set = prepare(t);
    omm_repeat(set->tracker, record_and_execute, set);
    ASSERT_SUCCESS(record(set, 0, COMMANDS));
    ASSERT_SUCCESS(execute(set));
    for (enum what what = 0; what < COMMANDS; ++what)
        ASSERT_OK(made(set, what));
    ASSERT_OK(omm_reads_back(set->source));
    PASS();
}
