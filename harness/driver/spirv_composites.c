// SPDX-License-Identifier: Apache-2.0
// Instructions that only say anew where components are: no op is left of them.
#include "spirv_moves.h"
#include "spirv_translate.h"

#include <string.h>

/// Follows literal indices into a type: the word where the part begins, and its type.
static uint32_t find_part(struct ref_spirv_translation *t,
                          const struct ref_spirv_instruction *instruction, uint32_t first_index,
                          const struct ref_spirv_type **type)
{
    uint32_t word = 0;
    for (uint32_t i = first_index; i < instruction->count; i++) {
        const uint32_t index = instruction->words[i];
        const struct ref_spirv_type *whole = *type;
        const bool composite = whole->kind == REF_SPIRV_STRUCT || whole->kind == REF_SPIRV_ARRAY ||
                               whole->kind == REF_SPIRV_VECTOR || whole->kind == REF_SPIRV_MATRIX;
        if (!composite || index >= whole->count)
            ref_spirv_fail(t->module, "the instruction at word %u has an index outside its type",
                           instruction->at);
        if (whole->kind == REF_SPIRV_STRUCT) {
            word += whole->members[index].word;
            *type = whole->members[index].type;
        } else {
            word += index * whole->element->words;
            *type = whole->element;
        }
    }
    return word;
}

static void extract(struct ref_spirv_translation *t,
                    const struct ref_spirv_instruction *instruction,
                    const struct ref_spirv_type *type)
{
    const struct ref_spirv_value *composite =
        ref_spirv_value(t, ref_spirv_word(t->module, instruction, 3));
    const struct ref_spirv_type *part = composite->type;
    const uint32_t *slots = ref_spirv_value_slots(t, composite);
    const uint32_t word = find_part(t, instruction, 4, &part);
    if (part != type)
        ref_spirv_fail(t->module, "the instruction at word %u extracts another type",
                       instruction->at);
    ref_spirv_define(t, instruction->words[2], type, slots + word);
}

static void insert(struct ref_spirv_translation *t, const struct ref_spirv_instruction *instruction,
                   const struct ref_spirv_type *type)
{
    const struct ref_spirv_value *object =
        ref_spirv_value(t, ref_spirv_word(t->module, instruction, 3));
    const struct ref_spirv_value *composite =
        ref_spirv_value(t, ref_spirv_word(t->module, instruction, 4));
    const struct ref_spirv_type *part = type;
    const uint32_t word = find_part(t, instruction, 5, &part);
    if (part != object->type || composite->type != type)
        ref_spirv_fail(t->module, "the instruction at word %u inserts another type",
                       instruction->at);
    uint32_t *slots = ref_spirv_take(t->module, type->words * sizeof *slots);
    memcpy(slots, ref_spirv_value_slots(t, composite), type->words * sizeof *slots);
    memcpy(slots + word, ref_spirv_value_slots(t, object), part->words * sizeof *slots);
    ref_spirv_define(t, instruction->words[2], type, slots);
}

static void construct(struct ref_spirv_translation *t,
                      const struct ref_spirv_instruction *instruction,
                      const struct ref_spirv_type *type)
{
    uint32_t *slots = ref_spirv_take(t->module, (type->words + 1) * sizeof *slots);
    uint32_t count = 0;
    for (uint32_t i = 3; i < instruction->count; i++) {
        const struct ref_spirv_value *part = ref_spirv_value(t, instruction->words[i]);
        const uint32_t *from = ref_spirv_value_slots(t, part);
        if (part->type->words > type->words - count)
            ref_spirv_fail(t->module, "the instruction at word %u has too many parts",
                           instruction->at);
        memcpy(slots + count, from, part->type->words * sizeof *slots);
        count += part->type->words;
    }
    if (count != type->words || count == 0)
        ref_spirv_fail(t->module, "the instruction at word %u has too few parts", instruction->at);
    ref_spirv_define(t, instruction->words[2], type, slots);
}

static void shuffle(struct ref_spirv_translation *t,
                    const struct ref_spirv_instruction *instruction,
                    const struct ref_spirv_type *type)
{
    const struct ref_spirv_value *sources[2];
    uint32_t counts[2];
    const uint32_t words = ref_spirv_scalar(type)->words;
    for (uint32_t i = 0; i < 2; i++) {
        sources[i] = ref_spirv_value(t, ref_spirv_word(t->module, instruction, 3 + i));
        counts[i] = ref_spirv_components(t->module, sources[i]->type);
        if (ref_spirv_scalar(sources[i]->type)->words != words)
            ref_spirv_fail(t->module, "OpVectorShuffle at word %u mixes widths", instruction->at);
    }
    const uint32_t count = ref_spirv_components(t->module, type);
    uint32_t *slots = ref_spirv_take(t->module, type->words * sizeof *slots);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t from = ref_spirv_word(t->module, instruction, 5 + i);
        if (from == REF_SPIRV_NONE)
            from = 0; // an undefined component may be any
        if (from >= counts[0] + counts[1])
            ref_spirv_fail(t->module,
                           "OpVectorShuffle at word %u picks a component that isn't "
                           "there",
                           instruction->at);
        const uint32_t second = from >= counts[0];
        memcpy(slots + i * words,
               sources[second]->slots + (from - (second ? counts[0] : 0)) * words,
               words * sizeof *slots);
    }
    ref_spirv_define(t, instruction->words[2], type, slots);
}

