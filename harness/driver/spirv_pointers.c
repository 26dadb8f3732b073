// SPDX-License-Identifier: Apache-2.0
// Access chains, loads and stores.
#include "spirv_moves.h"
#include "spirv_translate.h"

static struct ref_spirv_pointer pointer_of(struct ref_spirv_translation *t, uint32_t id)
{
    const struct ref_spirv_value *value = ref_spirv_value(t, id);
    if (value->pointer)
        return *value->pointer;
    if (value->type->kind != REF_SPIRV_POINTER || !value->type->element)
        ref_spirv_fail(t->module, "the instruction at word %u has no pointer", t->module->doing);
    return (struct ref_spirv_pointer){
        .pointee = value->type->element,
        .storage = value->type->storage,
        .physical = true,
        .slot = ref_spirv_pair(t, value->slots),
        .dynamic = REF_SPIRV_NONE,
        .index = REF_SPIRV_NONE,
    };
}

/// Adds index * stride bytes to a physical pointer. There is room for one index; an earlier one is
/// added up first.
static void index_physical(struct ref_spirv_translation *t, struct ref_spirv_pointer *pointer,
                           const struct ref_spirv_value *index, uint32_t stride)
{
    const bool wide = index->type->words == 2;
    if (pointer->index != REF_SPIRV_NONE) {
        const struct ref_op sum = {.run = ref_op_address_at,
                                   .to = ref_spirv_slots(t, 2),
                                   .a = pointer->slot,
                                   .b = pointer->index,
                                   .c = pointer->stride,
                                   .offset = pointer->offset};
        ref_spirv_emit(t, sum);
        pointer->slot = sum.to;
        pointer->offset = 0;
        pointer->index = REF_SPIRV_NONE;
    }
    if (!wide) {
        pointer->index = index->slots[0];
        pointer->stride = stride;
        return;
    }
    const struct ref_op sum = {.run = ref_op_address_at_64,
                               .b = ref_spirv_pair(t, index->slots),
                               .to = ref_spirv_slots(t, 2),
                               .a = pointer->slot,
                               .c = stride,
                               .offset = pointer->offset};
    ref_spirv_emit(t, sum);
    pointer->slot = sum.to;
    pointer->offset = 0;
}

/// Adds index * words to what a logical pointer finds out while it runs.
static void index_logical(struct ref_spirv_translation *t, struct ref_spirv_pointer *pointer,
                          const struct ref_spirv_value *index, uint32_t words)
{
    const bool first = pointer->dynamic == REF_SPIRV_NONE;
    const struct ref_op op = {.run = first ? ref_op_index : ref_op_index_add,
                              .to = ref_spirv_slots(t, 1),
                              .a = index->slots[0],
                              .b = pointer->dynamic,
                              .c = words,
                              .n = pointer->pointee->count};
    ref_spirv_emit(t, op);
    pointer->dynamic = op.to;
}

static void choose_member(struct ref_spirv_translation *t, struct ref_spirv_pointer *pointer,
                          uint32_t id)
{
    const struct ref_spirv_type *type = pointer->pointee;
    const uint32_t index = ref_spirv_constant(t->module, id);
    if (index >= type->count)
        ref_spirv_fail(t->module, "the access chain at word %u names member %u of %u",
                       t->module->doing, index, type->count);
    const struct ref_spirv_member *member = &type->members[index];
    if (!pointer->physical)
        pointer->slot += member->word;
    else if (member->offset == REF_SPIRV_NONE)
        ref_spirv_fail(t->module, "a structure in memory has a member without Offset");
    else
        pointer->offset += member->offset;
    pointer->matrix = (struct ref_spirv_matrix_layout){member->matrix_stride, member->row_major};
    pointer->pointee = member->type;
}

