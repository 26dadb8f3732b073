// SPDX-License-Identifier: Apache-2.0
// What makes serialized data visible to whoever reads it next, and a micromap to the serialize command.
//
// "Accesses to pInfo->src must be synchronized with the MICROMAP_BUILD pipeline stage and an access type of
// MICROMAP_READ. Accesses to the buffer indicated by pInfo->dst must be synchronized with the MICROMAP_BUILD pipeline stage
// and an access type of TRANSFER_WRITE" (vkCmdCopyMicromapToMemoryEXT). The table of access types allows the transfer
// accesses at COPY, and older valid usage at COPY alone; the stage mask MICROMAP_BUILD | COPY is right under every
// reading. These barriers are spelled out here and are no wider: a driver that needs more shows stale bytes.
//
// Observed: the next user, a transfer, a deserialize or the host, finds a good header and data that loads; rounds are
// repeated, since races are won by chance. Vacuous if the data had been visible anyway: the destination held other
// bytes before, and build, copy and reader are in one submission.
#include <ommcts/ommcts.h>

#include <string.h>

// Who reads the serialized data next, in the words of both editions of synchronization.
struct reader {
    VkPipelineStageFlags2 stages;
    VkAccessFlags2 access;
    VkPipelineStageFlags first_stages;
    VkAccessFlags first_access;
};

static const struct reader transfer = {VK_PIPELINE_STAGE_2_COPY_BIT, VK_ACCESS_2_TRANSFER_READ_BIT,
                                       VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_READ_BIT};
static const struct reader micromap_copy = {OMM_COPY_STAGES, VK_ACCESS_2_TRANSFER_READ_BIT,
                                            VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
                                            VK_ACCESS_TRANSFER_READ_BIT};
static const struct reader host = {VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT,
                                   VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT};

typedef void barrier_function(const struct omm_test *t, VkCommandBuffer commands,
                              const struct omm_region *blob, const struct reader *reader);

static void exact(const struct omm_test *t, VkCommandBuffer commands, const struct omm_region *blob,
                  const struct reader *reader)
{
    (void)blob;
    omm_barrier(t, commands, OMM_COPY_STAGES, VK_ACCESS_2_TRANSFER_WRITE_BIT, reader->stages,
                reader->access);
}

static VkBufferMemoryBarrier2 buffer_barrier(const struct omm_region *blob,
                                             const struct reader *reader)
{
    return (VkBufferMemoryBarrier2){
        .sType = VK_STRUCTURE_TYPE_BUFFER_MEMORY_BARRIER_2,
        .srcStageMask = OMM_COPY_STAGES,
        .srcAccessMask = VK_ACCESS_2_TRANSFER_WRITE_BIT,
        .dstStageMask = reader->stages,
        .dstAccessMask = reader->access,
        .srcQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
        .dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED,
        .buffer = blob->buffer->handle,
        .offset = blob->offset,
        .size = blob->size,
    };
}

static void exact_range(const struct omm_test *t, VkCommandBuffer commands,
                        const struct omm_region *blob, const struct reader *reader)
{
    const VkBufferMemoryBarrier2 barrier = buffer_barrier(blob, reader);
    const VkDependencyInfo info = {.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
                                   .bufferMemoryBarrierCount = 1,
                                   .pBufferMemoryBarriers = &barrier};
    t->vk->vkCmdPipelineBarrier2(commands, &info);
}

static void all_commands(const struct omm_test *t, VkCommandBuffer commands,
                         const struct omm_region *blob, const struct reader *reader)
{
    (void)blob;
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_MEMORY_WRITE_BIT,
                reader->stages, reader->access);
}

// vkCmdPipelineBarrier knows no stage of micromaps: all commands it is.
static void first_edition(const struct omm_test *t, VkCommandBuffer commands,
                          const struct omm_region *blob, const struct reader *reader)
{
    (void)blob;
    const VkMemoryBarrier barrier = {.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
                                     .srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT,
                                     .dstAccessMask = reader->first_access};
    t->vk->vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, reader->first_stages,
                                0, 1, &barrier, 0, NULL, 0, NULL);
}

struct event {
    const struct omm_test *t;
    VkEvent handle;
};

static void destroy_event(void *object)
{
    const struct event *event = object;
    event->t->vk->vkDestroyEvent(event->t->device, event->handle, event->t->allocator);
}

static VkEvent create_event(const struct omm_test *t, VkEventCreateFlags flags)
{
    struct event *event = omm_alloc(sizeof *event);
    event->t = t;
    const VkEventCreateInfo create = {.sType = VK_STRUCTURE_TYPE_EVENT_CREATE_INFO, .flags = flags};
    omm_must_succeed(t->vk->vkCreateEvent(t->device, &create, t->allocator, &event->handle),
                     "vkCreateEvent");
    omm_cleanup(destroy_event, event);
    return event->handle;
}

