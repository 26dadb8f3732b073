// SPDX-License-Identifier: Apache-2.0
// A small Vulkan program as an application would be, that knows nothing of the layer but its name: it
// opens instances and devices through the loader, on several threads, with the layers named on the
// command line from top to bottom, and prints what it hears. One call of each device breaks a rule.
//
// Usage: layer_client [--deaf] [LAYER...]
// --deaf: it has no messenger, and nothing stops the call.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <volk.h>

enum { THREADS = 3, ROUNDS = 4 };

static const char *const rule = "VUID-vkCopyMicromapEXT-src-11670";

static const char *const *layers;
static uint32_t layer_count;
static bool deaf;
static _Atomic unsigned heard, others, devices_with_micromaps;

// A failure of the program itself ends it at once.
static void need(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "layer_client: %s failed\n", what);
    exit(99);
}

static VKAPI_ATTR VkBool32 VKAPI_CALL hear(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                           VkDebugUtilsMessageTypeFlagsEXT types,
                                           const VkDebugUtilsMessengerCallbackDataEXT *data,
                                           void *user)
{
    (void)severity, (void)user;
    if (!(types & VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT))
        return VK_FALSE;
    if (!data->pMessageIdName || strcmp(data->pMessageIdName, rule)) {
        fprintf(stderr, "layer_client: heard %s: %s\n", data->pMessageIdName, data->pMessage);
        atomic_fetch_add(&others, 1);
    } else {
        atomic_fetch_add(&heard, 1);
    }
    return VK_TRUE;
}

struct instance {
    VkInstance handle;
    VkDebugUtilsMessengerEXT messenger;
};

static struct instance open_instance(void)
{
    static const char *const extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
    const VkDebugUtilsMessengerCreateInfoEXT messenger = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
        .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT |
                           VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
        .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
        .pfnUserCallback = hear,
    };
    const VkApplicationInfo application = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
                                           .apiVersion = VK_API_VERSION_1_3};
    const VkInstanceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
        .pNext = deaf ? NULL : &messenger,
        .pApplicationInfo = &application,
        .enabledLayerCount = layer_count,
        .ppEnabledLayerNames = layers,
        .enabledExtensionCount = 1,
        .ppEnabledExtensionNames = &extension,
    };
    struct instance instance;
    instance.messenger = VK_NULL_HANDLE;
    need(vkCreateInstance(&info, NULL, &instance.handle) == VK_SUCCESS, "vkCreateInstance");
    if (deaf)
        return instance;
    const PFN_vkCreateDebugUtilsMessengerEXT create =
        (PFN_vkCreateDebugUtilsMessengerEXT)vkGetInstanceProcAddr(instance.handle,
                                                                  "vkCreateDebugUtilsMessengerEXT");
    need(create && create(instance.handle, &messenger, NULL, &instance.messenger) == VK_SUCCESS,
         "the messenger");
    return instance;
}

static bool has_micromaps(VkPhysicalDevice gpu)
{
    VkPhysicalDeviceOpacityMicromapFeaturesEXT micromaps = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT};
    VkPhysicalDeviceFeatures2 features = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
                                          .pNext = &micromaps};
    vkGetPhysicalDeviceFeatures2(gpu, &features);
    return micromaps.micromapHostCommands;
}

static VkDevice open_device(VkPhysicalDevice gpu, bool micromaps)
{
    static const char *const extensions[] = {VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME,
                                             VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME,
                                             VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME};
    static const float priority = 1.0f;
    // The feature that the layer wants is said no to, behind another structure.
    VkPhysicalDeviceVulkan13Features no = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
        .synchronization2 = VK_TRUE};
    VkPhysicalDeviceOpacityMicromapFeaturesEXT features = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
        .pNext = &no,
        .micromap = VK_TRUE,
        .micromapHostCommands = VK_TRUE,
    };
    const VkDeviceQueueCreateInfo queue = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
        .queueCount = 1,
        .pQueuePriorities = &priority,
    };
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = micromaps ? (void *)&features : (void *)&no,
        .queueCreateInfoCount = 1,
        .pQueueCreateInfos = &queue,
        .enabledExtensionCount = micromaps ? 3 : 0,
        .ppEnabledExtensionNames = extensions,
    };
    VkDevice device;
    need(vkCreateDevice(gpu, &info, NULL, &device) == VK_SUCCESS, "vkCreateDevice");
    need(!no.privateData && features.pNext == &no, "leaving the create info alone");
    return device;
}

struct room {
    VkBuffer buffer;
    VkDeviceMemory memory;
};

