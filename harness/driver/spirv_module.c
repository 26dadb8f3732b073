// SPDX-License-Identifier: Apache-2.0
#include "spirv_module.h"

#include "spirv_names.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    HEADER_WORDS = 5,
    BOUND_MAX = 1 << 22, ///< what SPIR-V's universal limits ask for
};

void ref_spirv_fail(struct ref_spirv_module *module, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(module->message, sizeof module->message, format, arguments);
    va_end(arguments);
    longjmp(module->failed, 1);
}

void *ref_spirv_take(struct ref_spirv_module *module, size_t size)
{
    void *memory = ref_spirv_arena_take(&module->arena, size);
    if (memory)
        return memory;
    module->out_of_memory = true;
    ref_spirv_fail(module, "there is no memory to translate it");
}

void *ref_spirv_grow(struct ref_spirv_module *module, void *array, uint32_t count,
                     uint32_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    const uint32_t larger = *capacity ? *capacity * 2 : 32;
    void *copy = ref_spirv_take(module, larger * size);
    if (count > 0)
        memcpy(copy, array, count * size);
    *capacity = larger;
    return copy;
}

struct ref_spirv_instruction ref_spirv_at(struct ref_spirv_module *module, uint32_t at)
{
    module->doing = at;
    if (at >= module->count)
        ref_spirv_fail(module, "it ends in the middle of a function");
    const uint32_t first = module->words[at];
    const struct ref_spirv_instruction instruction = {
        .opcode = (SpvOp)(first & SpvOpCodeMask),
        .at = at,
        .count = first >> SpvWordCountShift,
        .words = module->words + at,
    };
    if (instruction.count == 0 || instruction.count > module->count - at)
        ref_spirv_fail(module, "%s at word %u has a wrong word count",
                       ref_spirv_opcode_name(instruction.opcode), at);
    return instruction;
}

uint32_t ref_spirv_word(struct ref_spirv_module *module,
                        const struct ref_spirv_instruction *instruction, uint32_t index)
{
    if (index >= instruction->count)
        ref_spirv_fail(module, "%s at word %u lacks an operand",
                       ref_spirv_opcode_name(instruction->opcode), instruction->at);
    return instruction->words[index];
}

uint32_t ref_spirv_check_id(struct ref_spirv_module *module, uint32_t id)
{
    if (id == 0 || id >= module->bound)
        ref_spirv_fail(module, "the instruction at word %u has an id outside the bound",
                       module->doing);
    return id;
}

struct ref_spirv_id *ref_spirv_id(struct ref_spirv_module *module, uint32_t id)
{
    return &module->ids[ref_spirv_check_id(module, id)];
}

const struct ref_spirv_type *ref_spirv_type(struct ref_spirv_module *module, uint32_t id)
{
    const struct ref_spirv_id *entry = ref_spirv_id(module, id);
    if (entry->kind != REF_SPIRV_ID_TYPE)
        ref_spirv_fail(module, "the instruction at word %u names id %u as a type, which is none",
                       module->doing, id);
    return entry->type;
}

uint32_t ref_spirv_decoration(const struct ref_spirv_module *module, uint32_t target,
                              uint32_t member, SpvDecoration kind, uint32_t otherwise)
{
    for (uint32_t i = 0; i < module->decoration_count; i++) {
        const struct ref_spirv_decoration *decoration = &module->decorations[i];
        if (decoration->target == target && decoration->member == member &&
            decoration->kind == kind)
            return decoration->value;
    }
    return otherwise;
}

static void add_decoration(struct ref_spirv_module *module,
                           const struct ref_spirv_instruction *instruction)
{
    const bool of_member = instruction->opcode == SpvOpMemberDecorate;
    const uint32_t kind = of_member ? 3 : 2;
    module->decorations = ref_spirv_grow(module, module->decorations, module->decoration_count,
                                         &module->decoration_capacity, sizeof *module->decorations);
    module->decorations[module->decoration_count++] = (struct ref_spirv_decoration){
        .target = ref_spirv_word(module, instruction, 1),
        .member = of_member ? ref_spirv_word(module, instruction, 2) : REF_SPIRV_NONE,
        .kind = (SpvDecoration)ref_spirv_word(module, instruction, kind),
        .value = instruction->count > kind + 1 ? instruction->words[kind + 1] : 1,
    };
}

