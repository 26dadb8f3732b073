// SPDX-License-Identifier: Apache-2.0
// Ops, slots and values of a translation.
#include "spirv_moves.h"
#include "spirv_translate.h"

#include <string.h>

enum {
    OPS_MAX = 1 << 20,
    SLOTS_MAX = 1 << 20,
};

uint32_t ref_spirv_emit(struct ref_spirv_translation *t, struct ref_op op)
{
    if (t->op_count == OPS_MAX)
        ref_spirv_fail(t->module, "it has more instructions than the interpreter has room for");
    t->ops = ref_spirv_grow(t->module, t->ops, t->op_count, &t->op_capacity, sizeof *t->ops);
    t->ops[t->op_count] = op;
    return t->op_count++;
}

uint32_t ref_spirv_slots(struct ref_spirv_translation *t, uint32_t count)
{
    if (count > SLOTS_MAX - t->slot_count)
        ref_spirv_fail(t->module, "it has more variables than the interpreter has room for");
    const uint32_t first = t->slot_count;
    t->slot_count += count;
    if (t->slot_count > t->slot_capacity) {
        uint32_t *image = ref_spirv_take(t->module, t->slot_count * 2 * sizeof *image);
        if (first > 0)
            memcpy(image, t->image, first * sizeof *image);
        t->image = image;
        t->slot_capacity = t->slot_count * 2;
    }
    return first;
}

const uint32_t *ref_spirv_row(struct ref_spirv_translation *t, uint32_t first, uint32_t count)
{
    uint32_t *slots = ref_spirv_take(t->module, (count + 1) * sizeof *slots);
    for (uint32_t i = 0; i < count; i++)
        slots[i] = first + i;
    return slots;
}

/// The values of a constant, in slots of its own that nothing writes.
static void define_constant(struct ref_spirv_translation *t, uint32_t id)
{
    const struct ref_spirv_id *constant = &t->module->ids[id];
    const uint32_t words = constant->type->words;
    const uint32_t first = ref_spirv_slots(t, words);
    if (constant->kind == REF_SPIRV_ID_CONSTANT)
        memcpy(&t->image[first], constant->constant, words * sizeof *t->image);
    t->values[id] =
        (struct ref_spirv_value){.type = constant->type, .slots = ref_spirv_row(t, first, words)};
}

const struct ref_spirv_value *ref_spirv_value(struct ref_spirv_translation *t, uint32_t id)
{
    const enum ref_spirv_id_kind kind = ref_spirv_id(t->module, id)->kind;
    struct ref_spirv_value *value = &t->values[id];
    if (!value->type && (kind == REF_SPIRV_ID_CONSTANT || kind == REF_SPIRV_ID_UNDEFINED))
        define_constant(t, id);
    if (!value->type)
        ref_spirv_fail(t->module, "id %u has no value where word %u uses it", id, t->module->doing);
    // Physical pointers live in slots when they were computed, and know that.
    return value;
}

void ref_spirv_define(struct ref_spirv_translation *t, uint32_t id,
                      const struct ref_spirv_type *type, const uint32_t *slots)
{
    ref_spirv_check_id(t->module, id);
    if (t->module->ids[id].kind != REF_SPIRV_ID_NONE &&
        t->module->ids[id].kind != REF_SPIRV_ID_EXPRESSION)
        ref_spirv_fail(t->module, "id %u is declared twice", id);
    t->values[id] = (struct ref_spirv_value){.type = type, .slots = slots};
}

void ref_spirv_define_pointer(struct ref_spirv_translation *t, uint32_t id,
                              const struct ref_spirv_type *type,
                              const struct ref_spirv_pointer *pointer)
{
    struct ref_spirv_pointer *copy = ref_spirv_take(t->module, sizeof *copy);
    *copy = *pointer;
    ref_spirv_check_id(t->module, id);
    t->values[id] = (struct ref_spirv_value){.type = type, .pointer = copy};
}

