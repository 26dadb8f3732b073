// SPDX-License-Identifier: Apache-2.0
#include "names.h"

#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Objects of different types may share a handle, so that a key leads to a chain.
struct name {
    struct name *next;
    VkObjectType type;
    uint64_t handle;
    char text[LAY_NAME_SIZE];
};

static struct name *find(const struct lay_device *device, VkObjectType type, uint64_t handle)
{
    struct name *name = lay_map_find(&device->names, handle);
    while (name && name->type != type)
        name = name->next;
    return name;
}

const char *lay_name_of(struct lay_device *device, const struct lay_object *object,
                        char name[LAY_NAME_SIZE])
{
    lay_lock(device);
    const struct name *found = find(device, object->type, object->handle);
    if (found)
        memcpy(name, found->text, LAY_NAME_SIZE);
    lay_unlock(device);
    return found ? name : NULL;
}

void lay_name_forget(struct lay_device *device, VkObjectType type, uint64_t handle)
{
    struct name *gone = find(device, type, handle);
    if (!gone)
        return;
    struct name *first = lay_map_take(&device->names, handle);
    struct name **link = &first;
    while (*link != gone)
        link = &(*link)->next;
    *link = gone->next;
    if (first)
        lay_map_put(&device->names, handle, first);
    free(gone);
}

void lay_names_clear(struct lay_device *device)
{
    size_t cursor = 0;
    for (struct name *name; (name = lay_map_next(&device->names, &cursor));)
        for (struct name *next; name; name = next) {
            next = name->next;
            free(name);
        }
    lay_map_clear(&device->names);
}

static void set_name(struct lay_device *device, const VkDebugUtilsObjectNameInfoEXT *info)
{
    struct name *name = calloc(1, sizeof *name);
    if (!name)
        return;
    name->type = info->objectType;
    name->handle = info->objectHandle;
    snprintf(name->text, sizeof name->text, "%s", info->pObjectName);
    name->next = lay_map_find(&device->names, name->handle);
    if (!lay_map_put(&device->names, name->handle, name))
        free(name);
}

static VKAPI_ATTR VkResult VKAPI_CALL set_object_name(VkDevice handle,
                                                      const VkDebugUtilsObjectNameInfoEXT *info)
{
    struct lay_device *device = lay_device_of(handle);
    lay_lock(device);
    lay_name_forget(device, info->objectType, info->objectHandle);
    if (info->pObjectName && info->pObjectName[0])
        set_name(device, info);
    lay_unlock(device);
    if (!device->next.SetDebugUtilsObjectNameEXT)
        return VK_SUCCESS;
    return device->next.SetDebugUtilsObjectNameEXT(handle, info);
}

static const struct lay_command commands[] = {
    LAY_OWN_COMMAND("vkSetDebugUtilsObjectNameEXT", set_object_name, LAY_WHEN_DEBUG_UTILS),
};
LAY_FAMILY(lay_name_family, commands);
