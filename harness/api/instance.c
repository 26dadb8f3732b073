// SPDX-License-Identifier: Apache-2.0
// The loader and the instance, with or without validation layers.
#include "session.h"

#include <ommcts/verdict.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char khronos_layer[] = "VK_LAYER_KHRONOS_validation";

bool omm_loader_open(char *why, size_t why_size)
{
    static bool open;
    if (!open && volkInitialize() != VK_SUCCESS) {
        snprintf(why, why_size, "no Vulkan loader (libvulkan.so.1) was found");
        return false;
    }
    open = true;
    return true;
}

// Writes "name version" of the layer, or returns false when the loader does not offer it.
static bool find_layer(const char *name, char *out, size_t size)
{
    uint32_t count = 0;
    vkEnumerateInstanceLayerProperties(&count, NULL);
    VkLayerProperties *layers = calloc(count + 1, sizeof *layers);
    if (!layers)
        return false;
    vkEnumerateInstanceLayerProperties(&count, layers);
    bool found = false;
    for (uint32_t i = 0; i < count && !found; ++i) {
        found = !strcmp(layers[i].layerName, name);
        const uint32_t version = layers[i].specVersion;
        if (found)
            snprintf(out, size, "%s %u.%u.%u", name, VK_API_VERSION_MAJOR(version),
                     VK_API_VERSION_MINOR(version), VK_API_VERSION_PATCH(version));
    }
    free(layers);
    return found;
}

// The Khronos layer goes silent on a message after ten repetitions; every case must hear its own. The names
// of the switch in old and new versions; what the user set stands.
static void lift_message_limit(void)
{
    setenv("VK_LAYER_DUPLICATE_MESSAGE_LIMIT", "0", 0);
    setenv("VK_KHRONOS_VALIDATION_DUPLICATE_MESSAGE_LIMIT", "0", 0);
    setenv("VK_KHRONOS_VALIDATION_ENABLE_MESSAGE_LIMIT", "false", 0);
}

static VkResult create(struct omm_instance *instance)
{
    uint32_t loader = VK_API_VERSION_1_0;
    if (vkEnumerateInstanceVersion)
        vkEnumerateInstanceVersion(&loader);
    instance->api_version = loader < VK_API_VERSION_1_3 ? loader : VK_API_VERSION_1_3;
    const VkApplicationInfo application = {
        .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
        .pApplicationName = "ommcts",
        .apiVersion = instance->api_version,
    };
    const VkDebugUtilsMessengerCreateInfoEXT messenger = omm_messenger_info(instance);
    const char *const layer = khronos_layer;
    const char *const extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
    const bool layered = instance->layers != OMM_LAYERS_NONE;
    if (layered)
        lift_message_limit();
    const VkInstanceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
        .pNext = layered ? &messenger : NULL,
        .pApplicationInfo = &application,
        .enabledLayerCount = layered,
        .ppEnabledLayerNames = &layer,
        .enabledExtensionCount = layered,
        .ppEnabledExtensionNames = &extension,
    };
    const VkResult result = vkCreateInstance(&info, NULL, &instance->handle);
    if (result != VK_SUCCESS)
        return result;
    volkLoadInstanceOnly(instance->handle);
    if (!layered)
        return VK_SUCCESS;
    return vkCreateDebugUtilsMessengerEXT(instance->handle, &messenger, NULL, &instance->messenger);
}

static void read_gpus(struct omm_instance *instance)
{
    uint32_t count = 0;
    vkEnumeratePhysicalDevices(instance->handle, &count, NULL);
    VkPhysicalDevice *handles = calloc(count + 1, sizeof *handles);
    instance->gpus = calloc(count + 1, sizeof *instance->gpus);
    if (handles && instance->gpus) {
        vkEnumeratePhysicalDevices(instance->handle, &count, handles);
        for (uint32_t i = 0; i < count; ++i)
            omm_gpu_read(&instance->gpus[i], handles[i], instance->api_version);
        instance->gpu_count = count;
    }
    free(handles);
}

enum run_opening omm_instance_open(struct omm_instance *instance, enum omm_layers layers, char *why,
                                   size_t why_size)
{
    memset(instance, 0, sizeof *instance);
    instance->layers = layers;
    if (layers != OMM_LAYERS_NONE &&
        !find_layer(khronos_layer, instance->layer, sizeof instance->layer)) {
        snprintf(why, why_size, "%s is not installed", khronos_layer);
        return RUN_NOTHING_HERE;
    }
    const VkResult result = create(instance);
    if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
        snprintf(why, why_size, "the Vulkan loader found no driver");
        return RUN_NOTHING_HERE;
    }
    if (result != VK_SUCCESS) {
        snprintf(why, why_size, "vkCreateInstance returned %s", omm_result_name(result));
        return RUN_BROKEN;
    }
    if (instance->api_version < VK_API_VERSION_1_1) {
        snprintf(why, why_size, "the Vulkan loader knows Vulkan 1.0 only");
        omm_instance_close(instance);
        return RUN_NOTHING_HERE;
    }
    read_gpus(instance);
    if (instance->gpu_count)
        return RUN_OPENED;
    snprintf(why, why_size, "the Vulkan driver offers no device");
    omm_instance_close(instance);
    return RUN_NOTHING_HERE;
}

void omm_instance_close(struct omm_instance *instance)
{
    for (uint32_t i = 0; i < instance->gpu_count; ++i)
        omm_gpu_clear(&instance->gpus[i]);
    free(instance->gpus);
    if (instance->messenger)
        vkDestroyDebugUtilsMessengerEXT(instance->handle, instance->messenger, NULL);
    if (instance->handle)
        vkDestroyInstance(instance->handle, NULL);
    memset(instance, 0, sizeof *instance);
}