/// Computes a physical pointer's address.
static const uint32_t *address_slots(struct ref_spirv_translation *t,
                                     const struct ref_spirv_pointer *pointer)
{
    assert(pointer); // a value without slots is one
    if (!pointer->physical)
        ref_spirv_fail(t->module,
                       "word %u uses a logical pointer as a value, which needs "
                       "variable pointers",
                       t->module->doing);
    if (pointer->index == REF_SPIRV_NONE && pointer->offset == 0)
        return ref_spirv_row(t, pointer->slot, 2);
    const uint32_t to = ref_spirv_slots(t, 2);
    ref_spirv_emit(t,
                   (struct ref_op){
                       .run = pointer->index == REF_SPIRV_NONE ? ref_op_address : ref_op_address_at,
                       .to = to,
                       .a = pointer->slot,
                       .b = pointer->index,
                       .c = pointer->stride,
                       .offset = pointer->offset,
                   });
    return ref_spirv_row(t, to, 2);
}

const uint32_t *ref_spirv_value_slots(struct ref_spirv_translation *t,
                                      const struct ref_spirv_value *value)
{
    return value->slots ? value->slots : address_slots(t, value->pointer);
}

uint32_t ref_spirv_pair(struct ref_spirv_translation *t, const uint32_t *slots)
{
    if (slots[1] == slots[0] + 1)
        return slots[0];
    const uint32_t pair = ref_spirv_slots(t, 2);
    ref_spirv_copy(t, ref_spirv_row(t, pair, 2), slots, 2);
    return pair;
}

/// Copies without looking for overlaps.
static void copy_runs(struct ref_spirv_translation *t, const uint32_t *to, const uint32_t *from,
                      uint32_t count)
{
    for (uint32_t at = 0; at < count;) {
        uint32_t n = 1;
        while (at + n < count && to[at + n] == to[at] + n && from[at + n] == from[at] + n)
            n++;
        ref_op_run *run = n == 1 ? ref_op_copy_1 : n == 2 ? ref_op_copy_2 : ref_op_copy_n;
        if (to[at] != from[at])
            ref_spirv_emit(t, (struct ref_op){.run = run, .to = to[at], .a = from[at], .n = n});
        at += n;
    }
}

/// Whether a slot that is written may be one that is read later.
static bool overlap(const uint32_t *to, const uint32_t *from, uint32_t count)
{
    uint32_t low = UINT32_MAX, high = 0;
    for (uint32_t i = 0; i < count; i++) {
        low = to[i] < low ? to[i] : low;
        high = to[i] > high ? to[i] : high;
    }
    for (uint32_t i = 0; i < count; i++)
        if (from[i] >= low && from[i] <= high)
            return true;
    return false;
}

void ref_spirv_copy(struct ref_spirv_translation *t, const uint32_t *to, const uint32_t *from,
                    uint32_t count)
{
    if (overlap(to, from, count)) {
        const uint32_t *between = ref_spirv_row(t, ref_spirv_slots(t, count), count);
        copy_runs(t, between, from, count);
        from = between;
    }
    copy_runs(t, to, from, count);
}

/// Where a built-in input is; its type has to have as many words.
static uint32_t builtin_slot(struct ref_spirv_translation *t, uint32_t id, uint32_t words)
{
    static const struct {
        SpvBuiltIn builtin;
        enum ref_slot slot;
        uint32_t words;
    } builtins[] = {
        {SpvBuiltInGlobalInvocationId, REF_SLOT_GLOBAL_ID, 3},
        {SpvBuiltInWorkgroupId, REF_SLOT_GROUP_ID, 3},
        {SpvBuiltInLocalInvocationId, REF_SLOT_LOCAL_ID, 3},
        {SpvBuiltInLocalInvocationIndex, REF_SLOT_LOCAL_INDEX, 1},
        {SpvBuiltInNumWorkgroups, REF_SLOT_GROUP_COUNT, 3},
    };
    const uint32_t builtin =
        ref_spirv_decoration(t->module, id, REF_SPIRV_NONE, SpvDecorationBuiltIn, REF_SPIRV_NONE);
    for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
        if (builtins[i].builtin == builtin && builtins[i].words == words)
            return builtins[i].slot;
    ref_spirv_fail(t->module, "the input variable %u is no built-in that is supported", id);
}

