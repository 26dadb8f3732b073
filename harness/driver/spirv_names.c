// SPDX-License-Identifier: Apache-2.0
#include "spirv_names.h"

#include <stddef.h>

struct name {
    uint32_t number;
    const char *name;
};

// Made from spirv.h by the build. Newer names of a number come after older ones.
static const struct name names_of_opcodes[] = {
#define REF_SPIRV_OPCODE(number, name) {number, "Op" name},
#define REF_SPIRV_CAPABILITY(number, name)
#define REF_SPIRV_STORAGE_CLASS(number, name)
#include "spirv_names.inc"
#undef REF_SPIRV_OPCODE
#undef REF_SPIRV_CAPABILITY
#undef REF_SPIRV_STORAGE_CLASS
};

static const struct name names_of_capabilities[] = {
#define REF_SPIRV_OPCODE(number, name)
#define REF_SPIRV_CAPABILITY(number, name) {number, name},
#define REF_SPIRV_STORAGE_CLASS(number, name)
#include "spirv_names.inc"
#undef REF_SPIRV_OPCODE
#undef REF_SPIRV_CAPABILITY
#undef REF_SPIRV_STORAGE_CLASS
};

static const struct name names_of_storage_classes[] = {
#define REF_SPIRV_OPCODE(number, name)
#define REF_SPIRV_CAPABILITY(number, name)
#define REF_SPIRV_STORAGE_CLASS(number, name) {number, name},
#include "spirv_names.inc"
#undef REF_SPIRV_OPCODE
#undef REF_SPIRV_CAPABILITY
#undef REF_SPIRV_STORAGE_CLASS
};

static const char *find(const struct name *names, size_t count, uint32_t number,
                        const char *unknown)
{
    for (size_t i = 0; i < count; i++)
        if (names[i].number == number)
            return names[i].name;
    return unknown;
}

const char *ref_spirv_opcode_name(uint32_t opcode)
{
    return find(names_of_opcodes, sizeof names_of_opcodes / sizeof *names_of_opcodes, opcode,
                "an unknown instruction");
}

const char *ref_spirv_capability_name(uint32_t capability)
{
    return find(names_of_capabilities, sizeof names_of_capabilities / sizeof *names_of_capabilities,
                capability, "an unknown one");
}

const char *ref_spirv_storage_class_name(uint32_t storage_class)
{
    return find(names_of_storage_classes,
                sizeof names_of_storage_classes / sizeof *names_of_storage_classes, storage_class,
                "an unknown one");
}
