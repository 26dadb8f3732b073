// SPDX-License-Identifier: Apache-2.0
// Constants, with what the pipeline specializes.
#include "spirv_module.h"

#include <string.h>

/// The bytes that the pipeline gives for a specialization constant, or NULL.
static const void *specialized(const struct ref_spirv_module *module, uint32_t id, size_t *size)
{
    const VkSpecializationInfo *info = module->specialization;
    const uint32_t number =
        ref_spirv_decoration(module, id, REF_SPIRV_NONE, SpvDecorationSpecId, REF_SPIRV_NONE);
    for (uint32_t i = 0; info && i < info->mapEntryCount; i++) {
        const VkSpecializationMapEntry *entry = &info->pMapEntries[i];
        if (entry->constantID != number || number == REF_SPIRV_NONE)
            continue;
        *size = entry->size;
        return (const char *)info->pData + entry->offset;
    }
    return NULL;
}

static void read_scalar(struct ref_spirv_module *module,
                        const struct ref_spirv_instruction *instruction,
                        const struct ref_spirv_type *type, uint32_t *words)
{
    switch (instruction->opcode) {
    case SpvOpConstant:
    case SpvOpSpecConstant:
        if (type->kind != REF_SPIRV_INT && type->kind != REF_SPIRV_FLOAT)
            ref_spirv_fail(module, "the constant at word %u is no number", instruction->at);
        for (uint32_t i = 0; i < type->words; i++)
            words[i] = ref_spirv_word(module, instruction, 3 + i);
        return;
    case SpvOpConstantTrue:
    case SpvOpSpecConstantTrue:
    case SpvOpConstantFalse:
    case SpvOpSpecConstantFalse:
        if (type->kind != REF_SPIRV_BOOL)
            ref_spirv_fail(module, "the constant at word %u is no boolean", instruction->at);
        words[0] = instruction->opcode == SpvOpConstantTrue ||
                   instruction->opcode == SpvOpSpecConstantTrue;
        return;
    default:
        return; // null: all zero
    }
}

static void specialize(struct ref_spirv_module *module,
                       const struct ref_spirv_instruction *instruction,
                       const struct ref_spirv_type *type, uint32_t *words)
{
    size_t size = 0;
    const void *given = specialized(module, instruction->words[2], &size);
    if (!given)
        return;
    if (size != type->words * sizeof *words)
        ref_spirv_fail(module, "the pipeline gives %zu bytes for a specialization constant of %zu",
                       size, type->words * sizeof *words);
    memcpy(words, given, size);
    if (type->kind == REF_SPIRV_BOOL)
        words[0] = words[0] != 0;
}

static uint32_t constituents(struct ref_spirv_module *module, const struct ref_spirv_type *type)
{
    switch (type->kind) {
    case REF_SPIRV_VECTOR:
    case REF_SPIRV_MATRIX:
    case REF_SPIRV_ARRAY:
    case REF_SPIRV_STRUCT:
        return type->count;
    default:
        ref_spirv_fail(module, "the constant at word %u is not composite", module->doing);
    }
}

static enum ref_spirv_id_kind read_composite(struct ref_spirv_module *module,
                                             const struct ref_spirv_instruction *instruction,
                                             const struct ref_spirv_type *type, uint32_t *words)
{
    const uint32_t count = constituents(module, type);
    enum ref_spirv_id_kind kind = REF_SPIRV_ID_CONSTANT;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct ref_spirv_id *part =
            ref_spirv_id(module, ref_spirv_word(module, instruction, 3 + i));
        const struct ref_spirv_type *wanted =
            type->kind == REF_SPIRV_STRUCT ? type->members[i].type : type->element;
        if (part->kind == REF_SPIRV_ID_EXPRESSION) {
            kind = REF_SPIRV_ID_EXPRESSION;
        } else if (part->kind == REF_SPIRV_ID_CONSTANT && part->type == wanted) {
            memcpy(words + at, part->constant, wanted->words * sizeof *words);
        } else if (part->kind != REF_SPIRV_ID_UNDEFINED || part->type != wanted) {
            ref_spirv_fail(module, "the constant at word %u has a part that doesn't fit",
                           instruction->at);
        }
        at += wanted->words;
    }
    return kind;
}

static enum ref_spirv_id_kind kind_of(SpvOp opcode)
{
    switch (opcode) {
    case SpvOpConstant:
    case SpvOpSpecConstant:
    case SpvOpConstantTrue:
    case SpvOpSpecConstantTrue:
    case SpvOpConstantFalse:
    case SpvOpSpecConstantFalse:
    case SpvOpConstantNull:
    case SpvOpConstantComposite:
    case SpvOpSpecConstantComposite:
        return REF_SPIRV_ID_CONSTANT;
    case SpvOpSpecConstantOp:
        return REF_SPIRV_ID_EXPRESSION;
    case SpvOpUndef:
        return REF_SPIRV_ID_UNDEFINED;
    default:
        return REF_SPIRV_ID_NONE;
    }
}

bool ref_spirv_read_constant(struct ref_spirv_module *module,
                             const struct ref_spirv_instruction *instruction)
{
    enum ref_spirv_id_kind kind = kind_of(instruction->opcode);
    if (kind == REF_SPIRV_ID_NONE)
        return false;
    const uint32_t type_id = ref_spirv_word(module, instruction, 1);
    const struct ref_spirv_type *type = ref_spirv_type(module, type_id);
    struct ref_spirv_id *id = ref_spirv_id(module, ref_spirv_word(module, instruction, 2));
    if (id->kind != REF_SPIRV_ID_NONE)
        ref_spirv_fail(module, "id %u is declared twice", instruction->words[2]);
    if (type->words == 0)
        ref_spirv_fail(module, "the constant at word %u has a type without values",
                       instruction->at);
    uint32_t *words = ref_spirv_take(module, type->words * sizeof *words);
    if (instruction->opcode == SpvOpConstantComposite ||
        instruction->opcode == SpvOpSpecConstantComposite)
        kind = read_composite(module, instruction, type, words);
    else if (kind == REF_SPIRV_ID_CONSTANT) {
        read_scalar(module, instruction, type, words);
        specialize(module, instruction, type, words);
    }
    *id = (struct ref_spirv_id){
        .kind = kind, .type = module->ids[type_id].type, .constant = words, .at = instruction->at};
    return true;
}

uint32_t ref_spirv_constant(struct ref_spirv_module *module, uint32_t id)
{
    const struct ref_spirv_id *constant = ref_spirv_id(module, id);
    if (constant->kind != REF_SPIRV_ID_CONSTANT || constant->type->kind != REF_SPIRV_INT)
        ref_spirv_fail(module, "id %u has to be an integer constant at word %u", id, module->doing);
    if (constant->type->words == 2 && constant->constant[1])
        ref_spirv_fail(module, "the constant %u is larger than the interpreter has room for", id);
    return constant->constant[0];
}
