// SPDX-License-Identifier: Apache-2.0
#include "next.h"

#include <stdio.h>

typedef PFN_vkVoidFunction(VKAPI_PTR *get_function)(void *parent, const char *name);

// A promoted command may be there under the name of the extension that it comes from only.
static PFN_vkVoidFunction look_up(get_function get, void *parent, const char *name)
{
    static const char *const suffixes[] = {"", "KHR", "EXT"};
    PFN_vkVoidFunction found = NULL;
    for (unsigned i = 0; i < 3 && !found; ++i) {
        char full[96];
        snprintf(full, sizeof full, "vk%s%s", name, suffixes[i]);
        found = get(parent, full);
    }
    return found;
}

#define LAY_LOAD(name) next->name = (PFN_vk##name)look_up((get_function)get, parent, #name);

void lay_instance_next_load(struct lay_instance_next *next, VkInstance parent,
                            PFN_vkGetInstanceProcAddr get)
{
    next->GetInstanceProcAddr = get;
    LAY_INSTANCE_COMMANDS(LAY_LOAD)
}

void lay_device_next_load(struct lay_device_next *next, VkDevice parent,
                          PFN_vkGetDeviceProcAddr get)
{
    next->GetDeviceProcAddr = get;
    LAY_DEVICE_COMMANDS(LAY_LOAD)
    next->MapMemory2 = (PFN_lay_MapMemory2)look_up((get_function)get, parent, "MapMemory2");
    next->CmdEndRendering2 =
        (PFN_lay_CmdEndRendering2)look_up((get_function)get, parent, "CmdEndRendering2");
    next->UnmapMemory2 = (PFN_lay_UnmapMemory2)look_up((get_function)get, parent, "UnmapMemory2");
}
