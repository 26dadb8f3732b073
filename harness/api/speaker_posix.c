// SPDX-License-Identifier: Apache-2.0
// Two layers speak through one messenger, and no field of a message names its layer. The code that calls does.
#include "speaker.h"

#include <dlfcn.h>
#include <string.h>

bool omm_speaks_from(const void *address, const char *layer)
{
    static const char prefix[] = "VK_LAYER_";
    Dl_info info;
    if (strncmp(layer, prefix, strlen(prefix)) != 0 || !dladdr(address, &info) || !info.dli_fname)
        return false;
    const char *slash = strrchr(info.dli_fname, '/');
    const char *file = slash ? slash + 1 : info.dli_fname;
    const char *name = layer + strlen(prefix);
    static const char start[] = "libVkLayer_";
    return !strncmp(file, start, strlen(start)) &&
           !strncasecmp(file + strlen(start), name, strcspn(name, " "));
}
