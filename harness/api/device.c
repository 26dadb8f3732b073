// SPDX-License-Identifier: Apache-2.0
// Devices with exactly what a case needs, and nothing more.
#include "session.h"

#include <ommcts/verdict.h>

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

enum { MICROMAP_EXTENSIONS = sizeof micromap_extensions / sizeof micromap_extensions[0] };

// In a header of its own for provisional extensions. Must be enabled wherever it is listed
// (VUID-VkDeviceCreateInfo-pProperties-04451).
static const char portability_subset[] = "VK_KHR_portability_subset";

_Static_assert(MICROMAP_EXTENSIONS + 2 <= OMM_MAX_EXTENSIONS,
               "the header promises room for all of them, conditional rendering and portability");

static uint32_t version_of(const struct omm_gpu *gpu)
{
    return gpu->properties.apiVersion;
}

static bool wants_micromap(const struct omm_needs *needs)
{
    return needs->micromap || needs->host_commands || needs->device_commands;
}

static bool wants_vulkan13(const struct omm_needs *needs)
{
    return needs->device_commands || needs->timeline_semaphores || needs->host_query_reset ||
           needs->dynamic_rendering;
}

static const char *missing_feature(const struct omm_gpu *gpu, const struct omm_needs *needs)
{
    if (wants_vulkan13(needs) && version_of(gpu) < VK_API_VERSION_1_3)
        return "Vulkan 1.3";
    if (needs->device_commands && !gpu->vulkan13.synchronization2)
        return "feature synchronization2";
    if (needs->device_commands && !gpu->vulkan12.bufferDeviceAddress)
        return "feature bufferDeviceAddress";
    if (needs->timeline_semaphores && !gpu->vulkan12.timelineSemaphore)
        return "feature timelineSemaphore";
    if (needs->host_query_reset && !gpu->vulkan12.hostQueryReset)
        return "feature hostQueryReset";
    if (needs->dynamic_rendering && !gpu->vulkan13.dynamicRendering)
        return "feature dynamicRendering";
    if (needs->conditional_rendering && !gpu->conditional_rendering.conditionalRendering)
        return VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME;
    return NULL;
}

const char *omm_missing(const struct omm_gpu *gpu, const struct omm_needs *needs)
{
    if (version_of(gpu) < VK_API_VERSION_1_1)
        return "Vulkan 1.1";
    if (needs->deferred_operations && !gpu->has_deferred_operations)
        return VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME;
    if (wants_micromap(needs)) {
        if (!gpu->has_micromap)
            return VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME;
        if (!gpu->features.micromap)
            return "feature micromap";
    }
    if (needs->host_commands && !gpu->features.micromapHostCommands)
        return "feature micromapHostCommands";
    return missing_feature(gpu, needs);
}

uint32_t omm_list_extensions(const struct omm_gpu *gpu, const struct omm_needs *needs,
                             const char *names[OMM_MAX_EXTENSIONS])
{
    uint32_t count = 0;
    if (omm_has_extension(gpu, portability_subset))
        names[count++] = portability_subset;
    if (needs->conditional_rendering)
        names[count++] = VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME;
    if (!wants_micromap(needs)) {
        if (needs->deferred_operations)
            names[count++] = VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME;
        return count;
    }
    for (size_t i = 0; i < MICROMAP_EXTENSIONS; ++i) {
        const struct dependency *dependency = &micromap_extensions[i];
        if (!dependency->core_since || version_of(gpu) < dependency->core_since)
            names[count++] = dependency->extension;
    }
    return count;
}

// A family that can compute where there is one: every micromap command of a queue needs that.
static uint32_t choose_family(const struct omm_gpu *gpu)
{
    uint32_t chosen = 0;
    while (chosen + 1 < gpu->family_count &&
           !(gpu->families[chosen].queueFlags & VK_QUEUE_COMPUTE_BIT))
        ++chosen;
    return chosen;
}

