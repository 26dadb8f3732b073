// SPDX-License-Identifier: Apache-2.0
// What command buffers may hold around micromap commands: render pass instances, conditional rendering.
#include <ommcts/memory.h>
#include <ommcts/queue.h>

#include <string.h>

static void render(const struct omm_test *t, VkCommandBuffer commands, VkRenderingFlags flags)
{
    const VkRenderingInfo info = {
        .sType = VK_STRUCTURE_TYPE_RENDERING_INFO,
        .flags = flags,
        .renderArea.extent = {1, 1},
        .layerCount = 1,
    };
    t->vk->vkCmdBeginRendering(commands, &info);
    t->vk->vkCmdEndRendering(commands);
}

void omm_render_nothing(const struct omm_test *t, VkCommandBuffer commands)
{
    render(t, commands, 0);
}

void omm_render_in_two(const struct omm_test *t, VkCommandBuffer commands)
{
    render(t, commands, VK_RENDERING_SUSPENDING_BIT);
    render(t, commands, VK_RENDERING_RESUMING_BIT);
}

void omm_begin_discarding(const struct omm_test *t, VkCommandBuffer commands)
{
    const struct omm_buffer *predicate =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = sizeof(uint32_t),
                                 .usage = VK_BUFFER_USAGE_CONDITIONAL_RENDERING_BIT_EXT,
                                 .memory_type = OMM_COHERENT,
                             });
    memset(predicate->map, 0, sizeof(uint32_t)); // a 32-bit 0 discards
    const VkConditionalRenderingBeginInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_CONDITIONAL_RENDERING_BEGIN_INFO_EXT,
        .buffer = predicate->handle,
    };
    t->vk->vkCmdBeginConditionalRenderingEXT(commands, &info);
}
