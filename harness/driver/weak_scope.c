// SPDX-License-Identifier: Apache-2.0
#include "weak_scope.h"

static const struct {
    VkPipelineStageFlags2 bits; ///< any of these is this stage
    uint32_t set;
} meanings[] = {
    {VK_PIPELINE_STAGE_2_COPY_BIT | VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, 1u << REF_WEAK_COPY},
    {VK_PIPELINE_STAGE_2_CLEAR_BIT | VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, 1u << REF_WEAK_CLEAR},
    {VK_PIPELINE_STAGE_2_MICROMAP_BUILD_BIT_EXT, 1u << REF_WEAK_MICROMAP_BUILD},
    {VK_PIPELINE_STAGE_2_ACCELERATION_STRUCTURE_BUILD_BIT_KHR,
     1u << REF_WEAK_ACCELERATION_STRUCTURE_BUILD},
    {VK_PIPELINE_STAGE_2_CONDITIONAL_RENDERING_BIT_EXT | VK_PIPELINE_STAGE_2_ALL_GRAPHICS_BIT,
     1u << REF_WEAK_CONDITIONAL_RENDERING},
    {VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, 1u << REF_WEAK_COMPUTE_SHADER},
    {VK_PIPELINE_STAGE_2_HOST_BIT, 1u << REF_WEAK_HOST},
    {VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, REF_WEAK_DEVICE_STAGES},
};

static uint32_t expand(VkPipelineStageFlags2 stages)
{
    VkPipelineStageFlags2 known =
        VK_PIPELINE_STAGE_2_TOP_OF_PIPE_BIT | VK_PIPELINE_STAGE_2_BOTTOM_OF_PIPE_BIT;
    uint32_t set = 0;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        known |= meanings[i].bits;
        if (stages & meanings[i].bits)
            set |= meanings[i].set;
    }
    // What isn't named above has no command here but may be part of a chain.
    const VkPipelineStageFlags2 unnamed = VK_PIPELINE_STAGE_2_ALL_GRAPHICS_BIT;
    if (stages & (~known | unnamed))
        set |= 1u << REF_WEAK_OTHER;
    return set;
}

uint32_t ref_weak_source(VkPipelineStageFlags2 stages)
{
    // As a source, the bottom of the pipe comes after everything and the top after nothing.
    if (stages & VK_PIPELINE_STAGE_2_BOTTOM_OF_PIPE_BIT)
        stages |= VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
    return expand(stages);
}

uint32_t ref_weak_destination(VkPipelineStageFlags2 stages)
{
    if (stages & VK_PIPELINE_STAGE_2_TOP_OF_PIPE_BIT)
        stages |= VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT;
    return expand(stages);
}

VkAccessFlags2 ref_weak_accesses(VkAccessFlags2 access)
{
    const VkAccessFlags2 writes =
        VK_ACCESS_2_SHADER_WRITE_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT |
        VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_TRANSFER_WRITE_BIT |
        VK_ACCESS_2_HOST_WRITE_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT |
        VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT | VK_ACCESS_2_ACCELERATION_STRUCTURE_WRITE_BIT_KHR |
        VK_ACCESS_2_MICROMAP_WRITE_BIT_EXT | VK_ACCESS_2_TRANSFORM_FEEDBACK_WRITE_BIT_EXT |
        VK_ACCESS_2_TRANSFORM_FEEDBACK_COUNTER_WRITE_BIT_EXT;
    if (access & VK_ACCESS_2_MEMORY_WRITE_BIT)
        access |= writes;
    if (access & VK_ACCESS_2_MEMORY_READ_BIT)
        access |= ~writes;
    if (access & VK_ACCESS_2_SHADER_READ_BIT)
        access |= VK_ACCESS_2_SHADER_SAMPLED_READ_BIT | VK_ACCESS_2_SHADER_STORAGE_READ_BIT;
    if (access & VK_ACCESS_2_SHADER_WRITE_BIT)
        access |= VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT;
    return access;
}