/// The same words as another type: of pointers, too.
static void bitcast(struct ref_spirv_translation *t,
                    const struct ref_spirv_instruction *instruction,
                    const struct ref_spirv_type *type)
{
    const struct ref_spirv_value *value =
        ref_spirv_value(t, ref_spirv_word(t->module, instruction, 3));
    if (value->type->words != type->words || type->words == 0)
        ref_spirv_fail(t->module, "the instruction at word %u casts between sizes",
                       instruction->at);
    ref_spirv_define(t, instruction->words[2], type, ref_spirv_value_slots(t, value));
}

/// Copies may be between types that only differ in decorations, which the words don't know.
static void copy(struct ref_spirv_translation *t, const struct ref_spirv_instruction *instruction,
                 const struct ref_spirv_type *type)
{
    const struct ref_spirv_value *value =
        ref_spirv_value(t, ref_spirv_word(t->module, instruction, 3));
    if (value->type->words != type->words)
        ref_spirv_fail(t->module, "the instruction at word %u copies between sizes",
                       instruction->at);
    if (value->slots)
        ref_spirv_define(t, instruction->words[2], type, value->slots);
    else
        ref_spirv_define_pointer(t, instruction->words[2], type, value->pointer);
}

static void undefined(struct ref_spirv_translation *t,
                      const struct ref_spirv_instruction *instruction,
                      const struct ref_spirv_type *type)
{
    if (type->words == 0)
        ref_spirv_fail(t->module, "OpUndef at word %u has a type without values", instruction->at);
    ref_spirv_define(t, ref_spirv_word(t->module, instruction, 2), type,
                     ref_spirv_row(t, ref_spirv_slots(t, type->words), type->words));
}

static void select(struct ref_spirv_translation *t, const struct ref_spirv_instruction *instruction,
                   const struct ref_spirv_type *type)
{
    const uint32_t *slots[3];
    const struct ref_spirv_type *types[3];
    for (uint32_t i = 0; i < 3; i++) {
        const struct ref_spirv_value *value =
            ref_spirv_value(t, ref_spirv_word(t->module, instruction, 3 + i));
        slots[i] = ref_spirv_value_slots(t, value);
        types[i] = value->type;
    }
    const bool scalar = types[0]->kind == REF_SPIRV_BOOL;
    const uint32_t each = scalar ? type->words : ref_spirv_scalar(type)->words;
    if (ref_spirv_scalar(types[0])->kind != REF_SPIRV_BOOL || types[1]->words != type->words ||
        types[2]->words != type->words ||
        (!scalar && types[0]->words != ref_spirv_components(t->module, type)))
        ref_spirv_fail(t->module, "OpSelect at word %u has operands that don't fit",
                       instruction->at);
    const uint32_t to = ref_spirv_slots(t, type->words);
    for (uint32_t i = 0; i < type->words; i++)
        ref_spirv_emit(t, (struct ref_op){.run = ref_op_select,
                                          .to = to + i,
                                          .a = slots[0][i / each],
                                          .b = slots[1][i],
                                          .c = slots[2][i]});
    ref_spirv_define(t, instruction->words[2], type, ref_spirv_row(t, to, type->words));
}

bool ref_spirv_translate_composite(struct ref_spirv_translation *t,
                                   const struct ref_spirv_instruction *instruction)
{
    static const struct {
        SpvOp opcode;
        void (*translate)(struct ref_spirv_translation *t,
                          const struct ref_spirv_instruction *instruction,
                          const struct ref_spirv_type *type);
    } rows[] = {
        {SpvOpCompositeExtract, extract},
        {SpvOpCompositeInsert, insert},
        {SpvOpCompositeConstruct, construct},
        {SpvOpSpecConstantComposite, construct},
        {SpvOpConstantComposite, construct},
        {SpvOpVectorShuffle, shuffle},
        {SpvOpBitcast, bitcast},
        {SpvOpConvertPtrToU, bitcast},
        {SpvOpConvertUToPtr, bitcast},
        {SpvOpConvertUToAccelerationStructureKHR, bitcast},
        {SpvOpCopyObject, copy},
        {SpvOpCopyLogical, copy},
        {SpvOpUndef, undefined},
        {SpvOpSelect, select},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].opcode != instruction->opcode)
            continue;
        ref_spirv_word(t->module, instruction, 2);
        rows[i].translate(t, instruction, ref_spirv_type(t->module, instruction->words[1]));
        return true;
    }
    return false;
}
