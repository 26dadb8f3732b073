// SPDX-License-Identifier: Apache-2.0
// The loader and the instance, with or without validation layers.
#include "session.h"

#include <ommcts/verdict.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char khronos_layer[] = "VK_LAYER_KHRONOS_validation";
static const char ommcts_layer[] = "VK_LAYER_OMMCTS_host_copy";

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

unsigned omm_layers_named(const char *name)
{
    const bool both = !strcmp(name, "both");
    return (both || !strcmp(name, "khronos") ? OMM_LAYERS_KHRONOS : 0) |
           (both || !strcmp(name, "ommcts") ? OMM_LAYERS_OMMCTS : 0);
}

// The version of the layer, or 0 when the loader does not offer it.
static uint32_t find_layer(const char *name)
{
    uint32_t count = 0, version = 0;
    vkEnumerateInstanceLayerProperties(&count, NULL);
    VkLayerProperties *layers = calloc(count + 1, sizeof *layers);
    if (!layers)
        return 0;
    vkEnumerateInstanceLayerProperties(&count, layers);
    for (uint32_t i = 0; i < count && !version; ++i)
        if (!strcmp(layers[i].layerName, name))
            version = layers[i].specVersion;
    free(layers);
    return version;
}

// Adds "name version" to the instance's layers. False: it is not installed, as `why` says.
static bool add_layer(struct omm_instance *instance, const char *name, char *why, size_t why_size)
{
    const uint32_t version = find_layer(name);
    if (!version) {
        snprintf(why, why_size, "%s is not installed", name);
        return false;
    }
    const size_t length = strlen(instance->layer);
    snprintf(instance->layer + length, sizeof instance->layer - length, "%s%s %u.%u.%u",
             length ? ", " : "", name, VK_API_VERSION_MAJOR(version), VK_API_VERSION_MINOR(version),
             VK_API_VERSION_PATCH(version));
    // Before this version the layer hands its own wrapped micromap handles to builds of acceleration structures.
    if (name == khronos_layer)
        instance->unwrapped =
            (instance->layers & OMM_LAYERS_ATTACH) && version < VK_MAKE_API_VERSION(0, 1, 4, 304);
    return true;
}

static bool find_layers(struct omm_instance *instance, char *why, size_t why_size)
{
    return (!(instance->layers & OMM_LAYERS_OMMCTS) ||
            add_layer(instance, ommcts_layer, why, why_size)) &&
           (!(instance->layers & OMM_LAYERS_KHRONOS) ||
            add_layer(instance, khronos_layer, why, why_size));
}

// The Khronos layer goes silent on a message after ten repetitions; every case must hear its own. The names
// of the switch in old and new versions; what the user set stands.
static void lift_message_limit(void)
{
    setenv("VK_LAYER_DUPLICATE_MESSAGE_LIMIT", "0", 0);
    setenv("VK_KHRONOS_VALIDATION_DUPLICATE_MESSAGE_LIMIT", "0", 0);
    setenv("VK_KHRONOS_VALIDATION_ENABLE_MESSAGE_LIMIT", "false", 0);
}

static uint32_t choose_version(void)
{
    uint32_t loader = VK_API_VERSION_1_0;
    if (vkEnumerateInstanceVersion)
        vkEnumerateInstanceVersion(&loader);
    return loader < VK_API_VERSION_1_3 ? loader : VK_API_VERSION_1_3;
}

static VkResult create(struct omm_instance *instance)
{
    instance->api_version = choose_version();
    const VkApplicationInfo application = {
        .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
        .pApplicationName = "ommcts",
        .apiVersion = instance->api_version,
    };
    VkDebugUtilsMessengerCreateInfoEXT messenger = omm_messenger_info(instance);
    const VkValidationFeatureDisableEXT wrapping = VK_VALIDATION_FEATURE_DISABLE_UNIQUE_HANDLES_EXT;
    const VkValidationFeaturesEXT unwrapped = {
        .sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT,
        .disabledValidationFeatureCount = 1,
        .pDisabledValidationFeatures = &wrapping,
    };
    messenger.pNext = instance->unwrapped ? &unwrapped : NULL;
    const char *layers[2];
    uint32_t count = 0;
    if (instance->layers & OMM_LAYERS_OMMCTS)
        layers[count++] = ommcts_layer;
    if (instance->layers & OMM_LAYERS_KHRONOS)
        layers[count++] = khronos_layer;
    if (count)
        lift_message_limit();
    const char *const extensions[] = {VK_EXT_DEBUG_UTILS_EXTENSION_NAME,
                                      VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME};
    const VkInstanceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
        .pNext = count ? &messenger : NULL,
        .pApplicationInfo = &application,
        .enabledLayerCount = count,
        .ppEnabledLayerNames = layers,
        .enabledExtensionCount = count ? 1 + instance->unwrapped : 0,
        .ppEnabledExtensionNames = extensions,
    };
    const VkResult result = vkCreateInstance(&info, NULL, &instance->handle);
    if (result != VK_SUCCESS)
        return result;
    volkLoadInstanceOnly(instance->handle);
    messenger.pNext = NULL;
    return count ? vkCreateDebugUtilsMessengerEXT(instance->handle, &messenger, NULL,
                                                  &instance->messenger)
                 : VK_SUCCESS;
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

enum run_opening omm_instance_open(struct omm_instance *instance, unsigned layers, char *why,
                                   size_t why_size)
{
    memset(instance, 0, sizeof *instance);
    instance->layers = layers;
    if (!find_layers(instance, why, why_size))
        return RUN_NOTHING_HERE;
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
