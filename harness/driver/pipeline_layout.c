// SPDX-License-Identifier: Apache-2.0
// Descriptor set layouts without bindings, and pipeline layouts. There are no descriptors, so that
// neither has anything to remember; what push constants a pipeline has, its shader says.
#include "device.h"

VKAPI_ATTR void VKAPI_CALL ref_GetDescriptorSetLayoutSupport(
    VkDevice device, const VkDescriptorSetLayoutCreateInfo *pCreateInfo,
    VkDescriptorSetLayoutSupport *pSupport)
{
    (void)device;
    pSupport->supported = pCreateInfo->bindingCount == 0;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateDescriptorSetLayout(
    VkDevice _device, const VkDescriptorSetLayoutCreateInfo *pCreateInfo,
    const VkAllocationCallbacks *pAllocator, VkDescriptorSetLayout *pSetLayout)
{
    *pSetLayout = VK_NULL_HANDLE;
    if (pCreateInfo->bindingCount > 0)
        return VK_ERROR_FEATURE_NOT_PRESENT;
    struct ref_device *device = ref_device_from_handle(_device);
    void *layout =
        ref_object_create(pAllocator, &device->base.allocator, VK_OBJECT_TYPE_DESCRIPTOR_SET_LAYOUT,
                          sizeof(struct ref_object));
    if (!layout)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    *pSetLayout = (VkDescriptorSetLayout)(uintptr_t)layout;
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyDescriptorSetLayout(VkDevice device,
                                                          VkDescriptorSetLayout descriptorSetLayout,
                                                          const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy((void *)(uintptr_t)descriptorSetLayout);
}

VKAPI_ATTR VkResult VKAPI_CALL
ref_CreatePipelineLayout(VkDevice _device, const VkPipelineLayoutCreateInfo *pCreateInfo,
                         const VkAllocationCallbacks *pAllocator, VkPipelineLayout *pPipelineLayout)
{
    (void)pCreateInfo;
    *pPipelineLayout = VK_NULL_HANDLE;
    struct ref_device *device = ref_device_from_handle(_device);
    void *layout = ref_object_create(pAllocator, &device->base.allocator,
                                     VK_OBJECT_TYPE_PIPELINE_LAYOUT, sizeof(struct ref_object));
    if (!layout)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    *pPipelineLayout = (VkPipelineLayout)(uintptr_t)layout;
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyPipelineLayout(VkDevice device,
                                                     VkPipelineLayout pipelineLayout,
                                                     const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy((void *)(uintptr_t)pipelineLayout);
}
