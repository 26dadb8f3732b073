// SPDX-License-Identifier: Apache-2.0
#include "messengers.h"

#include "self.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct listener {
    struct listener *next;
    uint64_t handle;                          ///< 0: of the instance's create info
    VkDebugUtilsMessengerCreateInfoEXT utils; ///< without a callback if it is the other kind
    VkDebugReportCallbackCreateInfoEXT report;
};

struct lay_messengers {
    pthread_mutex_t lock;
    struct listener *listeners; ///< in the order of their creation
    bool complete;              ///< the instance is no longer being created
};

static bool is_utils(const struct listener *listener)
{
    return listener->utils.pfnUserCallback;
}

bool lay_messengers_add(struct lay_messengers *messengers, uint64_t handle,
                        const VkDebugUtilsMessengerCreateInfoEXT *utils,
                        const VkDebugReportCallbackCreateInfoEXT *report)
{
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener)
        return false;
    listener->handle = handle;
    if (utils)
        listener->utils = *utils;
    if (report)
        listener->report = *report;
    pthread_mutex_lock(&messengers->lock);
    struct listener **end = &messengers->listeners;
    while (*end)
        end = &(*end)->next;
    *end = listener;
    pthread_mutex_unlock(&messengers->lock);
    return true;
}

void lay_messengers_remove(struct lay_messengers *messengers, uint64_t handle, bool utils)
{
    pthread_mutex_lock(&messengers->lock);
    struct listener **link = &messengers->listeners;
    while (*link && ((*link)->handle != handle || is_utils(*link) != utils))
        link = &(*link)->next;
    struct listener *gone = *link;
    if (gone)
        *link = gone->next;
    pthread_mutex_unlock(&messengers->lock);
    free(gone);
}

struct lay_messengers *lay_messengers_create(const VkInstanceCreateInfo *info)
{
    struct lay_messengers *messengers = calloc(1, sizeof *messengers);
    if (!messengers)
        return NULL;
    pthread_mutex_init(&messengers->lock, NULL);
    bool complete = true;
    for (const VkBaseInStructure *link = info->pNext; link; link = link->pNext) {
        if (link->sType == VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT)
            complete &= lay_messengers_add(messengers, 0, (const void *)link, NULL);
        if (link->sType == VK_STRUCTURE_TYPE_DEBUG_REPORT_CALLBACK_CREATE_INFO_EXT)
            complete &= lay_messengers_add(messengers, 0, NULL, (const void *)link);
    }
    if (complete)
        return messengers;
    lay_messengers_destroy(messengers);
    return NULL;
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

void lay_messengers_complete(struct lay_messengers *messengers)
{
    messengers->complete = true;
}

// In one piece, so that messages of several threads stay apart.
static void print(const struct lay_message *message)
{
    char objects[1024] = "";
    size_t used = 0;
    for (uint32_t i = 0; i < message->object_count && used < sizeof objects; ++i) {
        const VkDebugUtilsObjectNameInfoEXT *object = &message->objects[i];
        used += (size_t)snprintf(
            objects + used, sizeof objects - used,
            "    object %" PRIu32 ": 0x%" PRIx64 ", VkObjectType %d%s%s%s\n", i,
            object->objectHandle, (int)object->objectType, object->pObjectName ? ", named \"" : "",
            object->pObjectName ? object->pObjectName : "", object->pObjectName ? "\"" : "");
    }
    fprintf(stderr, LAY_LAYER_NAME ": %s: %s\n%s", message->id, message->text, objects);
}

static bool tell_utils(const VkDebugUtilsMessengerCreateInfoEXT *listener,
                       const struct lay_message *message)
{
    if (!(listener->messageSeverity & message->severity) ||
        !(listener->messageType & message->type))
        return false;
    const VkDebugUtilsMessengerCallbackDataEXT data = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CALLBACK_DATA_EXT,
        .pMessageIdName = message->id,
        .messageIdNumber = message->number,
        .pMessage = message->text,
        .objectCount = message->object_count,
        .pObjects = message->objects,
    };
    return listener->pfnUserCallback(message->severity, message->type, &data, listener->pUserData);
}

// The older extension counts types of objects otherwise, and has none for what is newer than itself.
static VkDebugReportObjectTypeEXT report_type(VkObjectType type)
{
    return type <= VK_OBJECT_TYPE_COMMAND_POOL ? (VkDebugReportObjectTypeEXT)type
                                               : VK_DEBUG_REPORT_OBJECT_TYPE_UNKNOWN_EXT;
}

static bool tell_report(const VkDebugReportCallbackCreateInfoEXT *listener,
                        const struct lay_message *message)
{
    const VkDebugReportFlagsEXT flag =
        message->severity & VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT
            ? VK_DEBUG_REPORT_ERROR_BIT_EXT
            : VK_DEBUG_REPORT_WARNING_BIT_EXT;
    if (!(listener->flags & flag))
        return false;
    const bool object = message->object_count;
    return listener->pfnCallback(flag,
                                 object ? report_type(message->objects[0].objectType)
                                        : VK_DEBUG_REPORT_OBJECT_TYPE_UNKNOWN_EXT,
                                 object ? message->objects[0].objectHandle : 0, 0, message->number,
                                 LAY_LAYER_NAME, message->text, listener->pUserData);
}

// A copy of the listeners, so that none is called under the lock. Messengers are not destroyed while
// another command of their instance runs, so that a copy stays good.
static uint32_t copy_listeners(struct lay_messengers *messengers, struct listener **copies)
{
    uint32_t count = 0;
    pthread_mutex_lock(&messengers->lock);
    for (struct listener *listener = messengers->listeners; listener; listener = listener->next)
        count += listener->handle || !messengers->complete;
    *copies = count ? calloc(count, sizeof **copies) : NULL;
    if (!*copies)
        count = 0;
    uint32_t i = 0;
    for (struct listener *listener = messengers->listeners; listener && i < count;
         listener = listener->next)
        if (listener->handle || !messengers->complete)
            (*copies)[i++] = *listener;
    pthread_mutex_unlock(&messengers->lock);
    return count;
}

bool lay_messengers_tell(struct lay_messengers *messengers, enum lay_stderr to_stderr,
                         const struct lay_message *message)
{
    struct listener *listeners;
    const uint32_t count = copy_listeners(messengers, &listeners);
    bool stop = false;
    for (uint32_t i = 0; i < count; ++i)
        stop |= is_utils(&listeners[i]) ? tell_utils(&listeners[i].utils, message)
                                        : tell_report(&listeners[i].report, message);
    free(listeners);
    if (to_stderr == LAY_STDERR_ALWAYS || (to_stderr == LAY_STDERR_AUTO && !count))
        print(message);
    return stop;
}
