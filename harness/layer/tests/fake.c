// SPDX-License-Identifier: Apache-2.0
#include "fake.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct fake_world fake;

static struct counted {
    const char *name; ///< without "vk"
    unsigned calls;
} counts[256];
static unsigned count_of_counts;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic uint64_t last_handle = 1000;

void fake_reset(void)
{
    static char bytes[4096];
    fake = (struct fake_world){
        .api_version = VK_API_VERSION_1_3,
        .messengers = true,
        .private_data = true,
        .features_2 = true,
        .operation_result = VK_SUCCESS,
        .create_result = VK_SUCCESS,
        .host_result = VK_SUCCESS,
        .fence_status = VK_SUCCESS,
        .submit_result = VK_SUCCESS,
        .available = true,
        .mapped = bytes,
        .property = 1024,
        .query_result = VK_SUCCESS,
        .compatibility = VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR,
        .counts = true,
    };
    count_of_counts = 0;
}

static struct counted *find(const char *name)
{
    for (unsigned i = 0; i < count_of_counts; ++i)
        if (!strcmp(counts[i].name, name))
            return &counts[i];
    return NULL;
}

void fake_count(const char *name)
{
    if (!fake.counts)
        return;
    pthread_mutex_lock(&lock);
    struct counted *counted = find(name);
    if (!counted) {
        counted = &counts[count_of_counts++];
        *counted = (struct counted){.name = name};
    }
    ++counted->calls;
    pthread_mutex_unlock(&lock);
}

unsigned fake_calls(const char *name)
{
    pthread_mutex_lock(&lock);
    const struct counted *counted = find(name + strlen("vk"));
    const unsigned calls = counted ? counted->calls : 0;
    pthread_mutex_unlock(&lock);
    return calls;
}

void *fake_dispatchable(void *key)
{
    // A test may let malloc and its like fail: starved.c.
    void **object = aligned_alloc(64, 64);
    if (!object)
        abort();
    memset(object, 0, 64);
    *object = key ? key : object;
    return object;
}

uint64_t fake_handle(void)
{
    return fake.equal_handles ? 7 : atomic_fetch_add(&last_handle, 16);
}

static PFN_vkVoidFunction find_in(const struct fake_command *commands, const char *name)
{
    while (commands->name && strcmp(commands->name, name))
        ++commands;
    return commands->function;
}

static bool is_debugging(const char *name)
{
    return strstr(name, "DebugUtils") || strstr(name, "DebugReport");
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL fake_GetDeviceProcAddr(VkDevice device, const char *name)
{
    (void)device;
    if (is_debugging(name) && !fake.messengers)
        return NULL;
    PFN_vkVoidFunction found = find_in(fake_object_commands, name);
    if (!found)
        found = find_in(fake_recording_commands, name);
    return found ? found : find_in(fake_sync_commands, name);
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL fake_GetInstanceProcAddr(VkInstance instance,
                                                                  const char *name)
{
    (void)instance;
    if (is_debugging(name) && !fake.messengers)
        return NULL;
    if (!fake.features_2 && (!strncmp(name, "vkGetPhysicalDeviceFeatures2", 28) ||
                             !strncmp(name, "vkGetPhysicalDeviceProperties2", 30)))
        return NULL;
    PFN_vkVoidFunction found = find_in(fake_instance_commands, name);
    return found ? found : fake_GetDeviceProcAddr(VK_NULL_HANDLE, name);
}
