// SPDX-License-Identifier: Apache-2.0
// Which op a component of an arithmetic instruction becomes.
#include "spirv_math.h"
#include "spirv_names.h"
#include "spirv_translate.h"

enum { ARITY_MAX = 4 };

struct operands {
    const struct ref_spirv_type *types[ARITY_MAX];
    const uint32_t *slots[ARITY_MAX];
};

static struct operands take_operands(struct ref_spirv_translation *t,
                                     const struct ref_spirv_instruction *instruction,
                                     uint32_t first, uint32_t arity)
{
    struct operands operands = {0};
    for (uint32_t i = 0; i < arity; i++) {
        const struct ref_spirv_value *value =
            ref_spirv_value(t, ref_spirv_word(t->module, instruction, first + i));
        operands.types[i] = value->type;
        operands.slots[i] = ref_spirv_value_slots(t, value);
        ref_spirv_components(t->module, value->type);
    }
    return operands;
}

/// True for an operand that all components share.
static bool is_shared(const struct ref_math *math, uint32_t operand)
{
    return (math->operands == REF_MATH_SCALAR && operand == 1) ||
           (math->operands == REF_MATH_FIELD && operand + 2 >= math->arity);
}

static void check(struct ref_spirv_translation *t, const struct ref_math *math,
                  const struct operands *operands, uint32_t count)
{
    const uint32_t words = ref_spirv_scalar(operands->types[0])->words;
    for (uint32_t i = 0; i < math->arity; i++) {
        const bool shared = is_shared(math, i);
        const bool narrow = i > 0 && (math->operands == REF_MATH_SHIFT || shared);
        if (ref_spirv_components(t->module, operands->types[i]) != (shared ? 1 : count) ||
            (!narrow && ref_spirv_scalar(operands->types[i])->words != words))
            ref_spirv_fail(t->module, "the instruction at word %u has operands that don't fit",
                           t->module->doing);
    }
}

/// Where one component of an operand is.
static uint32_t component(struct ref_spirv_translation *t, const struct ref_math *math,
                          const struct operands *operands, uint32_t operand, uint32_t index)
{
    if (operand >= math->arity)
        return 0;
    const uint32_t words = ref_spirv_scalar(operands->types[operand])->words;
    const uint32_t *slots =
        operands->slots[operand] + (is_shared(math, operand) ? 0 : index * words);
    return words == 2 ? ref_spirv_pair(t, slots) : slots[0];
}

static void translate(struct ref_spirv_translation *t,
                      const struct ref_spirv_instruction *instruction, const struct ref_math *math,
                      uint32_t first)
{
    const struct ref_spirv_type *type =
        ref_spirv_type(t->module, ref_spirv_word(t->module, instruction, 1));
    const struct operands operands = take_operands(t, instruction, first, math->arity);
    const uint32_t count = ref_spirv_components(t->module, type);
    check(t, math, &operands, count);
    const uint32_t words = ref_spirv_scalar(type)->words;
    ref_op_run *run = math->run[words - 1][ref_spirv_scalar(operands.types[0])->words - 1];
    if (!run)
        ref_spirv_fail(t->module, "%s at word %u is not supported for this width",
                       ref_spirv_opcode_name(instruction->opcode), instruction->at);
    const uint32_t to = ref_spirv_slots(t, type->words);
    for (uint32_t i = 0; i < count; i++) {
        const struct ref_op op = {
            .run = run,
            .to = to + i * words,
            .a = component(t, math, &operands, 0, i),
            .b = component(t, math, &operands, 1, i),
            .c = component(t, math, &operands, 2, i),
            .d = component(t, math, &operands, 3, i),
        };
        ref_spirv_emit(t, op);
    }
    ref_spirv_define(t, instruction->words[2], type, ref_spirv_row(t, to, type->words));
}

/// Combines all components of one or two vectors: OpAny, OpAll and OpDot.
static void reduce(struct ref_spirv_translation *t, const struct ref_spirv_instruction *instruction)
{
    const bool dot = instruction->opcode == SpvOpDot;
    const struct ref_spirv_type *type =
        ref_spirv_type(t->module, ref_spirv_word(t->module, instruction, 1));
    const struct operands operands = take_operands(t, instruction, 3, dot ? 2 : 1);
    const uint32_t count = operands.types[0]->words;
    if (type->words != 1 || ref_spirv_components(t->module, operands.types[0]) != count ||
        (dot && operands.types[1]->words != count))
        ref_spirv_fail(t->module, "the instruction at word %u has operands that don't fit",
                       instruction->at);
    const struct ref_math *combine =
        dot ? ref_math_float(SpvOpFAdd)
            : ref_math_integer(instruction->opcode == SpvOpAny ? SpvOpLogicalOr : SpvOpLogicalAnd);
    uint32_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t term = operands.slots[0][i];
        if (dot) {
            const struct ref_op product = {.run = ref_math_float(SpvOpFMul)->run[0][0],
                                           .to = ref_spirv_slots(t, 1),
                                           .a = term,
                                           .b = operands.slots[1][i]};
            ref_spirv_emit(t, product);
            term = product.to;
        }
        const struct ref_op op = {
            .run = combine->run[0][0], .to = ref_spirv_slots(t, 1), .a = sum, .b = term};
        if (i > 0)
            ref_spirv_emit(t, op);
        sum = i > 0 ? op.to : term;
    }
    ref_spirv_define(t, instruction->words[2], type, ref_spirv_row(t, sum, 1));
}

static void translate_extended(struct ref_spirv_translation *t,
                               const struct ref_spirv_instruction *instruction)
{
    const struct ref_spirv_id *set =
        ref_spirv_id(t->module, ref_spirv_word(t->module, instruction, 3));
    const uint32_t number = ref_spirv_word(t->module, instruction, 4);
    if (set->kind == REF_SPIRV_ID_NON_SEMANTIC)
        return;
    const struct ref_math *math = set->kind == REF_SPIRV_ID_GLSL ? ref_math_glsl(number) : NULL;
    if (!math)
        ref_spirv_fail(t->module, "OpExtInst at word %u with number %u is not supported",
                       instruction->at, number);
    translate(t, instruction, math, 5);
}

bool ref_spirv_translate_math(struct ref_spirv_translation *t,
                              const struct ref_spirv_instruction *instruction)
{
    switch (instruction->opcode) {
    case SpvOpExtInst:
        translate_extended(t, instruction);
        return true;
    case SpvOpAny:
    case SpvOpAll:
    case SpvOpDot:
        reduce(t, instruction);
        return true;
    default:
        break;
    }
    const struct ref_math *math = ref_math_integer(instruction->opcode);
    if (!math)
        math = ref_math_float(instruction->opcode);
    if (!math)
        return false;
    translate(t, instruction, math, 3);
    return true;
}
