// SPDX-License-Identifier: Apache-2.0
// Devices with exactly what a case needs, and nothing more.
#include "session.h"

#include <ommcts/verdict.h>

#include <stdlib.h>
#include <string.h>

// VK_EXT_opacity_micromap and everything it requires, with the version that made each one core.
static const struct dependency {
    const char *extension;
    uint32_t core_since; // 0: never
} micromap_extensions[] = {
    {VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME, 0},
    {VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME, 0},
    {VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME, 0},
    {VK_KHR_SYNCHRONIZATION_2_EXTENSION_NAME, VK_API_VERSION_1_3},
    {VK_KHR_BUFFER_DEVICE_ADDRESS_EXTENSION_NAME, VK_API_VERSION_1_2},
    {VK_EXT_DESCRIPTOR_INDEXING_EXTENSION_NAME, VK_API_VERSION_1_2},
};

_Static_assert(sizeof micromap_extensions / sizeof micromap_extensions[0] == OMM_MAX_EXTENSIONS,
               "the header promises room for all of them");

static uint32_t version_of(const struct omm_gpu *gpu)
{
    return gpu->properties.apiVersion;
}

const char *omm_missing(const struct omm_gpu *gpu, const struct omm_needs *needs)
{
    if (version_of(gpu) < VK_API_VERSION_1_1)
        return "Vulkan 1.1";
    if (needs->deferred_operations && !gpu->has_deferred_operations)
        return VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME;
    if (!needs->micromap && !needs->host_commands)
        return NULL;
    if (!gpu->has_micromap)
        return VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME;
    if (!gpu->features.micromap)
        return "feature micromap";
    if (needs->host_commands && !gpu->features.micromapHostCommands)
        return "feature micromapHostCommands";
    return NULL;
}

uint32_t omm_list_extensions(const struct omm_gpu *gpu, const struct omm_needs *needs,
                             const char *names[OMM_MAX_EXTENSIONS])
{
    uint32_t count = 0;
    if (!needs->micromap && !needs->host_commands) {
        if (needs->deferred_operations)
            names[count++] = VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME;
        return count;
    }
    for (size_t i = 0; i < OMM_MAX_EXTENSIONS; ++i) {
        const struct dependency *dependency = &micromap_extensions[i];
        if (!dependency->core_since || version_of(gpu) < dependency->core_since)
            names[count++] = dependency->extension;
    }
    return count;
}

// A family that can compute where there is one: every micromap command of a queue needs that.
static uint32_t choose_family(const struct omm_gpu *gpu)
{
    uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(gpu->handle, &count, NULL);
    VkQueueFamilyProperties *families = calloc(count + 1, sizeof *families);
    if (!families)
        return 0;
    vkGetPhysicalDeviceQueueFamilyProperties(gpu->handle, &count, families);
    uint32_t chosen = 0;
    while (chosen + 1 < count && !(families[chosen].queueFlags & VK_QUEUE_COMPUTE_BIT))
        ++chosen;
    free(families);
    return chosen;
}

static VkResult create(struct omm_device *device, const struct omm_gpu *gpu)
{
    const struct omm_needs *needs = &device->needs;
    const bool micromap = needs->micromap || needs->host_commands;
    VkPhysicalDeviceOpacityMicromapFeaturesEXT features = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
        .micromap = micromap,
        .micromapHostCommands = needs->host_commands,
    };
    const float priority = 1.0f;
    const VkDeviceQueueCreateInfo queue = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
        .queueFamilyIndex = choose_family(gpu),
        .queueCount = 1,
        .pQueuePriorities = &priority,
    };
    const char *extensions[OMM_MAX_EXTENSIONS];
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = micromap ? &features : NULL,
        .queueCreateInfoCount = 1,
        .pQueueCreateInfos = &queue,
        .enabledExtensionCount = omm_list_extensions(gpu, needs, extensions),
        .ppEnabledExtensionNames = extensions,
    };
    return vkCreateDevice(gpu->handle, &info, device->view.allocator, &device->view.device);
}

void omm_device_open(struct omm_device *device, const struct omm_instance *instance,
                     const struct omm_gpu *gpu, const struct omm_needs *needs,
                     const VkAllocationCallbacks *allocator)
{
    const char *missing = omm_missing(gpu, needs);
    if (missing)
        omm_not_supported("%s is not supported", missing);
    memset(device, 0, sizeof *device);
    device->needs = *needs;
    device->view = (struct omm_test){
        .instance = instance->handle,
        .physical_device = gpu->handle,
        .vk = &device->commands,
        .gpu = gpu,
        .allocator = allocator,
    };
    const VkResult result = create(device, gpu);
    if (result == VK_ERROR_OUT_OF_HOST_MEMORY || result == VK_ERROR_OUT_OF_DEVICE_MEMORY)
        omm_out_of_memory("vkCreateDevice returned %s", omm_result_name(result));
    if (result != VK_SUCCESS)
        omm_device_unavailable("vkCreateDevice returned %s for what the device advertises",
                               omm_result_name(result));
    volkLoadDeviceTable(&device->commands, device->view.device);
}

void omm_device_close(struct omm_device *device)
{
    if (device->view.device)
        device->commands.vkDestroyDevice(device->view.device, device->view.allocator);
    memset(device, 0, sizeof *device);
}
