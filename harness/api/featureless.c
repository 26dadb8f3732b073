// SPDX-License-Identifier: Apache-2.0
// Devices that a case opens without features.
#include <ommcts/breach.h>
#include <ommcts/verdict.h>

struct device {
    struct omm_test view;
    struct VolkDeviceTable commands;
    struct omm_queue queue;
};

static void destroy_device(void *object)
{
    const struct device *device = object;
    device->commands.vkDestroyDevice(device->view.device, device->view.allocator);
}

static uint32_t family_that_computes(const struct omm_gpu *gpu)
{
    for (uint32_t i = 0; i < gpu->family_count; ++i)
        if (gpu->families[i].queueFlags & VK_QUEUE_COMPUTE_BIT)
            return i;
    omm_not_supported("no queue family of this device computes");
}

static void destroy_bare(void *object)
{
    VkDevice *device = object;
    ((PFN_vkDestroyDevice)vkGetDeviceProcAddr(*device, "vkDestroyDevice"))(*device, NULL);
}

VkDevice omm_open_bare_device(const struct omm_test *t, const char *const *extensions,
                              uint32_t count)
{
    const float priority = 1.0f;
    const VkDeviceQueueCreateInfo queue = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
        .queueCount = 1,
        .pQueuePriorities = &priority,
    };
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .queueCreateInfoCount = 1,
        .pQueueCreateInfos = &queue,
        .enabledExtensionCount = count,
        .ppEnabledExtensionNames = extensions,
    };
    VkDevice *device = omm_alloc(sizeof *device);
    const VkResult result = vkCreateDevice(t->physical_device, &info, NULL, device);
    if (result == VK_ERROR_TOO_MANY_OBJECTS)
        omm_not_supported("the driver has no second VkDevice beside the first");
    omm_must_succeed(result, "vkCreateDevice");
    omm_cleanup(destroy_bare, device);
    return *device;
}

const struct omm_test *omm_open_featureless(const struct omm_test *t)
{
    static const float priority = 1.0f;
    const struct omm_needs needs = {.micromap = true};
    const char *extensions[OMM_MAX_EXTENSIONS];
    struct device *device = omm_alloc(sizeof *device);
    device->queue.family = family_that_computes(t->gpu);
    device->queue.flags = t->gpu->families[device->queue.family].queueFlags;
    const VkDeviceQueueCreateInfo queue = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
        .queueFamilyIndex = device->queue.family,
        .queueCount = 1,
        .pQueuePriorities = &priority,
    };
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .queueCreateInfoCount = 1,
        .pQueueCreateInfos = &queue,
        .enabledExtensionCount = omm_list_extensions(t->gpu, &needs, extensions),
        .ppEnabledExtensionNames = extensions,
    };
    device->view = (struct omm_test){
        .instance = t->instance,
        .physical_device = t->physical_device,
        .vk = &device->commands,
        .gpu = t->gpu,
        .queues = &device->queue,
        .queue_count = 1,
    };
    omm_must_succeed(vkCreateDevice(t->physical_device, &info, NULL, &device->view.device),
                     "vkCreateDevice");
    volkLoadDeviceTable(&device->commands, device->view.device);
    omm_cleanup(destroy_device, device);
    device->commands.vkGetDeviceQueue(device->view.device, device->queue.family, 0,
                                      &device->queue.handle);
    return &device->view;
}
