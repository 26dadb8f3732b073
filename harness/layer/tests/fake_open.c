// SPDX-License-Identifier: Apache-2.0
// The loader's part, and shortcuts for what most tests begin with.
#include "commands.h"
#include "fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

VkResult fake_open_instance(struct fake_vulkan *vulkan, const void *chain)
{
    VkLayerInstanceLink link = {.pfnNextGetInstanceProcAddr = fake_GetInstanceProcAddr};
    const VkLayerInstanceCreateInfo layer = {
        .sType = VK_STRUCTURE_TYPE_LOADER_INSTANCE_CREATE_INFO,
        .pNext = chain,
        .function = VK_LAYER_LINK_INFO,
        .u = {.pLayerInfo = &link},
    };
    const VkApplicationInfo application = {
        .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
        .apiVersion = VK_API_VERSION_1_3,
    };
    const char *const extensions[] = {VK_EXT_DEBUG_UTILS_EXTENSION_NAME,
                                      VK_EXT_DEBUG_REPORT_EXTENSION_NAME};
    const VkInstanceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
        .pNext = &layer,
        .pApplicationInfo = &application,
        .enabledExtensionCount = 2,
        .ppEnabledExtensionNames = extensions,
    };
    VkNegotiateLayerInterface interface = {.sType = LAYER_NEGOTIATE_INTERFACE_STRUCT,
                                           .loaderLayerInterfaceVersion = 2};
    VkResult result = vkNegotiateLoaderLayerInterfaceVersion(&interface);
    if (result != VK_SUCCESS)
        return result;
    vulkan->get_instance_command = interface.pfnGetInstanceProcAddr;
    vulkan->get_device_command = interface.pfnGetDeviceProcAddr;
    const PFN_vkCreateInstance create =
        (PFN_vkCreateInstance)vulkan->get_instance_command(VK_NULL_HANDLE, "vkCreateInstance");
    result = create(&info, NULL, &vulkan->instance);
    uint32_t count = 1;
    if (result == VK_SUCCESS)
        result =
            ON_INSTANCE(vulkan, vkEnumeratePhysicalDevices)(vulkan->instance, &count, &vulkan->gpu);
    return result;
}

VkResult fake_open_device(struct fake_vulkan *vulkan, const void *chain)
{
    VkLayerDeviceLink link = {.pfnNextGetInstanceProcAddr = fake_GetInstanceProcAddr,
                              .pfnNextGetDeviceProcAddr = fake_GetDeviceProcAddr};
    const VkPhysicalDeviceBufferDeviceAddressFeatures addresses = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_BUFFER_DEVICE_ADDRESS_FEATURES,
        .pNext = (void *)chain,
        .bufferDeviceAddress = VK_TRUE,
    };
    const VkPhysicalDeviceOpacityMicromapFeaturesEXT micromaps = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
        .pNext = (void *)&addresses,
        .micromap = VK_TRUE,
        .micromapHostCommands = VK_TRUE,
    };
    const VkLayerDeviceCreateInfo layer = {
        .sType = VK_STRUCTURE_TYPE_LOADER_DEVICE_CREATE_INFO,
        .pNext = &micromaps,
        .function = VK_LAYER_LINK_INFO,
        .u = {.pLayerInfo = &link},
    };
    const char *const extensions[] = {VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME,
                                      VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME};
    const float priority = 1.0f;
    VkDeviceQueueCreateInfo queues[FAKE_FAMILIES];
    for (uint32_t i = 0; i < FAKE_FAMILIES; ++i)
        queues[i] = (VkDeviceQueueCreateInfo){
            .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
            .queueFamilyIndex = i,
            .queueCount = 1,
            .pQueuePriorities = &priority,
        };
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = &layer,
        .queueCreateInfoCount = FAKE_FAMILIES,
        .pQueueCreateInfos = queues,
        .enabledExtensionCount = 2,
        .ppEnabledExtensionNames = extensions,
    };
    return ON_INSTANCE(vulkan, vkCreateDevice)(vulkan->gpu, &info, NULL, &vulkan->device);
}

