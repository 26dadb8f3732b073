// SPDX-License-Identifier: Apache-2.0
// Messages of validation layers: to the report, and remembered for cases that break a rule on purpose.
#include "claims.h"
#include "runner/backend.h"
#include "session.h"
#include "speaker.h"

#include <ommcts/layer.h>
#include <ommcts/verdict.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

// Layers may speak from any thread that calls Vulkan.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char said[16][160]; // IDs since the case began, the first sixteen
static unsigned said_count;
static char layer_name[160];

static const char *severity_word(VkDebugUtilsMessageSeverityFlagBitsEXT severity)
{
    if (severity & VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT)
        return "error";
    return severity & VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT ? "warning" : "info";
}

// "name version" of the layer whose code called the messenger; all of them where that can't be told.
static void source_of(const struct omm_instance *instance, const void *caller, char *out,
                      size_t size)
{
    snprintf(out, size, "%s", instance->layer);
    for (const char *layer = instance->layer; layer; layer = strstr(layer, ", ")) {
        layer += strspn(layer, ", ");
        if (omm_speaks_from(caller, layer))
            snprintf(out, size, "%.*s", (int)strcspn(layer, ","), layer);
    }
}

static VkBool32 VKAPI_PTR receive(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                  VkDebugUtilsMessageTypeFlagsEXT types,
                                  const VkDebugUtilsMessengerCallbackDataEXT *data, void *user)
{
    const struct omm_instance *instance = user;
    const char *id = data->pMessageIdName ? data->pMessageIdName : "";
    const char *text = data->pMessage ? data->pMessage : "";
    // The loader speaks through the same messenger, with messages of type GENERAL and no VUID.
    if (!(types & VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT))
        return VK_FALSE;
    pthread_mutex_lock(&lock);
    if (said_count < sizeof said / sizeof said[0])
        snprintf(said[said_count++], sizeof said[0], "%s", id);
    pthread_mutex_unlock(&lock);
    char source[160];
    source_of(instance, __builtin_return_address(0), source, sizeof source);
    run_emit_message(source, severity_word(severity), id, text);
    return instance->layers & OMM_LAYERS_VIOLATION ? VK_TRUE : VK_FALSE;
}

VkDebugUtilsMessengerCreateInfoEXT omm_messenger_info(struct omm_instance *instance)
{
    snprintf(layer_name, sizeof layer_name, "%s", instance->layer);
    return (VkDebugUtilsMessengerCreateInfoEXT){
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
        .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT |
                           VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
        .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT |
                       VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
        .pfnUserCallback = receive,
        .pUserData = instance,
    };
}

void omm_messages_forget(void)
{
    pthread_mutex_lock(&lock);
    said_count = 0;
    pthread_mutex_unlock(&lock);
}

const char *omm_layer_name(void)
{
    return layer_name[0] ? layer_name : NULL;
}

bool omm_layer_said(const char *vuid)
{
    bool found = false;
    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < said_count && !found; ++i)
        found = !strcmp(said[i], vuid);
    pthread_mutex_unlock(&lock);
    return found;
}

void omm_layer_must_claim(const char *vuid)
{
    const enum omm_claim claim = omm_claim_of(layer_name, vuid);
    if (claim == OMM_CLAIM_SILENT)
        omm_not_supported("%s does not check %s", layer_name, vuid);
    if (claim == OMM_CLAIM_CRASH)
        omm_not_supported("%s is known to crash when %s is broken", layer_name, vuid);
}

// Our own layer has to get to the one rule that is broken; others may name its neighbours as well.
static const char *said_beside(const char *vuid)
{
    const char *other = NULL;
    if (strncmp(layer_name, "VK_LAYER_OMMCTS", strlen("VK_LAYER_OMMCTS")) != 0)
        return NULL;
    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < said_count && !other; ++i)
        other = strcmp(said[i], vuid) ? omm_sentence("%s", said[i]) : NULL;
    pthread_mutex_unlock(&lock);
    return other;
}

const char *omm_layer_reported(const char *vuid)
{
    omm_checked();
    const char *other = said_beside(vuid);
    if (other && omm_layer_said(vuid))
        return omm_sentence("%s reported %s as well as %s, the only rule that is broken",
                            layer_name, other, vuid);
    if (omm_layer_said(vuid))
        return NULL;
    if (omm_claim_of(layer_name, vuid) == OMM_CLAIM_UNKNOWN)
        omm_not_supported("%s did not report %s, and no table says whether this version should",
                          layer_name, vuid);
    return omm_sentence("%s did not report %s; it said %s", layer_name, vuid,
                        said_count ? said[0] : "nothing");
}

const char *omm_layer_refused(const char *vuid, VkResult answer)
{
    const char *complaint = omm_layer_reported(vuid);
    if (complaint || answer == VK_ERROR_VALIDATION_FAILED)
        return complaint;
    return omm_sentence("%s reported %s, but the call returned %s", layer_name, vuid,
                        omm_result_name(answer));
}

static bool count_calls(const struct omm_test *t, const char *command, uint64_t *count)
{
    typedef uint64_t (*get_call_count)(const char *command);
    const PFN_vkVoidFunction found = vkGetDeviceProcAddr(t->device, "ommrefGetCallCount");
    if (found)
        *count = ((get_call_count)found)(command);
    return found && *count != UINT64_MAX;
}

struct omm_watch omm_watch_driver(const struct omm_test *t, const char *command)
{
    struct omm_watch watch = {.command = command};
    watch.can_tell = count_calls(t, command, &watch.before);
    return watch;
}

const char *omm_kept_from_driver(const struct omm_test *t, const struct omm_watch *watch)
{
    uint64_t now = 0;
    if (!watch->can_tell || !count_calls(t, watch->command, &now))
        return NULL;
    omm_checked();
    if (now == watch->before)
        return NULL;
    return omm_sentence("%s reported %s, but let the call through to the driver", layer_name,
                        watch->command);
}
