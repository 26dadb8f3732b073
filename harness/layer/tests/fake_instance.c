// SPDX-License-Identifier: Apache-2.0
// The fake's instances, its one physical device and its devices.
#include "fake.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static VKAPI_ATTR VkResult VKAPI_CALL CreateInstance(const VkInstanceCreateInfo *info,
                                                     const VkAllocationCallbacks *allocator,
                                                     VkInstance *instance)
{
    (void)info, (void)allocator;
    fake_count("CreateInstance");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    void **object = fake_dispatchable(NULL);
    object[1] = fake_dispatchable(object); // the physical device
    *instance = (VkInstance)object;
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroyInstance(VkInstance instance,
                                                  const VkAllocationCallbacks *allocator)
{
    (void)allocator;
    fake_count("DestroyInstance");
    free(((void **)instance)[1]);
    free(instance);
}

static VKAPI_ATTR VkResult VKAPI_CALL EnumeratePhysicalDevices(VkInstance instance, uint32_t *count,
                                                               VkPhysicalDevice *devices)
{
    *count = 1;
    if (devices)
        *devices = ((void **)instance)[1];
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL EnumerateDeviceExtensionProperties(
    VkPhysicalDevice gpu, const char *layer, uint32_t *count, VkExtensionProperties *properties)
{
    (void)gpu, (void)layer;
    if (properties && *count && fake.private_extension)
        strcpy(properties->extensionName, VK_EXT_PRIVATE_DATA_EXTENSION_NAME);
    *count = fake.private_extension;
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL EnumerateDeviceLayerProperties(VkPhysicalDevice gpu,
                                                                     uint32_t *count,
                                                                     VkLayerProperties *layers)
{
    (void)gpu, (void)layers;
    *count = 0;
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL
GetPhysicalDeviceProperties(VkPhysicalDevice gpu, VkPhysicalDeviceProperties *properties)
{
    (void)gpu;
    *properties = (VkPhysicalDeviceProperties){.apiVersion = fake.api_version};
}

static void answer_properties(VkPhysicalDevice gpu, VkPhysicalDeviceProperties2 *properties)
{
    GetPhysicalDeviceProperties(gpu, &properties->properties);
    for (VkBaseOutStructure *link = properties->pNext; link; link = link->pNext) {
        if (link->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_PROPERTIES_EXT) {
            VkPhysicalDeviceOpacityMicromapPropertiesEXT *micromaps = (void *)link;
            micromaps->maxOpacity2StateSubdivisionLevel = 12;
            micromaps->maxOpacity4StateSubdivisionLevel = 11;
        }
        if (link->sType ==
            VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ACCELERATION_STRUCTURE_PROPERTIES_KHR) {
            VkPhysicalDeviceAccelerationStructurePropertiesKHR *structures = (void *)link;
            structures->minAccelerationStructureScratchOffsetAlignment = 256;
        }
    }
}

static void answer_features(VkPhysicalDeviceFeatures2 *features)
{
    VkPhysicalDevicePrivateDataFeatures *private_data = features->pNext;
    if (private_data &&
        private_data->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES)
        private_data->privateData = fake.private_data;
}

static VKAPI_ATTR void VKAPI_CALL
GetPhysicalDeviceProperties2(VkPhysicalDevice gpu, VkPhysicalDeviceProperties2 *properties)
{
    fake_count("GetPhysicalDeviceProperties2");
    answer_properties(gpu, properties);
}

static VKAPI_ATTR void VKAPI_CALL GetPhysicalDeviceFeatures2(VkPhysicalDevice gpu,
                                                             VkPhysicalDeviceFeatures2 *features)
{
    (void)gpu;
    fake_count("GetPhysicalDeviceFeatures2");
    answer_features(features);
}

// The same under the names of the extension.
static VKAPI_ATTR void VKAPI_CALL
GetPhysicalDeviceProperties2KHR(VkPhysicalDevice gpu, VkPhysicalDeviceProperties2 *properties)
{
    fake_count("GetPhysicalDeviceProperties2KHR");
    answer_properties(gpu, properties);
}

static VKAPI_ATTR void VKAPI_CALL GetPhysicalDeviceFeatures2KHR(VkPhysicalDevice gpu,
                                                                VkPhysicalDeviceFeatures2 *features)
{
    (void)gpu;
    fake_count("GetPhysicalDeviceFeatures2KHR");
    answer_features(features);
}

static VKAPI_ATTR void VKAPI_CALL
GetPhysicalDeviceMemoryProperties(VkPhysicalDevice gpu, VkPhysicalDeviceMemoryProperties *memory)
{
    (void)gpu;
    *memory = (VkPhysicalDeviceMemoryProperties){
        .memoryTypeCount = 3,
        .memoryTypes = {{VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, 0},
                        {VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT, 0},
                        {VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_CACHED_BIT,
                         1}},
        .memoryHeapCount = 2,
        .memoryHeaps = {{1u << 30, 0}, {1u << 30, 0}},
    };
    if (fake.multi_instance)
        memory->memoryHeaps[1].flags = VK_MEMORY_HEAP_MULTI_INSTANCE_BIT;
}

static VKAPI_ATTR void VKAPI_CALL GetPhysicalDeviceQueueFamilyProperties(
    VkPhysicalDevice gpu, uint32_t *count, VkQueueFamilyProperties *families)
{
    *count = gpu ? FAKE_FAMILIES : 0;
    if (!families)
        return;
    memset(families, 0, FAKE_FAMILIES * sizeof *families);
    families[0].queueFlags = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT | VK_QUEUE_TRANSFER_BIT |
                             VK_QUEUE_VIDEO_DECODE_BIT_KHR;
    families[1].queueFlags = VK_QUEUE_TRANSFER_BIT;
    families[2].queueFlags = VK_QUEUE_VIDEO_DECODE_BIT_KHR;
    for (int i = 0; i < FAKE_FAMILIES; ++i)
        families[i].queueCount = 1;
}

static void look_at(const VkDeviceCreateInfo *info)
{
    fake.saw_private_data = false;
    fake.saw_extensions = info->enabledExtensionCount;
    for (uint32_t i = 0; i < info->enabledExtensionCount && i < 4; ++i)
        snprintf(fake.saw_names[i], sizeof fake.saw_names[i], "%s",
                 info->ppEnabledExtensionNames[i]);
    fake.saw_links = 0;
    for (const VkBaseInStructure *link = info->pNext; link; link = link->pNext) {
        ++fake.saw_links;
        if (link->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PRIVATE_DATA_FEATURES)
            fake.saw_private_data |=
                ((const VkPhysicalDevicePrivateDataFeatures *)link)->privateData;
        if (link->sType == VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES)
            fake.saw_private_data |= ((const VkPhysicalDeviceVulkan13Features *)link)->privateData;
    }
}

static VKAPI_ATTR VkResult VKAPI_CALL CreateDevice(VkPhysicalDevice gpu,
                                                   const VkDeviceCreateInfo *info,
                                                   const VkAllocationCallbacks *allocator,
                                                   VkDevice *device)
{
    (void)gpu, (void)allocator;
    fake_count("CreateDevice");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    static _Atomic bool looking; // several threads may create devices
    if (!atomic_exchange(&looking, true)) {
        look_at(info);
        atomic_store(&looking, false);
    }
    *device = fake_dispatchable(NULL);
    return VK_SUCCESS;
}

static VKAPI_ATTR VkResult VKAPI_CALL CreateDebugUtilsMessengerEXT(
    VkInstance instance, const VkDebugUtilsMessengerCreateInfoEXT *info,
    const VkAllocationCallbacks *allocator, VkDebugUtilsMessengerEXT *messenger)
{
    (void)instance, (void)info, (void)allocator;
    fake_count("CreateDebugUtilsMessengerEXT");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *messenger = (VkDebugUtilsMessengerEXT)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroyDebugUtilsMessengerEXT(
    VkInstance instance, VkDebugUtilsMessengerEXT messenger, const VkAllocationCallbacks *allocator)
{
    (void)instance, (void)messenger, (void)allocator;
    fake_count("DestroyDebugUtilsMessengerEXT");
}

static VKAPI_ATTR void VKAPI_CALL SubmitDebugUtilsMessageEXT(
    VkInstance instance, VkDebugUtilsMessageSeverityFlagBitsEXT severity,
    VkDebugUtilsMessageTypeFlagsEXT types, const VkDebugUtilsMessengerCallbackDataEXT *data)
{
    (void)instance, (void)severity, (void)types, (void)data;
    fake_count("SubmitDebugUtilsMessageEXT");
}

static VKAPI_ATTR VkResult VKAPI_CALL CreateDebugReportCallbackEXT(
    VkInstance instance, const VkDebugReportCallbackCreateInfoEXT *info,
    const VkAllocationCallbacks *allocator, VkDebugReportCallbackEXT *callback)
{
    (void)instance, (void)info, (void)allocator;
    fake_count("CreateDebugReportCallbackEXT");
    if (fake.create_result != VK_SUCCESS)
        return fake.create_result;
    *callback = (VkDebugReportCallbackEXT)fake_handle();
    return VK_SUCCESS;
}

static VKAPI_ATTR void VKAPI_CALL DestroyDebugReportCallbackEXT(
    VkInstance instance, VkDebugReportCallbackEXT callback, const VkAllocationCallbacks *allocator)
{
    (void)instance, (void)callback, (void)allocator;
    fake_count("DestroyDebugReportCallbackEXT");
}

const struct fake_command fake_instance_commands[] = {
    FAKE_COMMAND(CreateInstance),
    FAKE_COMMAND(DestroyInstance),
    FAKE_COMMAND(EnumeratePhysicalDevices),
    FAKE_COMMAND(EnumerateDeviceExtensionProperties),
    FAKE_COMMAND(EnumerateDeviceLayerProperties),
    FAKE_COMMAND(GetPhysicalDeviceProperties),
    FAKE_COMMAND(GetPhysicalDeviceProperties2),
    FAKE_COMMAND(GetPhysicalDeviceFeatures2),
    FAKE_COMMAND(GetPhysicalDeviceProperties2KHR),
    FAKE_COMMAND(GetPhysicalDeviceFeatures2KHR),
    FAKE_COMMAND(GetPhysicalDeviceMemoryProperties),
    FAKE_COMMAND(GetPhysicalDeviceQueueFamilyProperties),
    FAKE_COMMAND(CreateDevice),
    FAKE_COMMAND(CreateDebugUtilsMessengerEXT),
    FAKE_COMMAND(DestroyDebugUtilsMessengerEXT),
    FAKE_COMMAND(SubmitDebugUtilsMessageEXT),
    FAKE_COMMAND(CreateDebugReportCallbackEXT),
    FAKE_COMMAND(DestroyDebugReportCallbackEXT),
    {"vkGetDeviceProcAddr", (PFN_vkVoidFunction)fake_GetDeviceProcAddr},
    {"vkGetInstanceProcAddr", (PFN_vkVoidFunction)fake_GetInstanceProcAddr},
    {NULL, NULL},
};
