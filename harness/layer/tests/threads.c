// SPDX-License-Identifier: Apache-2.0
// Several threads, which ThreadSanitizer watches under the preset of that name: each with an instance
// of its own, and all of them on one device.
#include "fake.h"
#include "report.h"
#include "state.h"

#include <greatest.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { THREADS = 4, ROUNDS = 100 };

static struct fake_vulkan shared;
static _Atomic unsigned heard;

static VKAPI_ATTR VkBool32 VKAPI_CALL count(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                            VkDebugUtilsMessageTypeFlagsEXT types,
                                            const VkDebugUtilsMessengerCallbackDataEXT *data,
                                            void *user)
{
    (void)severity, (void)types, (void)data, (void)user;
    atomic_fetch_add(&heard, 1);
    return VK_FALSE;
}

// What a check does that finds something.
static void find(struct lay_device *device, VkMicromapEXT handle)
{
    struct lay_call call = {.device = device, .command = "vkCopyMicromapEXT"};
    lay_lock(device);
    struct lay_micromap *micromap = lay_find_micromap(device, handle);
    const struct lay_object object = {VK_OBJECT_TYPE_MICROMAP_EXT, LAY_KEY(handle)};
    if (lay_contents_of(device, micromap)->constructed != LAY_YES)
        lay_report(&call, "VUID-vkCopyMicromapEXT-src-11670", &object, 1, "It is not constructed.");
    lay_unlock(device);
    lay_call_stopped(&call);
}

static void use(const struct fake_vulkan *vulkan)
{
    const VkMicromapEXT micromap = fake_micromap(vulkan, 256, 1);
    const VkDebugUtilsObjectNameInfoEXT name = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
        .objectType = VK_OBJECT_TYPE_MICROMAP_EXT,
        .objectHandle = LAY_KEY(micromap),
        .pObjectName = "one of many",
    };
    ON_DEVICE(vulkan, vkSetDebugUtilsObjectNameEXT)(vulkan->device, &name);
    VkDeferredOperationKHR operation;
    ON_DEVICE(vulkan, vkCreateDeferredOperationKHR)(vulkan->device, NULL, &operation);
    find(lay_device_of(vulkan->device), micromap);
    ON_DEVICE(vulkan, vkDeferredOperationJoinKHR)(vulkan->device, operation);
    ON_DEVICE(vulkan, vkDestroyDeferredOperationKHR)(vulkan->device, operation, NULL);
    ON_DEVICE(vulkan, vkDestroyMicromapEXT)(vulkan->device, micromap, NULL);
}

static VkDebugUtilsMessengerCreateInfoEXT counter(void)
{
    struct fake_ear nobody;
    VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&nobody);
    info.pfnUserCallback = count;
    info.pUserData = NULL;
    return info;
}

static void *use_shared(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; ++i)
        use(&shared);
    return NULL;
}

static void *use_own(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS / 10; ++i) {
        struct fake_vulkan own;
        fake_open(&own, NULL);
        const VkDebugUtilsMessengerCreateInfoEXT info = counter();
        VkDebugUtilsMessengerEXT messenger;
        ON_INSTANCE(&own, vkCreateDebugUtilsMessengerEXT)(own.instance, &info, NULL, &messenger);
        for (int n = 0; n < 10; ++n)
            use(&own);
        fake_close(&own);
    }
    return NULL;
}

static void run(void *(*body)(void *))
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; ++i)
        if (pthread_create(&threads[i], NULL, body, NULL))
            abort();
    for (int i = 0; i < THREADS; ++i)
        pthread_join(threads[i], NULL);
}

TEST share_a_device(void)
{
    fake_reset();
    fake_open(&shared, NULL);
    const VkDebugUtilsMessengerCreateInfoEXT info = counter();
    VkDebugUtilsMessengerEXT messenger;
    ON_INSTANCE(&shared, vkCreateDebugUtilsMessengerEXT)
    (shared.instance, &info, NULL, &messenger);
    heard = 0;
    run(use_shared);
    ASSERT_EQ(THREADS * ROUNDS, heard);
    ASSERT_EQ(0, lay_device_of(shared.device)->maps[LAY_MICROMAP].count);
    fake_close(&shared);
    PASS();
}

TEST have_instances_of_their_own(void)
{
    fake_reset();
    heard = 0;
    run(use_own);
    ASSERT_EQ(THREADS * ROUNDS, heard);
    PASS();
}

SUITE(threads)
{
    RUN_TEST(share_a_device);
    RUN_TEST(have_instances_of_their_own);
}
