// SPDX-License-Identifier: Apache-2.0
// Functions: blocks, jumps between them, phis and calls. Distances of jumps are counted in ops from
// the jump itself.
#include "spirv_names.h"
#include "spirv_translate.h"

enum { CALLS_MAX = 4096 };

/// To the op at distance a.
static const struct ref_op *jump(struct ref_invocation *self, const struct ref_op *op)
{
    (void)self;
    return op + (int32_t)op->a;
}

/// To the op at distance a when slot `to` is true, otherwise at distance b.
static const struct ref_op *branch(struct ref_invocation *self, const struct ref_op *op)
{
    return op + (int32_t)(self->r[op->to] ? op->a : op->b);
}

/// To the op at distance a when slot `to` is c, otherwise on.
static const struct ref_op *branch_equal(struct ref_invocation *self, const struct ref_op *op)
{
    return op + (self->r[op->to] == op->c ? (int32_t)op->a : 1);
}

static const struct ref_op *end(struct ref_invocation *self, const struct ref_op *op)
{
    (void)self;
    (void)op;
    return NULL;
}

/// Label 0 is the end of the function.
static void patch_later(struct ref_spirv_translation *t, uint32_t op, uint32_t label, bool second)
{
    t->patches = ref_spirv_grow(t->module, t->patches, t->patch_count, &t->patch_capacity,
                                sizeof *t->patches);
    t->patches[t->patch_count++] = (struct ref_spirv_patch){op, label, second};
}

static void emit_jump(struct ref_spirv_translation *t, uint32_t label)
{
    patch_later(t, ref_spirv_emit(t, (struct ref_op){.run = jump}), label, false);
}

static void resolve_patches(struct ref_spirv_translation *t, uint32_t first)
{
    for (uint32_t i = first; i < t->patch_count; i++) {
        const struct ref_spirv_patch *patch = &t->patches[i];
        const uint32_t target = patch->label ? t->labels[patch->label] : t->op_count;
        if (target == REF_SPIRV_NONE)
            ref_spirv_fail(t->module, "a branch goes to id %u, which is no block of its function",
                           patch->label);
        const uint32_t distance = target - patch->op;
        if (patch->second)
            t->ops[patch->op].b = distance;
        else
            t->ops[patch->op].a = distance;
    }
    t->patch_count = first;
}

static uint32_t block_at(struct ref_spirv_translation *t, uint32_t label)
{
    const uint32_t at = t->blocks[ref_spirv_check_id(t->module, label)];
    if (at == REF_SPIRV_NONE)
        ref_spirv_fail(t->module, "a branch goes to id %u, which is no block of its function",
                       label);
    return at;
}

/// The value that a phi has when its block is entered from another.
static const uint32_t *phi_source(struct ref_spirv_translation *t,
                                  const struct ref_spirv_instruction *phi, uint32_t from)
{
    for (uint32_t i = 3; i + 1 < phi->count; i += 2) {
        if (phi->words[i + 1] != from)
            continue;
        const struct ref_spirv_value *value = ref_spirv_value(t, phi->words[i]);
        if (value->type != t->values[phi->words[2]].type)
            ref_spirv_fail(t->module, "OpPhi at word %u mixes types", phi->at);
        return ref_spirv_value_slots(t, value);
    }
    ref_spirv_fail(t->module, "OpPhi at word %u has no value for the block %u", phi->at, from);
}

struct phi_copies {
    uint32_t *to, *from;
    uint32_t count, to_capacity, from_capacity;
};

static void add_phi(struct ref_spirv_translation *t, struct phi_copies *copies,
                    const struct ref_spirv_instruction *phi, uint32_t from)
{
    const struct ref_spirv_value *value = &t->values[ref_spirv_word(t->module, phi, 2)];
    const uint32_t *source = phi_source(t, phi, from);
    for (uint32_t i = 0; i < value->type->words; i++) {
        copies->to = ref_spirv_grow(t->module, copies->to, copies->count, &copies->to_capacity,
                                    sizeof *copies->to);
        copies->from = ref_spirv_grow(t->module, copies->from, copies->count,
                                      &copies->from_capacity, sizeof *copies->from);
        copies->to[copies->count] = value->slots[i];
        copies->from[copies->count++] = source[i];
    }
}

/// What is between the first word of a block and its first instruction that does something.
static bool is_passive(SpvOp opcode)
{
    return opcode == SpvOpLabel || opcode == SpvOpLine || opcode == SpvOpNoLine ||
           opcode == SpvOpNop;
}

/// Gives a block's phis the values that belong to an edge; all of them change at once.
static void emit_phis(struct ref_spirv_translation *t, uint32_t from, uint32_t to)
{
    struct phi_copies copies = {0};
    for (uint32_t at = block_at(t, to);;) {
        const struct ref_spirv_instruction instruction = ref_spirv_at(t->module, at);
        at += instruction.count;
        if (instruction.opcode == SpvOpPhi)
            add_phi(t, &copies, &instruction, from);
        else if (!is_passive(instruction.opcode))
            break;
    }
    if (copies.count > 0)
        ref_spirv_copy(t, copies.to, copies.from, copies.count);
}

