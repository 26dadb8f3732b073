// SPDX-License-Identifier: Apache-2.0
// From SPIR-V to a program: what the files spirv_translate*.c share.
#ifndef REF_SPIRV_TRANSLATE_H
#define REF_SPIRV_TRANSLATE_H

#include "spirv_module.h"
#include "spirv_program.h"

/// Where a pointer points. Logical ones know their slots: slot + dynamic (a slot that holds a
/// number of words, NONE for none). Physical ones are the address in two slots + offset bytes +
/// index * stride; they become an address of their own only where nothing else will do.
struct ref_spirv_pointer {
    const struct ref_spirv_type *pointee;
    SpvStorageClass storage;
    bool physical;
    bool read_only; ///< its slots don't change during an invocation
    uint32_t slot;  ///< logical: the first; physical: of the address; of a ray query: its number
    uint32_t dynamic;
    uint32_t index, stride;
    int64_t offset;
    struct ref_spirv_matrix_layout matrix;
};

/// What an id stands for while its function is translated.
struct ref_spirv_value {
    const struct ref_spirv_type *type; ///< NULL: nothing yet
    const uint32_t *slots;             ///< type->words of them
    const struct ref_spirv_pointer *pointer;
};

/// A jump whose target wasn't known yet; which operand it is in.
struct ref_spirv_patch {
    uint32_t op, label;
    bool second;
};

/// One function on its way, called by another.
struct ref_spirv_call {
    const struct ref_spirv_call *caller;
    uint32_t function;
    const uint32_t *result; ///< slots for what it returns
    uint32_t result_words;
    uint32_t first_patch;
};

struct ref_spirv_translation {
    struct ref_spirv_module *module;
    struct ref_spirv_value *values; ///< one for each id
    uint32_t *labels;               ///< op of each block, one for each id; NONE
    uint32_t *blocks;               ///< word of each block's OpLabel; NONE
    struct ref_op *ops;
    uint32_t op_count, op_capacity;
    uint32_t *image;
    uint32_t slot_count, slot_capacity;
    uint32_t *operands;
    uint32_t operand_count, operand_capacity;
    struct ref_spirv_patch *patches;
    uint32_t patch_count, patch_capacity;
    struct ref_push_word *push;
    uint32_t push_count;
    uint32_t site_count, query_count;
    uint32_t calls; ///< inlined so far
    const struct ref_spirv_call *call;
};

// Ops and slots.
uint32_t ref_spirv_emit(struct ref_spirv_translation *t, struct ref_op op); ///< its index
uint32_t ref_spirv_slots(struct ref_spirv_translation *t, uint32_t count);

/// `count` slots one after the other, as a list.
const uint32_t *ref_spirv_row(struct ref_spirv_translation *t, uint32_t first, uint32_t count);

// Values.
/// The value of an id; fails where it has none yet.
const struct ref_spirv_value *ref_spirv_value(struct ref_spirv_translation *t, uint32_t id);
/// The slots of a value that may be a physical pointer; fails for a logical one.
const uint32_t *ref_spirv_value_slots(struct ref_spirv_translation *t,
                                      const struct ref_spirv_value *value);
/// Gives an instruction's result (words 1 and 2) its value.
void ref_spirv_define(struct ref_spirv_translation *t, uint32_t id,
                      const struct ref_spirv_type *type, const uint32_t *slots);
void ref_spirv_define_pointer(struct ref_spirv_translation *t, uint32_t id,
                              const struct ref_spirv_type *type,
                              const struct ref_spirv_pointer *pointer);
/// The two slots, one after the other, in which a 64-bit number is.
uint32_t ref_spirv_pair(struct ref_spirv_translation *t, const uint32_t *slots);
/// Copies words between slots; where the two overlap, all are read before any is written.
void ref_spirv_copy(struct ref_spirv_translation *t, const uint32_t *to, const uint32_t *from,
                    uint32_t count);
/// A variable of the module or of a function, with its initializer's copy.
void ref_spirv_variable(struct ref_spirv_translation *t,
                        const struct ref_spirv_instruction *instruction);
/// Evaluates what the module's constants leave to be evaluated, and the module's initializers.
void ref_spirv_prologue(struct ref_spirv_translation *t);

/// Instructions by group; false when it is not one of the group.
bool ref_spirv_translate_math(struct ref_spirv_translation *t,
                              const struct ref_spirv_instruction *instruction);
bool ref_spirv_translate_composite(struct ref_spirv_translation *t,
                                   const struct ref_spirv_instruction *instruction);
bool ref_spirv_translate_pointer(struct ref_spirv_translation *t,
                                 const struct ref_spirv_instruction *instruction);
bool ref_spirv_translate_ray(struct ref_spirv_translation *t,
                             const struct ref_spirv_instruction *instruction);
/// Any instruction that is no control flow; fails for what is not supported.
void ref_spirv_translate(struct ref_spirv_translation *t,
                         const struct ref_spirv_instruction *instruction);

/// A whole function, inlined where the program is.
void ref_spirv_translate_function(struct ref_spirv_translation *t, uint32_t function,
                                  const uint32_t *arguments, uint32_t argument_count,
                                  const uint32_t *result, uint32_t result_words);

#endif
