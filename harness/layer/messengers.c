// SPDX-License-Identifier: Apache-2.0
#include "messengers.h"

#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct listener {
    struct listener *next;
    uint64_t handle; ///< 0: of the instance's create info
    VkDebugUtilsMessengerCreateInfoEXT info;
};

struct lay_messengers {
    pthread_mutex_t lock;
    struct listener *listeners; ///< in the order of their creation
};

// False when there is no memory.
static bool add(struct lay_messengers *messengers, uint64_t handle,
                const VkDebugUtilsMessengerCreateInfoEXT *info)
{
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener)
        return false;
    listener->handle = handle;
    listener->info = *info;
    listener->info.pNext = NULL;
    pthread_mutex_lock(&messengers->lock);
    struct listener **end = &messengers->listeners;
    while (*end)
        end = &(*end)->next;
    *end = listener;
    pthread_mutex_unlock(&messengers->lock);
    return true;
}

struct lay_messengers *lay_messengers_create(const VkInstanceCreateInfo *info)
{
    (void)info;
    struct lay_messengers *messengers = calloc(1, sizeof *messengers);
    if (messengers)
        pthread_mutex_init(&messengers->lock, NULL);
    return messengers;
}

void lay_messengers_destroy(struct lay_messengers *messengers)
{
    for (struct listener *next, *listener = messengers->listeners; listener; listener = next) {
        next = listener->next;
        free(listener);
    }
    pthread_mutex_destroy(&messengers->lock);
    free(messengers);
}

static void print(const struct lay_message *message)
{
    fprintf(stderr, "%s: %s\n", message->id, message->text);
}

static bool tell(const VkDebugUtilsMessengerCreateInfoEXT *listener,
                 const struct lay_message *message)
{
    const VkDebugUtilsMessageSeverityFlagBitsEXT severity =
        VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    const VkDebugUtilsMessageTypeFlagsEXT type = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
    if (!(listener->messageSeverity & severity) || !(listener->messageType & type))
        return false;
    const VkDebugUtilsMessengerCallbackDataEXT data = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CALLBACK_DATA_EXT,
        .pMessageIdName = message->id,
        .messageIdNumber = message->number,
        .pMessage = message->text,
        .objectCount = message->object_count,
        .pObjects = message->objects,
    };
    return listener->pfnUserCallback(severity, type, &data, listener->pUserData);
}

// A copy of the listeners, so that none is called under the lock. Messengers are not destroyed while
// another command of their instance runs, so that a copy stays good.
static uint32_t copy_listeners(struct lay_messengers *messengers,
                               VkDebugUtilsMessengerCreateInfoEXT **copies)
{
    uint32_t count = 0;
    pthread_mutex_lock(&messengers->lock);
    for (struct listener *listener = messengers->listeners; listener; listener = listener->next)
        ++count;
    *copies = count ? calloc(count, sizeof **copies) : NULL;
    if (!*copies)
        count = 0;
    uint32_t i = 0;
    for (struct listener *listener = messengers->listeners; listener && i < count;
         listener = listener->next)
        (*copies)[i++] = listener->info;
    pthread_mutex_unlock(&messengers->lock);
    return count;
}

bool lay_messengers_tell(struct lay_instance *instance, const struct lay_message *message)
{
    VkDebugUtilsMessengerCreateInfoEXT *listeners;
    const uint32_t count = copy_listeners(instance->messengers, &listeners);
    bool stop = false;
    for (uint32_t i = 0; i < count; ++i)
        stop |= tell(&listeners[i], message);
    free(listeners);
    const enum lay_stderr to_stderr = instance->settings.to_stderr;
    if (to_stderr == LAY_STDERR_ALWAYS || (to_stderr == LAY_STDERR_AUTO && !count))
        print(message);
    return stop;
}

static VKAPI_ATTR VkResult VKAPI_CALL
create_messenger(VkInstance handle, const VkDebugUtilsMessengerCreateInfoEXT *info,
                 const VkAllocationCallbacks *allocator, VkDebugUtilsMessengerEXT *messenger)
{
    struct lay_instance *instance = lay_instance_of(handle);
    const VkResult result =
        instance->next.CreateDebugUtilsMessengerEXT(handle, info, allocator, messenger);
    if (result != VK_SUCCESS || add(instance->messengers, LAY_KEY(*messenger), info))
        return result;
    instance->next.DestroyDebugUtilsMessengerEXT(handle, *messenger, allocator);
    *messenger = VK_NULL_HANDLE;
    return VK_ERROR_OUT_OF_HOST_MEMORY;
}

static VKAPI_ATTR void VKAPI_CALL destroy_messenger(VkInstance handle,
                                                    VkDebugUtilsMessengerEXT messenger,
                                                    const VkAllocationCallbacks *allocator)
{
    struct lay_instance *instance = lay_instance_of(handle);
    struct lay_messengers *messengers = instance->messengers;
    pthread_mutex_lock(&messengers->lock);
    struct listener **link = &messengers->listeners;
    while (*link && (*link)->handle != LAY_KEY(messenger))
        link = &(*link)->next;
    struct listener *gone = *link;
    if (gone)
        *link = gone->next;
    pthread_mutex_unlock(&messengers->lock);
    free(gone);
    instance->next.DestroyDebugUtilsMessengerEXT(handle, messenger, allocator);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCreateDebugUtilsMessengerEXT", create_messenger),
    LAY_COMMAND("vkDestroyDebugUtilsMessengerEXT", destroy_messenger),
};
LAY_FAMILY(lay_messenger_family, commands);
