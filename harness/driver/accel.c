// SPDX-License-Identifier: Apache-2.0
#include "accel.h"

VkDeviceAddress ref_accel_address(const struct ref_accel *accel)
{
    const struct ref_buffer *buffer = accel->buffer;
    if (!buffer->memory)
        return 0;
    return buffer->memory->address + buffer->memory_offset + accel->offset + REF_ACCEL_PREFIX;
}

VKAPI_ATTR VkResult VKAPI_CALL ref_CreateAccelerationStructureKHR(
    VkDevice _device, const VkAccelerationStructureCreateInfoKHR *pCreateInfo,
    const VkAllocationCallbacks *pAllocator, VkAccelerationStructureKHR *pAccelerationStructure)
{
    struct ref_device *device = ref_device_from_handle(_device);
    *pAccelerationStructure = VK_NULL_HANDLE;
    struct ref_accel *accel =
        ref_object_create(pAllocator, &device->base.allocator,
                          VK_OBJECT_TYPE_ACCELERATION_STRUCTURE_KHR, sizeof *accel);
    if (!accel)
        return VK_ERROR_OUT_OF_HOST_MEMORY;
    accel->buffer = ref_buffer_from_handle(pCreateInfo->buffer);
    accel->offset = pCreateInfo->offset;
    accel->size = pCreateInfo->size;
    accel->type = pCreateInfo->type;
    *pAccelerationStructure = ref_accel_to_handle(accel);
    return VK_SUCCESS;
}

VKAPI_ATTR void VKAPI_CALL ref_DestroyAccelerationStructureKHR(
    VkDevice device, VkAccelerationStructureKHR accelerationStructure,
    const VkAllocationCallbacks *pAllocator)
{
    (void)device;
    (void)pAllocator;
    ref_object_destroy(ref_accel_from_handle(accelerationStructure));
}

VKAPI_ATTR VkDeviceAddress VKAPI_CALL ref_GetAccelerationStructureDeviceAddressKHR(
    VkDevice device, const VkAccelerationStructureDeviceAddressInfoKHR *pInfo)
{
    (void)device;
    return ref_accel_address(ref_accel_from_handle(pInfo->accelerationStructure));
}

VKAPI_ATTR void VKAPI_CALL ref_GetDeviceAccelerationStructureCompatibilityKHR(
    VkDevice device, const VkAccelerationStructureVersionInfoKHR *pVersionInfo,
    VkAccelerationStructureCompatibilityKHR *pCompatibility)
{
    (void)device;
    (void)pVersionInfo;
    // Acceleration structures can't be serialized here, so there is nothing to be compatible with.
    *pCompatibility = VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR;
}
