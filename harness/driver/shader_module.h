// SPDX-License-Identifier: Apache-2.0
// Shader modules: the words, kept as they came until a pipeline is made of them.
#ifndef REF_SHADER_MODULE_H
#define REF_SHADER_MODULE_H

#include "device.h"

struct ref_shader_module {
    struct ref_object base;
    uint32_t count;
    uint32_t words[];
};

REF_HANDLE_CASTS(shader_module, VkShaderModule, VK_OBJECT_TYPE_SHADER_MODULE)

#endif