static void check_capability(struct ref_spirv_module *module, uint32_t capability)
{
    switch (capability) {
    case SpvCapabilityMatrix:
    case SpvCapabilityShader:
    case SpvCapabilityInt64:
    case SpvCapabilityRayQueryKHR:
    case SpvCapabilityRayTraversalPrimitiveCullingKHR:
    case SpvCapabilityPhysicalStorageBufferAddresses:
    case SpvCapabilityVulkanMemoryModel:
    case SpvCapabilityVulkanMemoryModelDeviceScope:
        return;
    default:
        ref_spirv_fail(module, "the capability %s (%u) is not supported",
                       ref_spirv_capability_name(capability), capability);
    }
}

/// A literal string of an instruction, checked to end inside it; `next` is the word after it.
static const char *string(struct ref_spirv_module *module,
                          const struct ref_spirv_instruction *instruction, uint32_t index,
                          uint32_t *next)
{
    ref_spirv_word(module, instruction, index);
    const char *text = (const char *)(instruction->words + index);
    const size_t room = (instruction->count - index) * sizeof(uint32_t);
    const size_t length = strnlen(text, room);
    if (length == room)
        ref_spirv_fail(module, "a string at word %u has no end", instruction->at);
    *next = index + (uint32_t)(length / sizeof(uint32_t)) + 1;
    return text;
}

static void import(struct ref_spirv_module *module, const struct ref_spirv_instruction *instruction)
{
    uint32_t next;
    const char *set = string(module, instruction, 2, &next);
    struct ref_spirv_id *id = ref_spirv_id(module, instruction->words[1]);
    if (strcmp(set, "GLSL.std.450") == 0)
        id->kind = REF_SPIRV_ID_GLSL;
    else if (strncmp(set, "NonSemantic.", strlen("NonSemantic.")) == 0)
        id->kind = REF_SPIRV_ID_NON_SEMANTIC;
    else
        ref_spirv_fail(module, "the instruction set %.60s is not supported", set);
}

static void note_entry_point(struct ref_spirv_module *module,
                             const struct ref_spirv_instruction *instruction, const char *wanted)
{
    uint32_t next;
    const char *name = string(module, instruction, 3, &next);
    if (instruction->words[1] == SpvExecutionModelGLCompute && strcmp(name, wanted) == 0)
        module->entry = ref_spirv_check_id(module, instruction->words[2]);
}

static void note_execution_mode(struct ref_spirv_module *module,
                                const struct ref_spirv_instruction *instruction)
{
    if (ref_spirv_word(module, instruction, 1) != module->entry)
        return;
    const uint32_t mode = ref_spirv_word(module, instruction, 2);
    if (mode != SpvExecutionModeLocalSize && mode != SpvExecutionModeLocalSizeId)
        ref_spirv_fail(module, "the execution mode %u is not supported", mode);
    uint32_t *to = mode == SpvExecutionModeLocalSize ? module->local_size : module->local_size_ids;
    for (uint32_t i = 0; i < 3; i++)
        to[i] = ref_spirv_word(module, instruction, 3 + i);
}

static void declare_variable(struct ref_spirv_module *module,
                             const struct ref_spirv_instruction *instruction)
{
    const uint32_t storage = ref_spirv_word(module, instruction, 3);
    if (storage != SpvStorageClassInput && storage != SpvStorageClassPushConstant &&
        storage != SpvStorageClassPrivate)
        ref_spirv_fail(module,
                       "OpVariable at word %u has the storage class %s, which is not "
                       "supported",
                       instruction->at, ref_spirv_storage_class_name(storage));
    const uint32_t type = instruction->words[1];
    if (ref_spirv_type(module, type)->kind != REF_SPIRV_POINTER)
        ref_spirv_fail(module, "OpVariable at word %u is no pointer", instruction->at);
    *ref_spirv_id(module, instruction->words[2]) = (struct ref_spirv_id){
        .kind = REF_SPIRV_ID_VARIABLE, .type = module->ids[type].type, .at = instruction->at};
}

