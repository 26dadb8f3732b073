// SPDX-License-Identifier: Apache-2.0
// Types, and how their values are laid out: in slots one word after the other, in memory as the
// decorations say.
#include "spirv_module.h"
#include "spirv_names.h"

enum {
    WORDS_MAX = 1 << 16, ///< of one value: 256 KiB
    DEPTH_MAX = 255,     ///< what SPIR-V's universal limits ask for
};

static void contain(struct ref_spirv_module *module, struct ref_spirv_type *type,
                    const struct ref_spirv_type *inner)
{
    if (inner->depth >= type->depth)
        type->depth = inner->depth + 1;
    if (type->depth > DEPTH_MAX)
        ref_spirv_fail(module, "the type at word %u is nested too deeply", module->doing);
}

static uint32_t words_of(struct ref_spirv_module *module, const struct ref_spirv_type *element,
                         uint32_t count)
{
    if (element->words > 0 && count > WORDS_MAX / element->words)
        ref_spirv_fail(module, "a type at word %u is larger than the interpreter has room for",
                       module->doing);
    return element->words * count;
}

static void read_number(struct ref_spirv_module *module, struct ref_spirv_type *type,
                        const struct ref_spirv_instruction *instruction)
{
    const bool is_int = instruction->opcode == SpvOpTypeInt;
    type->kind = is_int ? REF_SPIRV_INT : REF_SPIRV_FLOAT;
    type->width = ref_spirv_word(module, instruction, 2);
    type->is_signed = is_int && ref_spirv_word(module, instruction, 3);
    if (type->width != 32 && !(is_int && type->width == 64))
        ref_spirv_fail(module, "%s of %u bits is not supported",
                       ref_spirv_opcode_name(instruction->opcode), type->width);
    type->words = type->width / 32;
}

static void read_vector(struct ref_spirv_module *module, struct ref_spirv_type *type,
                        const struct ref_spirv_instruction *instruction)
{
    const bool matrix = instruction->opcode == SpvOpTypeMatrix;
    type->kind = matrix ? REF_SPIRV_MATRIX : REF_SPIRV_VECTOR;
    type->element = ref_spirv_type(module, ref_spirv_word(module, instruction, 2));
    type->count = ref_spirv_word(module, instruction, 3);
    contain(module, type, type->element);
    const bool fits = matrix ? type->element->kind == REF_SPIRV_VECTOR
                             : type->element->kind == REF_SPIRV_BOOL ||
                                   type->element->kind == REF_SPIRV_INT ||
                                   type->element->kind == REF_SPIRV_FLOAT;
    if (!fits || type->count < 2 || type->count > 4)
        ref_spirv_fail(module, "%s at word %u is not supported",
                       ref_spirv_opcode_name(instruction->opcode), instruction->at);
    type->words = words_of(module, type->element, type->count);
}

static void read_array(struct ref_spirv_module *module, struct ref_spirv_type *type,
                       const struct ref_spirv_instruction *instruction)
{
    type->element = ref_spirv_type(module, ref_spirv_word(module, instruction, 2));
    contain(module, type, type->element);
    type->stride = ref_spirv_decoration(module, instruction->words[1], REF_SPIRV_NONE,
                                        SpvDecorationArrayStride, 0);
    if (instruction->opcode == SpvOpTypeRuntimeArray) {
        type->kind = REF_SPIRV_RUNTIME_ARRAY;
        return;
    }
    type->kind = REF_SPIRV_ARRAY;
    type->count = ref_spirv_constant(module, ref_spirv_word(module, instruction, 3));
    if (type->count == 0)
        ref_spirv_fail(module, "the array at word %u has no elements", instruction->at);
    type->words = words_of(module, type->element, type->count);
}

static void read_struct(struct ref_spirv_module *module, struct ref_spirv_type *type,
                        const struct ref_spirv_instruction *instruction)
{
    const uint32_t id = instruction->words[1];
    type->kind = REF_SPIRV_STRUCT;
    type->count = instruction->count - 2;
    struct ref_spirv_member *members =
        ref_spirv_take(module, (type->count + 1) * sizeof *type->members);
    bool has_value = true;
    for (uint32_t i = 0; i < type->count; i++) {
        const struct ref_spirv_type *member = ref_spirv_type(module, instruction->words[2 + i]);
        contain(module, type, member);
        members[i] = (struct ref_spirv_member){
            .type = member,
            .word = type->words,
            .offset = ref_spirv_decoration(module, id, i, SpvDecorationOffset, REF_SPIRV_NONE),
            .matrix_stride = ref_spirv_decoration(module, id, i, SpvDecorationMatrixStride, 0),
            .row_major = ref_spirv_decoration(module, id, i, SpvDecorationRowMajor, 0),
        };
        has_value &= member->words > 0;
        if (member->words > WORDS_MAX - type->words)
            ref_spirv_fail(module, "a type at word %u is larger than the interpreter has room for",
                           instruction->at);
        type->words += member->words;
    }
    if (!has_value)
        type->words = 0;
    type->members = members;
}