static void through_event(const struct omm_test *t, VkCommandBuffer commands,
                          const struct omm_region *blob, const struct reader *reader)
{
    const VkEvent event = create_event(t, VK_EVENT_CREATE_DEVICE_ONLY_BIT);
    const VkBufferMemoryBarrier2 barrier = buffer_barrier(blob, reader);
    const VkDependencyInfo info = {.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO,
                                   .bufferMemoryBarrierCount = 1,
                                   .pBufferMemoryBarriers = &barrier};
    t->vk->vkCmdSetEvent2(commands, event, &info);
    t->vk->vkCmdWaitEvents2(commands, 1, &event, &info);
}

static void through_event_of_first_edition(const struct omm_test *t, VkCommandBuffer commands,
                                           const struct omm_region *blob,
                                           const struct reader *reader)
{
    (void)blob;
    const VkEvent event = create_event(t, 0);
    const VkMemoryBarrier barrier = {.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
                                     .srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT,
                                     .dstAccessMask = reader->first_access};
    t->vk->vkCmdSetEvent(commands, event, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT);
    t->vk->vkCmdWaitEvents(commands, 1, &event, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
                           reader->first_stages, 1, &barrier, 0, NULL, 0, NULL);
}

// The events last: they may not tell the host of anything (VUID-vkCmdSetEvent2-dstStageMask-09392).
static const struct barrier {
    const char *name;
    barrier_function *record;
} barriers[] = {
    {"exact", exact},
    {"exact_range", exact_range},
    {"all_commands", all_commands},
    {"first_edition", first_edition},
    {"event", through_event},
    {"event_of_first_edition", through_event_of_first_edition},
};

enum { ROUNDS = 4, BARRIERS_TO_HOST = sizeof barriers / sizeof barriers[0] - 2 };

static void poison(const struct omm_region *region)
{
    memset(region->bytes, OMM_POISON, (size_t)region->size);
}

OMM_CASE(to_transfer, .about = "A copy of buffers behind the barrier reads the serialized data.",
         .covers = OMM_COVERS("A084", "A079"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(barriers))
{
    const struct barrier *barrier = param;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, &omm_shapes[5], 0);
    const struct omm_region *blob = omm_region(t, omm_device_serialized_size(source), 256);
    const struct omm_region *copy = omm_region(t, blob->size, 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    const VkBufferCopy whole = {
        .srcOffset = blob->offset, .dstOffset = copy->offset, .size = blob->size};
    for (int round = 0; round < ROUNDS; ++round) {
        poison(blob);
        poison(copy);
        VkCommandBuffer commands = omm_begin(t, queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
        barrier->record(t, commands, blob, &transfer);
        t->vk->vkCmdCopyBuffer(commands, blob->buffer->handle, copy->buffer->handle, 1, &whole);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_header_good(t, copy->bytes));
        ASSERT_OK(omm_region_neighbours_intact(copy));
        omm_device_serialized_size(omm_device_deserialize(t, copy, source->size));
    }
    PASS();
}

OMM_CASE(to_deserialize, .about = "A deserialize behind the barrier reads the serialized data.",
         .covers = OMM_COVERS("A084", "A083", "A100"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(barriers))
{
    const struct barrier *barrier = param;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, &omm_shapes[5], 0);
    const struct omm_region *blob = omm_device_serialize(source);
    // Every later copy of this source is as compatible as the first, which was asked about.
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const VkCopyMicromapToMemoryInfoEXT write = omm_device_serialize_info(source, blob);
    for (int round = 0; round < ROUNDS; ++round) {
        const struct omm_micromap *loaded = omm_create_micromap(t, source->size);
        const VkCopyMemoryToMicromapInfoEXT read = omm_device_deserialize_info(blob, loaded);
        poison(blob);
        VkCommandBuffer commands = omm_begin(t, queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &write);
        barrier->record(t, commands, blob, &micromap_copy);
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &read);
        omm_run(t, queue, commands);
        ASSERT_OK(omm_neighbours_intact(loaded));
        ASSERT_OK(omm_device_usable(loaded));
    }
    PASS();
}

OMM_CASE(to_host, .about = "The host reads the serialized data behind the barrier and a fence.",
         .covers = OMM_COVERS("A084", "A161"), .needs = {.device_commands = true},
         .params = {.first = barriers, .count = BARRIERS_TO_HOST, .size = sizeof barriers[0]})
{
    const struct barrier *barrier = param;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *source = omm_device_build(t, &omm_shapes[5], 0);
    const struct omm_region *blob = omm_region(t, omm_device_serialized_size(source), 256);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, blob);
    for (int round = 0; round < ROUNDS; ++round) {
        poison(blob);
        VkCommandBuffer commands = omm_begin(t, queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
        t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
        barrier->record(t, commands, blob, &host);
        omm_end(t, commands);
        omm_submit(t, queue, commands);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        ASSERT_OK(omm_region_neighbours_intact(blob));
        // By way of the host, so that no device command needs to see what this one wrote.
        const struct omm_region *taken = omm_region_with(t, blob->bytes, blob->size);
        omm_device_serialized_size(omm_device_deserialize(t, taken, source->size));
    }
    PASS();
}