static bool has_phis(struct ref_spirv_translation *t, uint32_t label)
{
    for (uint32_t at = block_at(t, label);;) {
        const struct ref_spirv_instruction instruction = ref_spirv_at(t->module, at);
        at += instruction.count;
        if (!is_passive(instruction.opcode))
            return instruction.opcode == SpvOpPhi;
    }
}

static uint32_t condition_slot(struct ref_spirv_translation *t,
                               const struct ref_spirv_instruction *instruction)
{
    const struct ref_spirv_value *value =
        ref_spirv_value(t, ref_spirv_word(t->module, instruction, 1));
    if (value->type->kind != REF_SPIRV_BOOL &&
        (instruction->opcode != SpvOpSwitch || value->type->words != 1))
        ref_spirv_fail(t->module, "the instruction at word %u chooses by what it can't",
                       instruction->at);
    return ref_spirv_value_slots(t, value)[0];
}

/// A way out of a block: directly, or by way of the phis' copies, which begin where it is called.
static void finish_edge(struct ref_spirv_translation *t, uint32_t op, bool second, uint32_t from,
                        uint32_t to)
{
    if (!has_phis(t, to)) {
        patch_later(t, op, to, second);
        return;
    }
    const uint32_t distance = t->op_count - op;
    if (second)
        t->ops[op].b = distance;
    else
        t->ops[op].a = distance;
    emit_phis(t, from, to);
    emit_jump(t, to);
}

static void branch_conditional(struct ref_spirv_translation *t,
                               const struct ref_spirv_instruction *instruction, uint32_t from)
{
    const uint32_t condition = condition_slot(t, instruction);
    const uint32_t op = ref_spirv_emit(t, (struct ref_op){.run = branch, .to = condition});
    finish_edge(t, op, false, from, ref_spirv_word(t->module, instruction, 2));
    finish_edge(t, op, true, from, ref_spirv_word(t->module, instruction, 3));
}

static void branch_switch(struct ref_spirv_translation *t,
                          const struct ref_spirv_instruction *instruction, uint32_t from)
{
    const uint32_t selector = condition_slot(t, instruction);
    const uint32_t first_case = 3;
    const uint32_t first = t->op_count, count = (instruction->count - first_case) / 2;
    for (uint32_t i = 0; i < count; i++)
        ref_spirv_emit(t, (struct ref_op){.run = branch_equal,
                                          .to = selector,
                                          .c = instruction->words[first_case + i * 2]});
    const uint32_t otherwise = ref_spirv_emit(t, (struct ref_op){.run = jump});
    for (uint32_t i = 0; i < count; i++)
        finish_edge(t, first + i, false, from, instruction->words[first_case + i * 2 + 1]);
    finish_edge(t, otherwise, false, from, ref_spirv_word(t->module, instruction, 2));
}

static void give_back(struct ref_spirv_translation *t,
                      const struct ref_spirv_instruction *instruction)
{
    if (instruction->opcode == SpvOpReturnValue) {
        const struct ref_spirv_value *value =
            ref_spirv_value(t, ref_spirv_word(t->module, instruction, 1));
        if (!t->call->result || value->type->words != t->call->result_words)
            ref_spirv_fail(t->module, "OpReturnValue at word %u has another type than its function",
                           instruction->at);
        ref_spirv_copy(t, t->call->result, ref_spirv_value_slots(t, value), t->call->result_words);
    }
    if (t->call->caller)
        emit_jump(t, 0);
    else
        ref_spirv_emit(t, (struct ref_op){.run = end});
}

/// Translates a block's last instruction; false when it is none of those.
static bool translate_end_of_block(struct ref_spirv_translation *t,
                                   const struct ref_spirv_instruction *instruction, uint32_t block)
{
    switch (instruction->opcode) {
    case SpvOpBranch: {
        const uint32_t to = ref_spirv_word(t->module, instruction, 1);
        emit_phis(t, block, to);
        if (block_at(t, to) != instruction->at + instruction->count)
            emit_jump(t, to);
        return true;
    }
    case SpvOpBranchConditional:
        branch_conditional(t, instruction, block);
        return true;
    case SpvOpSwitch:
        ref_spirv_word(t->module, instruction, 2);
        branch_switch(t, instruction, block);
        return true;
    case SpvOpReturn:
    case SpvOpReturnValue:
        give_back(t, instruction);
        return true;
    case SpvOpUnreachable:
        ref_spirv_emit(t, (struct ref_op){.run = end});
        return true;
    default:
        return false;
    }
}