// One queue of the chosen family, or of each family when the case records commands.
static uint32_t list_queues(const struct omm_gpu *gpu, const struct omm_needs *needs,
                            VkDeviceQueueCreateInfo queues[OMM_MAX_QUEUES])
{
    static const float priority = 1.0f;
    const bool all = needs->device_commands;
    const uint32_t count = !all                                 ? 1
                           : gpu->family_count < OMM_MAX_QUEUES ? gpu->family_count
                                                                : OMM_MAX_QUEUES;
    for (uint32_t i = 0; i < count; ++i)
        queues[i] = (VkDeviceQueueCreateInfo){
            .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
            .queueFamilyIndex = all ? i : choose_family(gpu),
            .queueCount = 1,
            .pQueuePriorities = &priority,
        };
    return count;
}

// The features that `needs` asks for, chained where they are asked for only.
struct features {
    VkPhysicalDeviceOpacityMicromapFeaturesEXT micromap;
    VkPhysicalDeviceVulkan12Features vulkan12;
    VkPhysicalDeviceVulkan13Features vulkan13;
    VkPhysicalDeviceConditionalRenderingFeaturesEXT conditional;
};

static const void *list_features(struct features *features, const struct omm_needs *needs)
{
    const void *next = NULL;
    *features = (struct features){
        .micromap = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
                     .micromap = VK_TRUE,
                     .micromapHostCommands = needs->host_commands},
        .vulkan12 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
                     .hostQueryReset = needs->host_query_reset,
                     .timelineSemaphore = needs->timeline_semaphores,
                     .bufferDeviceAddress = needs->device_commands},
        .vulkan13 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
                     .synchronization2 = needs->device_commands,
                     .dynamicRendering = needs->dynamic_rendering},
        .conditional = {.sType =
                            VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_CONDITIONAL_RENDERING_FEATURES_EXT,
                        .conditionalRendering = VK_TRUE},
    };
    if (wants_micromap(needs))
        next = &features->micromap;
    if (needs->conditional_rendering) {
        features->conditional.pNext = (void *)next;
        next = &features->conditional;
    }
    if (wants_vulkan13(needs)) {
        features->vulkan12.pNext = (void *)next;
        features->vulkan13.pNext = &features->vulkan12;
        next = &features->vulkan13;
    }
    return next;
}

static VkResult create(struct omm_device *device, const struct omm_gpu *gpu)
{
    const struct omm_needs *needs = &device->needs;
    struct features features;
    VkDeviceQueueCreateInfo queues[OMM_MAX_QUEUES];
    const char *extensions[OMM_MAX_EXTENSIONS];
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = list_features(&features, needs),
        .queueCreateInfoCount = list_queues(gpu, needs, queues),
        .pQueueCreateInfos = queues,
        .enabledExtensionCount = omm_list_extensions(gpu, needs, extensions),
        .ppEnabledExtensionNames = extensions,
    };
    return vkCreateDevice(gpu->handle, &info, device->view.allocator, &device->view.device);
}

static void get_queues(struct omm_device *device, const struct omm_gpu *gpu)
{
    if (!device->needs.device_commands)
        return;
    device->view.queues = device->queues;
    for (uint32_t i = 0; i < gpu->family_count && i < OMM_MAX_QUEUES; ++i) {
        device->queues[i].family = i;
        device->queues[i].flags = gpu->families[i].queueFlags;
        device->commands.vkGetDeviceQueue(device->view.device, i, 0, &device->queues[i].handle);
        device->view.queue_count = i + 1;
    }
}

void omm_device_open(struct omm_device *device, const struct omm_instance *instance,
                     const struct omm_gpu *gpu, const struct omm_needs *needs,
                     const VkAllocationCallbacks *allocator, bool beside_another)
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
    if (result == VK_ERROR_TOO_MANY_OBJECTS && beside_another)
        omm_not_supported("the driver has no second VkDevice beside the first");
    if (result != VK_SUCCESS)
        omm_device_unavailable("vkCreateDevice returned %s for what the device advertises",
                               omm_result_name(result));
    volkLoadDeviceTable(&device->commands, device->view.device);
    get_queues(device, gpu);
}

void omm_device_close(struct omm_device *device)
{
    if (device->view.device)
        device->commands.vkDestroyDevice(device->view.device, device->view.allocator);
    memset(device, 0, sizeof *device);
}