/// Push constants are put into their slots before the first invocation.
static uint32_t push_constants(struct ref_spirv_translation *t, const struct ref_spirv_type *type)
{
    if (t->push)
        ref_spirv_fail(t->module, "it has two blocks of push constants");
    const uint32_t *offsets =
        ref_spirv_layout(t->module, type, (struct ref_spirv_matrix_layout){0});
    const uint32_t first = ref_spirv_slots(t, type->words);
    t->push = ref_spirv_take(t->module, (type->words + 1) * sizeof *t->push);
    for (uint32_t i = 0; i < type->words; i++)
        t->push[t->push_count++] = (struct ref_push_word){first + i, offsets[i]};
    return first;
}

static uint32_t variable_slot(struct ref_spirv_translation *t, uint32_t id,
                              const struct ref_spirv_type *type)
{
    const struct ref_spirv_type *pointee = type->element;
    if (!pointee)
        ref_spirv_fail(t->module, "the variable %u has an incomplete type", id);
    if (pointee->kind == REF_SPIRV_RAY_QUERY)
        return t->query_count++;
    if (pointee->words == 0)
        ref_spirv_fail(t->module, "the variable %u has a type that is not supported there", id);
    if (type->storage == SpvStorageClassInput)
        return builtin_slot(t, id, pointee->words);
    if (type->storage == SpvStorageClassPushConstant)
        return push_constants(t, pointee);
    return ref_spirv_slots(t, pointee->words);
}

void ref_spirv_variable(struct ref_spirv_translation *t,
                        const struct ref_spirv_instruction *instruction)
{
    const struct ref_spirv_type *type =
        ref_spirv_type(t->module, ref_spirv_word(t->module, instruction, 1));
    const uint32_t id = ref_spirv_check_id(t->module, ref_spirv_word(t->module, instruction, 2));
    if (type->kind != REF_SPIRV_POINTER)
        ref_spirv_fail(t->module, "OpVariable at word %u is no pointer", instruction->at);
    const struct ref_spirv_pointer pointer = {
        .pointee = type->element,
        .storage = type->storage,
        .read_only =
            type->storage == SpvStorageClassInput || type->storage == SpvStorageClassPushConstant,
        .slot = variable_slot(t, id, type),
        .dynamic = REF_SPIRV_NONE,
        .index = REF_SPIRV_NONE,
    };
    ref_spirv_define_pointer(t, id, type, &pointer);
    if (instruction->count <= 4 || pointer.read_only || type->element->words == 0)
        return;
    const struct ref_spirv_value *initial = ref_spirv_value(t, instruction->words[4]);
    if (initial->type != type->element)
        ref_spirv_fail(t->module, "the variable %u has an initializer of another type", id);
    ref_spirv_copy(t, ref_spirv_row(t, pointer.slot, initial->type->words),
                   ref_spirv_value_slots(t, initial), initial->type->words);
}

/// OpSpecConstantOp is the instruction whose opcode it has as an operand.
static void evaluate(struct ref_spirv_translation *t,
                     const struct ref_spirv_instruction *instruction)
{
    if (instruction->opcode != SpvOpSpecConstantOp) {
        ref_spirv_translate(t, instruction);
        return;
    }
    const SpvOp opcode = (SpvOp)ref_spirv_word(t->module, instruction, 3);
    uint32_t *words = ref_spirv_take(t->module, instruction->count * sizeof *words);
    memcpy(words, instruction->words, 3 * sizeof *words);
    memcpy(words + 3, instruction->words + 4, (instruction->count - 4) * sizeof *words);
    const struct ref_spirv_instruction inner = {
        .opcode = opcode,
        .at = instruction->at,
        .count = instruction->count - 1,
        .words = words,
    };
    if (opcode == SpvOpSpecConstantOp)
        ref_spirv_fail(t->module, "OpSpecConstantOp at word %u is in itself", instruction->at);
    ref_spirv_translate(t, &inner);
}

void ref_spirv_prologue(struct ref_spirv_translation *t)
{
    const uint32_t header_words = 5;
    for (uint32_t at = header_words; at < t->module->functions_begin;) {
        const struct ref_spirv_instruction instruction = ref_spirv_at(t->module, at);
        at += instruction.count;
        if (instruction.opcode == SpvOpVariable)
            ref_spirv_variable(t, &instruction);
        else if (instruction.count > 2 && instruction.words[2] < t->module->bound &&
                 t->module->ids[instruction.words[2]].kind == REF_SPIRV_ID_EXPRESSION &&
                 t->module->ids[instruction.words[2]].at == instruction.at)
            evaluate(t, &instruction);
    }
}