static void call(struct ref_spirv_translation *t, const struct ref_spirv_instruction *instruction)
{
    const uint32_t function = ref_spirv_word(t->module, instruction, 3);
    if (ref_spirv_id(t->module, function)->kind != REF_SPIRV_ID_FUNCTION)
        ref_spirv_fail(t->module, "OpFunctionCall at word %u calls no function", instruction->at);
    for (const struct ref_spirv_call *outer = t->call; outer; outer = outer->caller)
        if (outer->function == function)
            ref_spirv_fail(t->module, "the function %u calls itself", function);
    if (++t->calls > CALLS_MAX)
        ref_spirv_fail(t->module, "it has more calls than the interpreter has room for");
    const struct ref_spirv_type *type = ref_spirv_type(t->module, instruction->words[1]);
    if (type != t->module->ids[function].type || (type->kind != REF_SPIRV_VOID && !type->words))
        ref_spirv_fail(t->module,
                       "OpFunctionCall at word %u has a result type that is not "
                       "supported",
                       instruction->at);
    const uint32_t *result = ref_spirv_row(t, ref_spirv_slots(t, type->words), type->words);
    ref_spirv_translate_function(t, function, instruction->words + 4, instruction->count - 4,
                                 type->words ? result : NULL, type->words);
    if (type->words)
        ref_spirv_define(t, instruction->words[2], type, result);
}

/// Notes where the blocks are, and gives phis their slots: uses come before definitions there.
static void find_blocks(struct ref_spirv_translation *t, uint32_t at)
{
    for (;;) {
        const struct ref_spirv_instruction instruction = ref_spirv_at(t->module, at);
        if (instruction.opcode == SpvOpFunctionEnd)
            return;
        if (instruction.opcode == SpvOpLabel) {
            const uint32_t id =
                ref_spirv_check_id(t->module, ref_spirv_word(t->module, &instruction, 1));
            t->blocks[id] = at;
            t->labels[id] = REF_SPIRV_NONE;
        } else if (instruction.opcode == SpvOpPhi) {
            const struct ref_spirv_type *type =
                ref_spirv_type(t->module, ref_spirv_word(t->module, &instruction, 1));
            if (type->words == 0)
                ref_spirv_fail(t->module, "OpPhi at word %u has a type that is not supported", at);
            ref_spirv_define(t, ref_spirv_word(t->module, &instruction, 2), type,
                             ref_spirv_row(t, ref_spirv_slots(t, type->words), type->words));
        }
        at += instruction.count;
    }
}

/// Gives parameters the values of arguments; afterwards `at` is behind them.
static void take_arguments(struct ref_spirv_translation *t, uint32_t *at, const uint32_t *arguments,
                           uint32_t count)
{
    uint32_t taken = 0;
    for (;;) {
        const struct ref_spirv_instruction instruction = ref_spirv_at(t->module, *at);
        if (instruction.opcode == SpvOpFunctionParameter) {
            const struct ref_spirv_type *type =
                ref_spirv_type(t->module, ref_spirv_word(t->module, &instruction, 1));
            const uint32_t id = ref_spirv_word(t->module, &instruction, 2);
            if (taken == count || ref_spirv_value(t, arguments[taken])->type != type)
                ref_spirv_fail(t->module, "a call's arguments don't fit the function at word %u",
                               *at);
            const struct ref_spirv_value value = *ref_spirv_value(t, arguments[taken++]);
            ref_spirv_define(t, id, type, value.slots);
            t->values[id].pointer = value.pointer;
        } else if (!is_passive(instruction.opcode) || instruction.opcode == SpvOpLabel) {
            break;
        }
        *at += instruction.count;
    }
    if (taken != count)
        ref_spirv_fail(t->module, "a call's arguments don't fit the function at word %u", *at);
}

static void translate_blocks(struct ref_spirv_translation *t, uint32_t at)
{
    uint32_t block = 0;
    for (;;) {
        const struct ref_spirv_instruction instruction = ref_spirv_at(t->module, at);
        at += instruction.count;
        if (instruction.opcode == SpvOpFunctionEnd)
            break;
        if (instruction.opcode == SpvOpLabel && block == 0) {
            block = instruction.words[1];
            t->labels[block] = t->op_count;
        } else if (instruction.opcode == SpvOpLabel || block == 0) {
            ref_spirv_fail(t->module, "%s at word %u is in no block",
                           ref_spirv_opcode_name(instruction.opcode), instruction.at);
        } else if (instruction.opcode == SpvOpFunctionCall) {
            call(t, &instruction);
        } else if (instruction.opcode == SpvOpPhi) {
            continue;
        } else if (translate_end_of_block(t, &instruction, block)) {
            block = 0;
        } else {
            ref_spirv_translate(t, &instruction);
        }
    }
    if (block != 0)
        ref_spirv_fail(t->module, "the block %u has no end", block);
}

void ref_spirv_translate_function(struct ref_spirv_translation *t, uint32_t function,
                                  const uint32_t *arguments, uint32_t argument_count,
                                  const uint32_t *result, uint32_t result_words)
{
    const struct ref_spirv_call call = {
        .caller = t->call,
        .function = function,
        .result = result,
        .result_words = result_words,
        .first_patch = t->patch_count,
    };
    const uint32_t begin = t->module->ids[function].at;
    uint32_t at = begin + (t->module->words[begin] >> SpvWordCountShift);
    take_arguments(t, &at, arguments, argument_count);
    if (ref_spirv_at(t->module, at).opcode != SpvOpLabel)
        ref_spirv_fail(t->module, "the function at word %u has no body", begin);
    t->call = &call;
    find_blocks(t, at);
    translate_blocks(t, at);
    resolve_patches(t, call.first_patch);
    t->call = call.caller;
}
