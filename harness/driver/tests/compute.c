// SPDX-License-Identifier: Apache-2.0
#include "compute.h"

struct pipeline pipeline_create(struct shader_words words, const VkSpecializationInfo *constants)
{
    struct pipeline result = {.result = VK_ERROR_INITIALIZATION_FAILED};
    const VkShaderModuleCreateInfo module_info = {
        .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
        .codeSize = words.size,
        .pCode = words.words,
    };
    VkShaderModule module;
    driver.CreateShaderModule(driver.device, &module_info, NULL, &module);
    const VkPushConstantRange range = {VK_SHADER_STAGE_COMPUTE_BIT, 0, 128};
    const VkPipelineLayoutCreateInfo layout_info = {
        .sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
        .pushConstantRangeCount = 1,
        .pPushConstantRanges = &range,
    };
    driver.CreatePipelineLayout(driver.device, &layout_info, NULL, &result.layout);
    const VkComputePipelineCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
        .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                  .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                  .module = module,
                  .pName = "main",
                  .pSpecializationInfo = constants},
        .layout = result.layout,
    };
    result.result = driver.CreateComputePipelines(driver.device, VK_NULL_HANDLE, 1, &info, NULL,
                                                  &result.pipeline);
    driver.DestroyShaderModule(driver.device, module, NULL);
    return result;
}

void pipeline_destroy(const struct pipeline *pipeline)
{
    driver.DestroyPipeline(driver.device, pipeline->pipeline, NULL);
    driver.DestroyPipelineLayout(driver.device, pipeline->layout, NULL);
}

void pipeline_record(VkCommandBuffer commands, const struct pipeline *pipeline, struct push push,
                     uint32_t x, uint32_t y, uint32_t z)
{
    driver.CmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline->pipeline);
    driver.CmdPushConstants(commands, pipeline->layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, push.size,
                            push.bytes);
    driver.CmdDispatch(commands, x, y, z);
}

void compute_to_host(VkCommandBuffer commands)
{
    work_barrier(commands, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, VK_ACCESS_2_SHADER_WRITE_BIT,
                 VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT);
}

void compute_between(VkCommandBuffer commands)
{
    work_barrier(commands, VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, VK_ACCESS_2_SHADER_WRITE_BIT,
                 VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
                 VK_ACCESS_2_SHADER_READ_BIT | VK_ACCESS_2_SHADER_WRITE_BIT);
}

VkResult compute_run(struct shader_words words, struct push push, uint32_t x, uint32_t y,
                     uint32_t z)
{
    const struct pipeline pipeline = pipeline_create(words, NULL);
    VkResult result = pipeline.result;
    if (result == VK_SUCCESS) {
        VkCommandBuffer commands = rays_begin();
        pipeline_record(commands, &pipeline, push, x, y, z);
        compute_to_host(commands);
        result = rays_end(commands);
    }
    pipeline_destroy(&pipeline);
    return result;
}