/// How far apart the elements of what is in memory are, in bytes.
static uint32_t stride_of(struct ref_spirv_translation *t, const struct ref_spirv_pointer *pointer)
{
    const struct ref_spirv_type *type = pointer->pointee;
    uint32_t stride = type->stride;
    if (type->kind == REF_SPIRV_VECTOR)
        stride = type->element->words * (uint32_t)sizeof(uint32_t);
    else if (type->kind == REF_SPIRV_MATRIX)
        stride = pointer->matrix.row_major ? 0 : pointer->matrix.stride;
    if (stride == 0)
        ref_spirv_fail(t->module,
                       "the access chain at word %u goes into an array or matrix "
                       "without a stride, or into a RowMajor one",
                       t->module->doing);
    return stride;
}

static void choose_element(struct ref_spirv_translation *t, struct ref_spirv_pointer *pointer,
                           uint32_t id)
{
    const struct ref_spirv_type *type = pointer->pointee;
    if (type->kind != REF_SPIRV_ARRAY && type->kind != REF_SPIRV_VECTOR &&
        type->kind != REF_SPIRV_MATRIX && type->kind != REF_SPIRV_RUNTIME_ARRAY)
        ref_spirv_fail(t->module, "the access chain at word %u has more indices than the type",
                       t->module->doing);
    const uint32_t stride = pointer->physical ? stride_of(t, pointer) : type->element->words;
    const struct ref_spirv_value *index = ref_spirv_value(t, id);
    const struct ref_spirv_id *known = ref_spirv_id(t->module, id);
    if (index->type->kind != REF_SPIRV_INT)
        ref_spirv_fail(t->module, "the access chain at word %u has an index that is no integer",
                       t->module->doing);
    if (stride == 0 || (!pointer->physical && type->kind == REF_SPIRV_RUNTIME_ARRAY))
        ref_spirv_fail(t->module, "arrays like the one at word %u are not supported",
                       t->module->doing);
    if (known->kind == REF_SPIRV_ID_CONSTANT && known->type->words == 1 &&
        (pointer->physical || known->constant[0] < type->count)) {
        if (pointer->physical)
            pointer->offset += (int64_t)(int32_t)known->constant[0] * stride;
        else
            pointer->slot += known->constant[0] * stride;
    } else if (pointer->physical) {
        index_physical(t, pointer, index, stride);
    } else {
        index_logical(t, pointer, index, stride);
    }
    pointer->pointee = type->element;
}

static void access_chain(struct ref_spirv_translation *t,
                         const struct ref_spirv_instruction *instruction)
{
    struct ref_spirv_pointer pointer = pointer_of(t, ref_spirv_word(t->module, instruction, 3));
    for (uint32_t i = 4; i < instruction->count; i++) {
        if (!pointer.pointee)
            ref_spirv_fail(t->module, "the access chain at word %u enters an incomplete type",
                           instruction->at);
        if (pointer.pointee->kind == REF_SPIRV_STRUCT)
            choose_member(t, &pointer, instruction->words[i]);
        else
            choose_element(t, &pointer, instruction->words[i]);
    }
    const struct ref_spirv_type *type = ref_spirv_type(t->module, instruction->words[1]);
    if (type->kind != REF_SPIRV_POINTER || type->element != pointer.pointee ||
        type->storage != pointer.storage)
        ref_spirv_fail(t->module, "the access chain at word %u has another result type",
                       instruction->at);
    ref_spirv_define_pointer(t, instruction->words[2], type, &pointer);
}

static void load_logical(struct ref_spirv_translation *t, uint32_t id,
                         const struct ref_spirv_type *type, const struct ref_spirv_pointer *pointer)
{
    const uint32_t words = type->words;
    const bool dynamic = pointer->dynamic != REF_SPIRV_NONE;
    if (pointer->read_only && !dynamic) {
        ref_spirv_define(t, id, type, ref_spirv_row(t, pointer->slot, words));
        return;
    }
    const uint32_t *to = ref_spirv_row(t, ref_spirv_slots(t, words), words);
    if (dynamic)
        ref_spirv_emit(t, (struct ref_op){.run = ref_op_get,
                                          .to = to[0],
                                          .a = pointer->slot,
                                          .b = pointer->dynamic,
                                          .n = words});
    else
        ref_spirv_copy(t, to, ref_spirv_row(t, pointer->slot, words), words);
    ref_spirv_define(t, id, type, to);
}

