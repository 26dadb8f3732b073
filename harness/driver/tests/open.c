// SPDX-License-Identifier: Apache-2.0
#include "open.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct driver driver;

static void *library;

VkResult driver_create_instance(const VkAllocationCallbacks *allocator, VkInstance *instance)
{
    const VkApplicationInfo application = {
        .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
        .apiVersion = VK_API_VERSION_1_3,
    };
    const VkInstanceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
        .pApplicationInfo = &application,
    };
    return driver.CreateInstance(&info, allocator, instance);
}

VkResult driver_create_device(const VkAllocationCallbacks *allocator, VkDevice *device)
{
    static const float priority = 1.0f;
    VkDeviceQueueCreateInfo queues[3];
    for (uint32_t i = 0; i < 3; i++)
        queues[i] = (VkDeviceQueueCreateInfo){
            .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
            .queueFamilyIndex = i,
            .queueCount = 1,
            .pQueuePriorities = &priority,
        };
    static const char *const extensions[] = {
        VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME,
        VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME,
        VK_EXT_CONDITIONAL_RENDERING_EXTENSION_NAME,
        VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME,
    };
    VkPhysicalDeviceOpacityMicromapFeaturesEXT micromap = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
        .micromap = VK_TRUE,
        .micromapHostCommands = driver.has_host_commands,
    };
    VkPhysicalDeviceConditionalRenderingFeaturesEXT conditional = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_CONDITIONAL_RENDERING_FEATURES_EXT,
        .pNext = driver.has_micromaps ? &micromap : NULL,
        .conditionalRendering = VK_TRUE,
    };
    VkPhysicalDeviceVulkan13Features v13 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
        .pNext = &conditional,
        .privateData = VK_TRUE,
        .synchronization2 = VK_TRUE,
        .dynamicRendering = VK_TRUE,
        .maintenance4 = VK_TRUE,
    };
    VkPhysicalDeviceVulkan12Features v12 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
        .pNext = &v13,
        .bufferDeviceAddress = VK_TRUE,
        .timelineSemaphore = VK_TRUE,
        .hostQueryReset = VK_TRUE,
    };
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = &v12,
        .queueCreateInfoCount = 3,
        .pQueueCreateInfos = queues,
        .enabledExtensionCount = driver.has_micromaps ? 4 : 3,
        .ppEnabledExtensionNames = extensions,
    };
    return driver.CreateDevice(driver.physical_device, &info, allocator, device);
}

static void find_micromaps(void)
{
    VkExtensionProperties extensions[16];
    uint32_t count = 16;
    driver.EnumerateDeviceExtensionProperties(driver.physical_device, NULL, &count, extensions);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(extensions[i].extensionName, VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME) == 0)
            driver.has_micromaps = true;

    VkPhysicalDeviceOpacityMicromapFeaturesEXT micromap = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
    };
    VkPhysicalDeviceFeatures2 features = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
        .pNext = &micromap,
    };
    driver.GetPhysicalDeviceFeatures2(driver.physical_device, &features);
    driver.has_host_commands = micromap.micromapHostCommands;
}

bool driver_open(void)
{
    const char *path = getenv("OMMREF_LIBRARY");
    library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!library) {
        fprintf(stderr, "OMMREF_LIBRARY must name libvulkan_ommref.so: %s\n",
                path ? dlerror() : "");
        return false;
    }
    driver.GetInstanceProcAddr =
        (PFN_vkGetInstanceProcAddr)dlsym(library, "vk_icdGetInstanceProcAddr");
#define LOAD(name)                                                                                 \
    driver.name = (PFN_vk##name)driver.GetInstanceProcAddr(driver.instance, "vk" #name);
    GLOBAL_COMMANDS(LOAD)
    if (driver_create_instance(NULL, &driver.instance) != VK_SUCCESS) {
        fprintf(stderr, "no instance\n");
        return false;
    }
    INSTANCE_COMMANDS(LOAD)
#undef LOAD
    uint32_t count = 1;
    driver.EnumeratePhysicalDevices(driver.instance, &count, &driver.physical_device);
    find_micromaps();
    if (driver_create_device(NULL, &driver.device) != VK_SUCCESS) {
        fprintf(stderr, "no device\n");
        return false;
    }
#define LOAD(name) driver.name = (PFN_vk##name)driver.GetDeviceProcAddr(driver.device, "vk" #name);
    DEVICE_COMMANDS(LOAD)
#undef LOAD
    return true;
}

void driver_close(void)
{
    driver.DestroyDevice(driver.device, NULL);
    driver.DestroyInstance(driver.instance, NULL);
    dlclose(library);
}

static int kept_stderr;
static FILE *captured;

void stderr_capture(void)
{
    fflush(stderr);
    captured = tmpfile();
    kept_stderr = dup(STDERR_FILENO);
    dup2(fileno(captured), STDERR_FILENO);
}

void stderr_read(char *text, size_t size)
{
    fflush(stderr);
    dup2(kept_stderr, STDERR_FILENO);
    close(kept_stderr);
    rewind(captured);
    const size_t got = fread(text, 1, size - 1, captured);
    text[got] = '\0';
    fclose(captured);
}
