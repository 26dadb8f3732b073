// SPDX-License-Identifier: Apache-2.0
// Command buffers that stand where no micromap command may.
#include <ommcts/misplace.h>

const struct omm_place_param omm_unrecorded_places[2] = {
    {.name = "initial", .place = OMM_BEFORE_BEGIN},
    {.name = "executable", .place = OMM_AFTER_END},
};

const struct omm_place_param omm_rendering_places[2] = {
    {.name = "primary", .place = OMM_IN_RENDERING},
    {.name = "secondary", .place = OMM_IN_CONTINUATION},
};

static void begin_rendering(const struct omm_test *t, VkCommandBuffer commands,
                            VkRenderingFlags flags)
{
    const VkRenderingInfo info = {
        .sType = VK_STRUCTURE_TYPE_RENDERING_INFO,
        .flags = flags,
        .renderArea.extent = {1, 1},
        .layerCount = 1,
    };
    t->vk->vkCmdBeginRendering(commands, &info);
}

static enum omm_family family_of(enum omm_place place)
{
    switch (place) {
    case OMM_WITHOUT_COMPUTE:
        return OMM_TRANSFER_ONLY;
    case OMM_IN_RENDERING:
    case OMM_IN_CONTINUATION:
    case OMM_IN_SUSPENSION:
        return OMM_GRAPHICS;
    case OMM_BEFORE_BEGIN:
    case OMM_AFTER_END:
        break;
    }
    return OMM_COMPUTES;
}

struct omm_misplaced omm_misplace(const struct omm_test *t, enum omm_place place)
{
    struct omm_misplaced misplaced = {
        .t = t, .place = place, .queue = omm_queue(t, family_of(place))};
    if (place == OMM_BEFORE_BEGIN) {
        misplaced.commands = misplaced.primary = omm_allocate_commands(t, misplaced.queue);
        return misplaced;
    }
    const VkCommandBufferUsageFlags once = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    misplaced.commands = misplaced.primary = omm_begin(t, misplaced.queue, once);
    if (place == OMM_AFTER_END)
        omm_end(t, misplaced.primary);
    if (place == OMM_IN_RENDERING)
        begin_rendering(t, misplaced.primary, 0);
    if (place == OMM_IN_CONTINUATION)
        misplaced.commands = omm_begin_continuation(t, misplaced.queue);
    if (place == OMM_IN_SUSPENSION) {
        begin_rendering(t, misplaced.primary, VK_RENDERING_SUSPENDING_BIT);
        t->vk->vkCmdEndRendering(misplaced.primary);
    }
    return misplaced;
}

// What must still be recorded after the misplaced command.
static void complete(const struct omm_misplaced *misplaced)
{
    const struct omm_test *t = misplaced->t;
    const VkCommandBuffer primary = misplaced->primary;
    switch (misplaced->place) {
    case OMM_BEFORE_BEGIN: {
        const VkCommandBufferBeginInfo info = {
            .sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
            .flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT,
        };
        omm_must_succeed(t->vk->vkBeginCommandBuffer(primary, &info), "vkBeginCommandBuffer");
        break;
    }
    case OMM_IN_CONTINUATION:
        omm_end(t, misplaced->commands);
        begin_rendering(t, primary, VK_RENDERING_CONTENTS_SECONDARY_COMMAND_BUFFERS_BIT);
        t->vk->vkCmdExecuteCommands(primary, 1, &misplaced->commands);
        t->vk->vkCmdEndRendering(primary);
        break;
    case OMM_IN_SUSPENSION:
        begin_rendering(t, primary, VK_RENDERING_RESUMING_BIT);
        t->vk->vkCmdEndRendering(primary);
        break;
    case OMM_IN_RENDERING:
        t->vk->vkCmdEndRendering(primary);
        break;
    case OMM_AFTER_END:
    case OMM_WITHOUT_COMPUTE:
        break;
    }
}

void omm_misplaced_submit(const struct omm_misplaced *misplaced)
{
    complete(misplaced);
    if (misplaced->place != OMM_AFTER_END)
        omm_end(misplaced->t, misplaced->primary);
    omm_submit(misplaced->t, misplaced->queue, misplaced->primary);
}