static void read_pointer(struct ref_spirv_module *module, struct ref_spirv_type *type,
                         const struct ref_spirv_instruction *instruction)
{
    const bool forward = instruction->opcode == SpvOpTypeForwardPointer;
    const SpvStorageClass storage = (SpvStorageClass)ref_spirv_word(module, instruction, 2);
    if (type->kind == REF_SPIRV_POINTER && type->storage != storage)
        ref_spirv_fail(module, "the pointer at word %u was announced otherwise", instruction->at);
    type->kind = REF_SPIRV_POINTER;
    type->storage = storage;
    type->words = type->storage == SpvStorageClassPhysicalStorageBuffer ? 2 : 0;
    if (!forward)
        type->element = ref_spirv_type(module, ref_spirv_word(module, instruction, 3));
}

/// The type that an instruction declares. A pointer that was announced keeps its place, because
/// others point to it by now.
static struct ref_spirv_type *declare(struct ref_spirv_module *module,
                                      const struct ref_spirv_instruction *instruction)
{
    const uint32_t name = ref_spirv_word(module, instruction, 1);
    struct ref_spirv_id *id = ref_spirv_id(module, name);
    const bool announced = instruction->opcode == SpvOpTypePointer &&
                           id->kind == REF_SPIRV_ID_TYPE && id->type->kind == REF_SPIRV_POINTER &&
                           !id->type->element;
    if (id->kind != REF_SPIRV_ID_NONE && !announced)
        ref_spirv_fail(module, "id %u is declared twice", name);
    if (!announced)
        id->type = ref_spirv_take(module, sizeof *id->type);
    return id->type;
}

static void read_opaque(struct ref_spirv_type *type, SpvOp opcode)
{
    if (opcode == SpvOpTypeBool) {
        type->kind = REF_SPIRV_BOOL;
        type->words = 1;
    } else if (opcode == SpvOpTypeRayQueryKHR) {
        type->kind = REF_SPIRV_RAY_QUERY;
    } else if (opcode == SpvOpTypeAccelerationStructureKHR) {
        type->kind = REF_SPIRV_ACCELERATION_STRUCTURE;
        type->words = 2;
    } else {
        type->kind = opcode == SpvOpTypeVoid ? REF_SPIRV_VOID : REF_SPIRV_FUNCTION_TYPE;
    }
}

static void read(struct ref_spirv_module *module, struct ref_spirv_type *type,
                 const struct ref_spirv_instruction *instruction)
{
    switch (instruction->opcode) {
    case SpvOpTypeInt:
    case SpvOpTypeFloat:
        read_number(module, type, instruction);
        return;
    case SpvOpTypeVector:
    case SpvOpTypeMatrix:
        read_vector(module, type, instruction);
        return;
    case SpvOpTypeArray:
    case SpvOpTypeRuntimeArray:
        read_array(module, type, instruction);
        return;
    case SpvOpTypeStruct:
        read_struct(module, type, instruction);
        return;
    case SpvOpTypePointer:
    case SpvOpTypeForwardPointer:
        read_pointer(module, type, instruction);
        return;
    default:
        read_opaque(type, instruction->opcode);
    }
}

bool ref_spirv_read_type(struct ref_spirv_module *module,
                         const struct ref_spirv_instruction *instruction)
{
    switch (instruction->opcode) {
    case SpvOpTypeVoid:
    case SpvOpTypeBool:
    case SpvOpTypeInt:
    case SpvOpTypeFloat:
    case SpvOpTypeVector:
    case SpvOpTypeMatrix:
    case SpvOpTypeArray:
    case SpvOpTypeRuntimeArray:
    case SpvOpTypeStruct:
    case SpvOpTypePointer:
    case SpvOpTypeForwardPointer:
    case SpvOpTypeFunction:
    case SpvOpTypeRayQueryKHR:
    case SpvOpTypeAccelerationStructureKHR:
        break;
    default:
        return false;
    }
    struct ref_spirv_type *type = declare(module, instruction);
    read(module, type, instruction);
    module->ids[instruction->words[1]].kind = REF_SPIRV_ID_TYPE;
    return true;
}

uint32_t ref_spirv_components(struct ref_spirv_module *module, const struct ref_spirv_type *type)
{
    switch (type->kind) {
    case REF_SPIRV_BOOL:
    case REF_SPIRV_INT:
    case REF_SPIRV_FLOAT:
        return 1;
    case REF_SPIRV_VECTOR:
        return type->count;
    default:
        ref_spirv_fail(module, "the instruction at word %u has neither a scalar nor a vector",
                       module->doing);
    }
}

const struct ref_spirv_type *ref_spirv_scalar(const struct ref_spirv_type *type)
{
    return type->kind == REF_SPIRV_VECTOR ? type->element : type;
}
