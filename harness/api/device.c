// SPDX-License-Identifier: Apache-2.0
// Devices with exactly what a case needs (needs.c says what that is), and nothing more.
#include "session.h"

#include <ommcts/verdict.h>

#include <string.h>

// A family that can compute where there is one: every micromap command of a queue needs that.
static uint32_t choose_family(const struct omm_gpu *gpu, const struct omm_needs *needs)
{
    if (needs->transfer_queue_only)
        return omm_transfer_family(gpu);
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
    const bool all = omm_wants_queues(needs);
    const uint32_t count = !all                                 ? 1
                           : gpu->family_count < OMM_MAX_QUEUES ? gpu->family_count
                                                                : OMM_MAX_QUEUES;
    for (uint32_t i = 0; i < count; ++i)
        queues[i] = (VkDeviceQueueCreateInfo){
            .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
            .queueFamilyIndex = all ? i : choose_family(gpu, needs),
            .queueCount = 1,
            .pQueuePriorities = &priority,
        };
    return count;
}

static VkResult create(struct omm_device *device, const struct omm_gpu *gpu)
{
    const struct omm_needs *needs = &device->needs;
    struct omm_features features;
    VkDeviceQueueCreateInfo queues[OMM_MAX_QUEUES];
    const char *extensions[OMM_MAX_EXTENSIONS];
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = omm_chain_features(&features, needs),
        .queueCreateInfoCount = list_queues(gpu, needs, queues),
        .pQueueCreateInfos = queues,
        .enabledExtensionCount = omm_list_extensions(gpu, needs, extensions),
        .ppEnabledExtensionNames = extensions,
    };
    return vkCreateDevice(gpu->handle, &info, device->view.allocator, &device->view.device);
}

static void get_queues(struct omm_device *device, const struct omm_gpu *gpu)
{
    if (!omm_wants_queues(&device->needs))
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
    device->asked = *needs;
    device->needs = omm_resolve_needs(gpu, needs);
    device->view = (struct omm_test){
        .instance = instance->handle,
        .physical_device = gpu->handle,
        .vk = &device->commands,
        .gpu = gpu,
        .allocator = allocator,
        .can_read_back = device->needs.read_back && device->needs.ray_query,
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
