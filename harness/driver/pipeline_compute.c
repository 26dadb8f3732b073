// SPDX-License-Identifier: Apache-2.0
#include "pipeline_compute.h"

#include "shader_module.h"
#include "spirv_program.h"

#include <stdio.h>

static void destroy(struct ref_pipeline *pipeline)
{
    ref_program_destroy(pipeline->program);
    ref_object_destroy(pipeline);
}

/// The specification knows no error for a shader that a driver can't run; VK_ERROR_UNKNOWN is what
/// every command may answer.
static VkResult create_program(const VkPipelineShaderStageCreateInfo *stage,
                               struct ref_pipeline *pipeline)
{
    const struct ref_shader_module *module = ref_shader_module_from_handle(stage->module);
    if (!module) {
        fprintf(stderr, "ommref: a compute pipeline's stage has no module.\n");
        return VK_ERROR_UNKNOWN;
    }
    const struct ref_program_source source = {
        .words = module->words,
        .count = module->count,
        .entry_point = stage->pName,
        .specialization = stage->pSpecializationInfo,
    };
    return ref_program_create(&source, &pipeline->base.allocator, &pipeline->program);
}

static VkResult create(struct ref_device *device, const VkComputePipelineCreateInfo *info,
                       const VkAllocationCallbacks *allocator, VkPipeline *handle)
{
    // Nothing is ever found in a cache.
    if (info->flags & VK_PIPELINE_CREATE_FAIL_ON_PIPELINE_COMPILE_REQUIRED_BIT)
        return VK_PIPELINE_COMPILE_REQUIRED;
    struct ref_pipeline *pipeline = ref_object_create(allocator, &device->base.allocator,
                                                      VK_OBJECT_TYPE_PIPELINE, sizeof *pipeline);
    if (!pipeline)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    const VkResult result = create_program(&info->stage, pipeline);
    if (result != VK_SUCCESS) {
        destroy(pipeline);
        return result;
    }
    *handle = ref_pipeline_to_handle(pipeline);
    return VK_SUCCESS;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateComputePipelines(
    VkDevice _device, VkPipelineCache pipelineCache, uint32_t createInfoCount,
    const VkComputePipelineCreateInfo *pCreateInfos, const VkAllocationCallbacks *pAllocator,
    VkPipeline *pPipelines)
{
    (void)pipelineCache;
    struct ref_device *device = ref_device_from_handle(_device);
    VkResult result = VK_SUCCESS;
    bool stopped = false;
    for (uint32_t i = 0; i < createInfoCount; i++) {
        pPipelines[i] = VK_NULL_HANDLE;
        if (stopped)
            continue;
        const VkResult one = create(device, &pCreateInfos[i], pAllocator, &pPipelines[i]);
        if (one == VK_SUCCESS)
            continue;
        // An error says more than VK_PIPELINE_COMPILE_REQUIRED, which is none.
        if (result >= 0)
            result = one;
        stopped = pCreateInfos[i].flags & VK_PIPELINE_CREATE_EARLY_RETURN_ON_FAILURE_BIT;
    }
    return result;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyPipeline(VkDevice device, VkPipeline _pipeline,
                                               const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    struct ref_pipeline *pipeline = ref_pipeline_from_handle(_pipeline);
    if (pipeline)
        destroy(pipeline);
}