static struct room make_room(VkPhysicalDevice gpu, VkDevice device,
                             const struct VolkDeviceTable *vk, bool micromaps)
{
    const VkBufferCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
        .size = 8192,
        .usage = micromaps ? VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT
                           : VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
    };
    struct room room;
    need(vk->vkCreateBuffer(device, &info, NULL, &room.buffer) == VK_SUCCESS, "vkCreateBuffer");
    VkMemoryRequirements needs;
    vk->vkGetBufferMemoryRequirements(device, room.buffer, &needs);
    VkPhysicalDeviceMemoryProperties memory;
    vkGetPhysicalDeviceMemoryProperties(gpu, &memory);
    VkMemoryAllocateInfo allocation = {.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
                                       .allocationSize = needs.size};
    while (!(needs.memoryTypeBits >> allocation.memoryTypeIndex & 1) ||
           !(memory.memoryTypes[allocation.memoryTypeIndex].propertyFlags &
             VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT))
        need(++allocation.memoryTypeIndex < memory.memoryTypeCount, "finding memory");
    need(vk->vkAllocateMemory(device, &allocation, NULL, &room.memory) == VK_SUCCESS,
         "vkAllocateMemory");
    need(vk->vkBindBufferMemory(device, room.buffer, room.memory, 0) == VK_SUCCESS,
         "vkBindBufferMemory");
    return room;
}

// Two micromaps, and a copy of the one that nobody built.
static void break_a_rule(VkDevice device, const struct VolkDeviceTable *vk, VkBuffer buffer)
{
    VkMicromapEXT micromaps[2];
    for (uint32_t i = 0; i < 2; ++i) {
        const VkMicromapCreateInfoEXT info = {
            .sType = VK_STRUCTURE_TYPE_MICROMAP_CREATE_INFO_EXT,
            .buffer = buffer,
            .offset = 4096 * i,
            .size = 4096,
        };
        need(vk->vkCreateMicromapEXT(device, &info, NULL, &micromaps[i]) == VK_SUCCESS,
             "vkCreateMicromapEXT");
    }
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = micromaps[0],
        .dst = micromaps[1],
    };
    const VkResult result = vk->vkCopyMicromapEXT(device, VK_NULL_HANDLE, &info);
    need(deaf || result == VK_ERROR_VALIDATION_FAILED_EXT, "stopping the call");
    atomic_fetch_add(&devices_with_micromaps, 1);
    for (int i = 0; i < 2; ++i)
        vk->vkDestroyMicromapEXT(device, micromaps[i], NULL);
}

// The loader of Vulkan 1.3.239 walks its list of devices in vkGetDeviceProcAddr without a lock, and may
// meet one that another thread is taking out.
static pthread_mutex_t loader_lock = PTHREAD_MUTEX_INITIALIZER;

static void use_device(VkPhysicalDevice gpu)
{
    const bool micromaps = has_micromaps(gpu);
    struct VolkDeviceTable vk;
    pthread_mutex_lock(&loader_lock);
    const VkDevice device = open_device(gpu, micromaps);
    volkLoadDeviceTable(&vk, device);
    pthread_mutex_unlock(&loader_lock);
    const struct room room = make_room(gpu, device, &vk, micromaps);
    if (micromaps)
        break_a_rule(device, &vk, room.buffer);
    vk.vkDestroyBuffer(device, room.buffer, NULL);
    vk.vkFreeMemory(device, room.memory, NULL);
    pthread_mutex_lock(&loader_lock);
    vk.vkDestroyDevice(device, NULL);
    pthread_mutex_unlock(&loader_lock);
}

static VkPhysicalDevice first_gpu(VkInstance instance)
{
    uint32_t count = 1;
    VkPhysicalDevice gpu = VK_NULL_HANDLE;
    const VkResult result = vkEnumeratePhysicalDevices(instance, &count, &gpu);
    need((result == VK_SUCCESS || result == VK_INCOMPLETE) && count, "vkEnumeratePhysicalDevices");
    return gpu;
}

static void *use(void *instance)
{
    const VkPhysicalDevice gpu = first_gpu(instance);
    for (int i = 0; i < ROUNDS; ++i)
        use_device(gpu);
    return NULL;
}

int main(int argc, char **argv)
{
    deaf = argc > 1 && !strcmp(argv[1], "--deaf");
    layers = (const char *const *)argv + 1 + deaf;
    layer_count = (uint32_t)(argc - 1 - deaf);
    need(volkInitialize() == VK_SUCCESS, "opening the loader");
    struct instance instances[THREADS];
    for (int i = 0; i < THREADS; ++i)
        instances[i] = open_instance();
    // The loader's own entry points serve every instance.
    volkLoadInstanceOnly(instances[0].handle);
    // Each instance by a thread of its own, and the first by two.
    pthread_t threads[THREADS + 1];
    for (int i = 0; i < THREADS + 1; ++i)
        need(!pthread_create(&threads[i], NULL, use, instances[i % THREADS].handle),
             "pthread_create");
    for (int i = 0; i < THREADS + 1; ++i)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; ++i) {
        vkDestroyDebugUtilsMessengerEXT(instances[i].handle, instances[i].messenger, NULL);
        vkDestroyInstance(instances[i].handle, NULL);
    }
    printf("devices %d, with micromaps %u, heard of them %u, of other rules %u\n",
           (THREADS + 1) * ROUNDS, devices_with_micromaps, heard, others);
    return heard == devices_with_micromaps && !others ? 0 : 1;
}