/// Emits ops for all words of a value in memory, as few as its layout and slots allow.
static void transfer(struct ref_spirv_translation *t, const struct ref_spirv_pointer *pointer,
                     const uint32_t *slots, bool store)
{
    const struct ref_spirv_type *type = pointer->pointee;
    const uint32_t *offsets = ref_spirv_layout(t->module, type, pointer->matrix);
    const bool at = pointer->index != REF_SPIRV_NONE;
    for (uint32_t i = 0; i < type->words;) {
        uint32_t n = 1;
        while (i + n < type->words && slots[i + n] == slots[i] + n &&
               offsets[i + n] == offsets[i] + n * sizeof(uint32_t))
            n++;
        ref_op_run *load = n == 1 ? (at ? ref_op_load_at_1 : ref_op_load_1)
                                  : (at ? ref_op_load_at_n : ref_op_load_n);
        if (n == 2 && !at)
            load = ref_op_load_2;
        ref_op_run *save = n == 1 ? (at ? ref_op_store_at_1 : ref_op_store_1)
                                  : (at ? ref_op_store_at_n : ref_op_store_n);
        ref_spirv_emit(t, (struct ref_op){.run = store ? save : load,
                                          .to = slots[i],
                                          .a = pointer->slot,
                                          .b = pointer->index,
                                          .c = pointer->stride,
                                          .d = t->site_count++,
                                          .n = n,
                                          .offset = pointer->offset + offsets[i]});
        i += n;
    }
}

static void load(struct ref_spirv_translation *t, const struct ref_spirv_instruction *instruction)
{
    const struct ref_spirv_pointer pointer =
        pointer_of(t, ref_spirv_word(t->module, instruction, 3));
    const struct ref_spirv_type *type = ref_spirv_type(t->module, instruction->words[1]);
    if (type != pointer.pointee || type->words == 0)
        ref_spirv_fail(t->module, "OpLoad at word %u has a type that can't be loaded from there",
                       instruction->at);
    if (!pointer.physical) {
        load_logical(t, instruction->words[2], type, &pointer);
        return;
    }
    const uint32_t *to = ref_spirv_row(t, ref_spirv_slots(t, type->words), type->words);
    transfer(t, &pointer, to, false);
    ref_spirv_define(t, instruction->words[2], type, to);
}

static void store(struct ref_spirv_translation *t, const struct ref_spirv_instruction *instruction)
{
    const struct ref_spirv_pointer pointer =
        pointer_of(t, ref_spirv_word(t->module, instruction, 1));
    const struct ref_spirv_value *value =
        ref_spirv_value(t, ref_spirv_word(t->module, instruction, 2));
    const struct ref_spirv_type *type = value->type;
    const uint32_t *slots = ref_spirv_value_slots(t, value);
    if (type != pointer.pointee || type->words == 0 || pointer.read_only)
        ref_spirv_fail(t->module, "OpStore at word %u has a type that can't be stored there",
                       instruction->at);
    if (pointer.physical) {
        transfer(t, &pointer, slots, true);
        return;
    }
    if (pointer.dynamic == REF_SPIRV_NONE) {
        ref_spirv_copy(t, ref_spirv_row(t, pointer.slot, type->words), slots, type->words);
        return;
    }
    for (uint32_t i = 0; i < type->words; i++)
        ref_spirv_emit(t, (struct ref_op){.run = ref_op_set,
                                          .to = pointer.slot + i,
                                          .a = slots[i],
                                          .b = pointer.dynamic,
                                          .n = 1});
}

bool ref_spirv_translate_pointer(struct ref_spirv_translation *t,
                                 const struct ref_spirv_instruction *instruction)
{
    switch (instruction->opcode) {
    case SpvOpAccessChain:
    case SpvOpInBoundsAccessChain:
        access_chain(t, instruction);
        return true;
    case SpvOpLoad:
        load(t, instruction);
        return true;
    case SpvOpStore:
        store(t, instruction);
        return true;
    case SpvOpVariable:
        ref_spirv_variable(t, instruction);
        return true;
    default:
        return false;
    }
}
