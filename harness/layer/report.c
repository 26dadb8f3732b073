// SPDX-License-Identifier: Apache-2.0
#include "report.h"

#include "messengers.h"
#include "names.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OBJECTS = 8, MAX_TEXT = 1536 };

struct lay_finding {
    struct lay_finding *next;
    const char *id;
    uint32_t object_count;
    struct lay_object objects[MAX_OBJECTS];
    char text[MAX_TEXT];
};

// The section of the specification where a rule stands.
static const char *section_of(const char *vuid)
{
    static const char *const sections[][2] = {
        {"vkCreateMicromapEXT-", "Micromaps"},
        {"vkDestroyMicromapEXT-", "Micromaps"},
        {"VkMicromapCreateInfoEXT-", "Micromaps"},
        {"vkGetMicromapBuildSizesEXT-", "Micromaps"},
        {"VkMicromapBuildSizesInfoEXT-", "Micromaps"},
        {"vkCmdBuildMicromapsEXT-", "Building Micromaps"},
        {"VkMicromapBuildInfoEXT-", "Building Micromaps"},
        {"vkBuildMicromapsEXT-", "Host Micromap Operations"},
        {"vkCopy", "Host Micromap Operations"},
        {"vkWriteMicromapsPropertiesEXT-", "Host Micromap Operations"},
    };
    const char *rule = vuid + strlen("VUID-");
    for (size_t i = 0; i < sizeof sections / sizeof *sections; ++i)
        if (!strncmp(rule, sections[i][0], strlen(sections[i][0])))
            return sections[i][1];
    return "Copying Micromaps";
}

void lay_report(struct lay_call *call, const char *vuid, const struct lay_object *objects,
                uint32_t object_count, const char *format, ...)
{
    struct lay_finding *finding = calloc(1, sizeof *finding);
    if (!finding)
        return;
    finding->id = vuid;
    finding->object_count = object_count < MAX_OBJECTS ? object_count : MAX_OBJECTS;
    if (object_count)
        memcpy(finding->objects, objects, finding->object_count * sizeof *objects);
    int used = snprintf(finding->text, sizeof finding->text, "%s(): ", call->command);
    va_list arguments;
    va_start(arguments, format);
    used += vsnprintf(finding->text + used, sizeof finding->text - (size_t)used, format, arguments);
    va_end(arguments);
    if ((size_t)used < sizeof finding->text)
        snprintf(finding->text + used, sizeof finding->text - (size_t)used,
                 " See the section \"%s\" of the Vulkan specification: "
                 "https://registry.khronos.org/vulkan/specs/latest/html/vkspec.html#%s",
                 section_of(vuid), vuid);
    if (call->last)
        call->last->next = finding;
    else
        call->first = finding;
    call->last = finding;
}

// FNV-1a, so that a number stays the same from one version of the layer to the next.
static int32_t number_of(const char *id)
{
    uint32_t hash = 2166136261u;
    for (; *id; ++id)
        hash = (hash ^ (unsigned char)*id) * 16777619u;
    return (int32_t)hash;
}

static bool tell(struct lay_device *device, const struct lay_finding *finding)
{
    VkDebugUtilsObjectNameInfoEXT objects[MAX_OBJECTS];
    char names[MAX_OBJECTS][LAY_NAME_SIZE];
    for (uint32_t i = 0; i < finding->object_count; ++i)
        objects[i] = (VkDebugUtilsObjectNameInfoEXT){
            .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
            .objectType = finding->objects[i].type,
            .objectHandle = finding->objects[i].handle,
            .pObjectName = lay_name_of(device, &finding->objects[i], names[i]),
        };
    const struct lay_message message = {
        .severity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT,
        .type = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
        .id = finding->id,
        .number = number_of(finding->id),
        .text = finding->text,
        .objects = objects,
        .object_count = finding->object_count,
    };
    const struct lay_instance *instance = device->instance;
    return lay_messengers_tell(instance->messengers, instance->settings.to_stderr, &message);
}

bool lay_call_stopped(struct lay_call *call)
{
    bool stop = false;
    for (struct lay_finding *next, *finding = call->first; finding; finding = next) {
        next = finding->next;
        stop |= tell(call->device, finding);
        free(finding);
    }
    call->first = call->last = NULL;
    return stop;
}
