// SPDX-License-Identifier: Apache-2.0
#include "shader_module.h"

#include <string.h>

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateShaderModule(VkDevice _device,
                                                      const VkShaderModuleCreateInfo *pCreateInfo,
                                                      const VkAllocationCallbacks *pAllocator,
                                                      VkShaderModule *pShaderModule)
{
    *pShaderModule = VK_NULL_HANDLE;
    struct ref_device *device = ref_device_from_handle(_device);
    const size_t count = pCreateInfo->codeSize / sizeof(uint32_t);
    if (count > UINT32_MAX)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    struct ref_shader_module *module;
    module = ref_object_create(pAllocator, &device->base.allocator, VK_OBJECT_TYPE_SHADER_MODULE,
                               sizeof *module + count * sizeof *module->words);
    if (!module)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    module->count = (uint32_t)count;
    memcpy(module->words, pCreateInfo->pCode, count * sizeof *module->words);
    *pShaderModule = ref_shader_module_to_handle(module);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyShaderModule(VkDevice device, VkShaderModule shaderModule,
                                                   const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_shader_module_from_handle(shaderModule));
}