void fake_open(struct fake_vulkan *vulkan, const void *instance_chain)
{
    *vulkan = (struct fake_vulkan){0};
    if (fake_open_instance(vulkan, instance_chain) == VK_SUCCESS &&
        fake_open_device(vulkan, NULL) == VK_SUCCESS)
        return;
    fputs("the layer does not open over the fake\n", stderr);
    abort();
}

void fake_close(struct fake_vulkan *vulkan)
{
    if (vulkan->device)
        ON_DEVICE(vulkan, vkDestroyDevice)(vulkan->device, NULL);
    if (vulkan->instance)
        ON_INSTANCE(vulkan, vkDestroyInstance)(vulkan->instance, NULL);
    *vulkan = (struct fake_vulkan){0};
}

VkBuffer fake_buffer(const struct fake_vulkan *vulkan, VkDeviceSize size, uint32_t type)
{
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = size,
        .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT |
                 VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT |
                 VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT,
    };
    const VkMemoryAllocateInfo allocation = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
        .allocationSize = size,
        .memoryTypeIndex = type,
    };
    VkBuffer buffer = VK_NULL_HANDLE;
    VkDeviceMemory memory = VK_NULL_HANDLE;
    ON_DEVICE(vulkan, vkCreateBuffer)(vulkan->device, &info, NULL, &buffer);
    ON_DEVICE(vulkan, vkAllocateMemory)(vulkan->device, &allocation, NULL, &memory);
    ON_DEVICE(vulkan, vkBindBufferMemory)(vulkan->device, buffer, memory, 0);
    return buffer;
}

VkMicromapEXT fake_micromap(const struct fake_vulkan *vulkan, VkDeviceSize size, uint32_t type)
{
    const VkMicromapCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
        .buffer = fake_buffer(vulkan, size, type),
        .size = size,
        .type = VK_MICROMAP_TYPE_OPACITY_MICROMAP_EXT,
    };
    VkMicromapEXT micromap = VK_NULL_HANDLE;
    ON_DEVICE(vulkan, vkCreateMicromapEXT)(vulkan->device, &info, NULL, &micromap);
    return micromap;
}

static VKAPI_ATTR VkBool32 VKAPI_CALL hear(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                           VkDebugUtilsMessageTypeFlagsEXT types,
                                           const VkDebugUtilsMessengerCallbackDataEXT *data,
                                           void *user)
{
    (void)types;
    struct fake_ear *ear = user;
    if (ear->heard < 8)
        snprintf(ear->ids[ear->heard], sizeof ear->ids[0], "%s", data->pMessageIdName);
    ++ear->heard;
    snprintf(ear->text, sizeof ear->text, "%s", data->pMessage);
    ear->number = data->messageIdNumber;
    ear->severity = severity;
    ear->object_count = data->objectCount < 8 ? data->objectCount : 8;
    for (uint32_t i = 0; i < ear->object_count; ++i) {
        ear->objects[i] = data->pObjects[i];
        const char *name = data->pObjects[i].pObjectName;
        snprintf(ear->names[i], sizeof ear->names[i], "%s", name ? name : "");
    }
    return ear->stop;
}

VkDebugUtilsMessengerCreateInfoEXT fake_ear_info(struct fake_ear *ear)
{
    return (VkDebugUtilsMessengerCreateInfoEXT){
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
        .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT |
                           VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
        .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT |
                       VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
        .pfnUserCallback = hear,
        .pUserData = ear,
    };
}

bool fake_heard_only(const struct fake_ear *ear, const char *id)
{
    for (unsigned i = 0; i < ear->heard && i < 8; ++i)
        if (strcmp(ear->ids[i], id))
            return false;
    return ear->heard;
}