/// Takes one instruction from before the functions.
static void read_instruction(struct ref_spirv_module *module,
                             const struct ref_spirv_instruction *instruction, const char *name)
{
    switch (instruction->opcode) {
    case SpvOpCapability:
        check_capability(module, ref_spirv_word(module, instruction, 1));
        return;
    case SpvOpExtInstImport:
        import(module, instruction);
        return;
    case SpvOpMemoryModel:
    case SpvOpExtension: // what it allows to be said is looked at where it is said
    case SpvOpNop:
    case SpvOpSource:
    case SpvOpSourceContinued:
    case SpvOpSourceExtension:
    case SpvOpString:
    case SpvOpName:
    case SpvOpMemberName:
    case SpvOpModuleProcessed:
    case SpvOpLine:
    case SpvOpNoLine:
    case SpvOpExtInst: // debug information: the sets that mean something can't stand here
    case SpvOpDecorateString:
    case SpvOpMemberDecorateString:
        return;
    case SpvOpEntryPoint:
        note_entry_point(module, instruction, name);
        return;
    case SpvOpExecutionMode:
    case SpvOpExecutionModeId:
        note_execution_mode(module, instruction);
        return;
    case SpvOpDecorate:
    case SpvOpDecorateId:
    case SpvOpMemberDecorate:
        add_decoration(module, instruction);
        return;
    case SpvOpVariable:
        declare_variable(module, instruction);
        return;
    default:
        if (!ref_spirv_read_type(module, instruction) &&
            !ref_spirv_read_constant(module, instruction))
            ref_spirv_fail(module, "%s (%u) at word %u is not supported",
                           ref_spirv_opcode_name(instruction->opcode), instruction->opcode,
                           instruction->at);
    }
}

/// Notes where each function begins.
static void find_functions(struct ref_spirv_module *module)
{
    for (uint32_t at = module->functions_begin; at < module->count;) {
        const struct ref_spirv_instruction instruction = ref_spirv_at(module, at);
        at += instruction.count;
        if (instruction.opcode != SpvOpFunction)
            continue;
        const uint32_t type = ref_spirv_word(module, &instruction, 1);
        ref_spirv_type(module, type);
        *ref_spirv_id(module, ref_spirv_word(module, &instruction, 2)) = (struct ref_spirv_id){
            .kind = REF_SPIRV_ID_FUNCTION, .type = module->ids[type].type, .at = instruction.at};
    }
}

/// The decoration WorkgroupSize of a constant goes before execution modes.
static void find_local_size(struct ref_spirv_module *module)
{
    for (uint32_t i = 0; i < 3; i++)
        if (module->local_size_ids[i])
            module->local_size[i] = ref_spirv_constant(module, module->local_size_ids[i]);
    for (uint32_t i = 0; i < module->decoration_count; i++) {
        const struct ref_spirv_decoration *decoration = &module->decorations[i];
        if (decoration->kind != SpvDecorationBuiltIn ||
            decoration->value != SpvBuiltInWorkgroupSize)
            continue;
        const struct ref_spirv_id *size = ref_spirv_id(module, decoration->target);
        if (size->kind != REF_SPIRV_ID_CONSTANT || size->type->words != 3)
            ref_spirv_fail(module, "WorkgroupSize decorates what is not three constants");
        memcpy(module->local_size, size->constant, sizeof module->local_size);
    }
    const uint32_t *size = module->local_size;
    const uint32_t most = 1024; // far above the device's limit
    if (size[0] - 1 >= most || size[1] - 1 >= most || size[2] - 1 >= most)
        ref_spirv_fail(module, "its local size is %u x %u x %u", size[0], size[1], size[2]);
}

void ref_spirv_read(struct ref_spirv_module *module, const char *name)
{
    if (module->count < HEADER_WORDS || module->words[0] != SpvMagicNumber)
        ref_spirv_fail(module, "it is not SPIR-V of this machine's byte order");
    module->bound = module->words[3];
    if (module->bound > BOUND_MAX)
        ref_spirv_fail(module, "its bound of %u ids is not plausible", module->bound);
    module->ids = ref_spirv_take(module, module->bound * sizeof *module->ids);
    uint32_t at = HEADER_WORDS;
    while (at < module->count) {
        const struct ref_spirv_instruction instruction = ref_spirv_at(module, at);
        if (instruction.opcode == SpvOpFunction)
            break;
        read_instruction(module, &instruction, name);
        at += instruction.count;
    }
    module->functions_begin = at;
    find_functions(module);
    if (!module->entry || module->ids[module->entry].kind != REF_SPIRV_ID_FUNCTION)
        ref_spirv_fail(module, "it has no compute entry point of that name");
    find_local_size(module);
}
