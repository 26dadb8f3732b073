// SPDX-License-Identifier: Apache-2.0
// One compute shader, no descriptors: two addresses in push constants.
#include "tracer.h"

#include "readback_words.h" // omm_readback_words, made from data/readback.comp

#include <ommcts/region.h>
#include <ommcts/verdict.h>

#include <string.h>

enum {
    GROUP = 64, // local_size_x of the shader
    BATCH =
        GROUP
        << 13, // probes of one dispatch; its groups stay below the smallest maxComputeWorkGroupCount
};

struct push {
    VkDeviceAddress scene, probes;
};

struct tracer {
    const struct omm_test *t;
    VkShaderModule shader;
    VkPipelineLayout layout;
    VkPipeline pipeline;
};

static void destroy_tracer(void *object)
{
    const struct tracer *tracer = object;
    const struct omm_test *t = tracer->t;
    t->vk->vkDestroyPipeline(t->device, tracer->pipeline, t->allocator);
    t->vk->vkDestroyPipelineLayout(t->device, tracer->layout, t->allocator);
    t->vk->vkDestroyShaderModule(t->device, tracer->shader, t->allocator);
}

static void create_layout(struct tracer *tracer)
{
    const struct omm_test *t = tracer->t;
    const VkPushConstantRange range = {
        .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
        .size = sizeof(struct push),
    };
    const VkPipelineLayoutCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
        .pushConstantRangeCount = 1,
        .pPushConstantRanges = &range,
    };
    omm_must_succeed(t->vk->vkCreatePipelineLayout(t->device, &info, t->allocator, &tracer->layout),
                     "vkCreatePipelineLayout");
}

static void create_shader(struct tracer *tracer)
{
    const struct omm_test *t = tracer->t;
    const VkShaderModuleCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
        .codeSize = sizeof omm_readback_words,
        .pCode = omm_readback_words,
    };
    omm_must_succeed(t->vk->vkCreateShaderModule(t->device, &info, t->allocator, &tracer->shader),
                     "vkCreateShaderModule");
}

static const struct tracer *create_tracer(const struct omm_test *t)
{
    struct tracer *tracer = omm_alloc(sizeof *tracer);
    tracer->t = t;
    omm_cleanup(destroy_tracer, tracer);
    create_layout(tracer);
    create_shader(tracer);
    const VkComputePipelineCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
        .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                  .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                  .module = tracer->shader,
                  .pName = "main"},
        .layout = tracer->layout,
    };
    omm_must_succeed(t->vk->vkCreateComputePipelines(t->device, VK_NULL_HANDLE, 1, &info,
                                                     t->allocator, &tracer->pipeline),
                     "vkCreateComputePipelines");
    return tracer;
}

// The order of things: what the host wrote is visible by submission, structures by the first barrier, answers by
// the last one.
static void dispatch(const struct tracer *tracer, const struct omm_queue *queue,
                     const struct push *push, uint32_t groups)
{
    const struct omm_test *t = tracer->t;
    VkCommandBuffer commands = omm_begin(t, queue, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_MEMORY_WRITE_BIT,
                VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                VK_ACCESS_2_ACCELERATION_STRUCTURE_READ_BIT_KHR | VK_ACCESS_2_SHADER_READ_BIT |
                    VK_ACCESS_2_SHADER_WRITE_BIT);
    t->vk->vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, tracer->pipeline);
    t->vk->vkCmdPushConstants(commands, tracer->layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                              sizeof *push, push);
    t->vk->vkCmdDispatch(commands, groups, 1, 1);
    omm_barrier(t, commands, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, VK_ACCESS_2_SHADER_WRITE_BIT,
                VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
    omm_end(t, commands);
    omm_submit(t, queue, commands);
}

void omm_tracer_run(const struct omm_test *t, const struct omm_queue *queue, VkDeviceAddress scene,
                    struct omm_probe *probes, uint32_t count)
{
    const struct tracer *tracer = create_tracer(t);
    const uint32_t most = count < BATCH ? count : BATCH;
    // Whole groups: the shader does not look where its probes end.
    const uint32_t padded = (most + GROUP - 1) / GROUP * GROUP;
    const struct omm_region *region = omm_region(t, (VkDeviceSize)padded * sizeof *probes, 256);
    const struct push push = {.scene = scene, .probes = region->address};
    for (uint32_t first = 0; first < count; first += most) {
        const uint32_t here = count - first < most ? count - first : most;
        memset(region->bytes, 0, padded * sizeof *probes);
        memcpy(region->bytes, probes + first, here * sizeof *probes);
        dispatch(tracer, queue, &push, (here + GROUP - 1) / GROUP);
        memcpy(probes + first, region->bytes, here * sizeof *probes);
    }
}
