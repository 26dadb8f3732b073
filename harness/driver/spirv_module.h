// SPDX-License-Identifier: Apache-2.0
// A SPIR-V module, read and checked up to its first function: types, constants, decorations, the
// variables outside functions. What the words say is not trusted: a bad module is an error, never a
// crash.
//
// Functions of the files spirv_*.c don't return errors: ref_spirv_fail leaves them all for the one
// that called setjmp, and what they allocated is the arena's.
#ifndef REF_SPIRV_MODULE_H
#define REF_SPIRV_MODULE_H

#include "spirv_arena.h"

#include <setjmp.h>
#include <spirv/unified1/spirv.h>
#include <stdbool.h>

enum { REF_SPIRV_NONE = UINT32_MAX };

struct ref_spirv_instruction {
    SpvOp opcode;
    uint32_t at;    ///< index of its first word in the module
    uint32_t count; ///< words, the first included
    const uint32_t *words;
};

enum ref_spirv_type_kind {
    REF_SPIRV_VOID,
    REF_SPIRV_BOOL,
    REF_SPIRV_INT,
    REF_SPIRV_FLOAT,
    REF_SPIRV_VECTOR,
    REF_SPIRV_MATRIX,
    REF_SPIRV_ARRAY,
    REF_SPIRV_RUNTIME_ARRAY,
    REF_SPIRV_STRUCT,
    REF_SPIRV_POINTER,
    REF_SPIRV_FUNCTION_TYPE,
    REF_SPIRV_RAY_QUERY,
    REF_SPIRV_ACCELERATION_STRUCTURE,
};

/// How a member of a structure lies in memory.
struct ref_spirv_member {
    const struct ref_spirv_type *type;
    uint32_t word;          ///< where it begins in the structure's value
    uint32_t offset;        ///< in bytes; NONE without the decoration
    uint32_t matrix_stride; ///< in bytes; 0 without the decoration
    bool row_major;
};

struct ref_spirv_type {
    enum ref_spirv_type_kind kind;
    /// 32-bit words of a value, each of them in a slot of its own; 0 for what has no value in slots.
    /// Bool takes one; 64-bit scalars and addresses take two, low half first.
    uint32_t words;
    uint32_t depth; ///< types inside types
    uint32_t width; ///< bits of an integer or float
    bool is_signed;
    const struct ref_spirv_type *element; ///< of vector, matrix (its column), array, pointer
    uint32_t count;                       ///< elements, or members
    uint32_t stride;                      ///< of arrays in memory; 0 without the decoration
    const struct ref_spirv_member *members;
    SpvStorageClass storage; ///< of a pointer
};

enum ref_spirv_id_kind {
    REF_SPIRV_ID_NONE, ///< nothing, or a result inside a function
    REF_SPIRV_ID_TYPE,
    REF_SPIRV_ID_CONSTANT,
    REF_SPIRV_ID_EXPRESSION, ///< OpSpecConstantOp
    REF_SPIRV_ID_UNDEFINED,
    REF_SPIRV_ID_VARIABLE, ///< outside functions
    REF_SPIRV_ID_FUNCTION,
    REF_SPIRV_ID_GLSL,         ///< GLSL.std.450
    REF_SPIRV_ID_NON_SEMANTIC, ///< a set of instructions that mean nothing
};

struct ref_spirv_id {
    enum ref_spirv_id_kind kind;
    struct ref_spirv_type *type; ///< itself, or the one that it has
    const uint32_t *constant;    ///< type->words of them
    uint32_t at;                 ///< where its instruction is
};

struct ref_spirv_decoration {
    uint32_t target, member; ///< member NONE: of the target itself
    SpvDecoration kind;
    uint32_t value;
};

struct ref_spirv_module {
    const uint32_t *words;
    uint32_t count, bound;
    const VkSpecializationInfo *specialization; ///< may be NULL
    struct ref_spirv_arena arena;
    struct ref_spirv_id *ids; ///< `bound` of them
    struct ref_spirv_decoration *decorations;
    uint32_t decoration_count, decoration_capacity;
    uint32_t entry;           ///< id of the entry point's function
    uint32_t functions_begin; ///< where the first function is
    uint32_t local_size[3], local_size_ids[3];
    uint32_t doing; ///< index of the instruction that is looked at, for messages
    jmp_buf failed;
    bool out_of_memory;
    char message[240];
};

/// Reads everything before the first function, for the entry point `name`.
void ref_spirv_read(struct ref_spirv_module *module, const char *name);

/// Ends the reading, or the translation, with one sentence's end: "it uses ...".
_Noreturn void ref_spirv_fail(struct ref_spirv_module *module, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/// Zeroed memory for as long as the module is looked at.
void *ref_spirv_take(struct ref_spirv_module *module, size_t size);

/// Room for one element more in an array of the arena: the array, or a larger copy.
void *ref_spirv_grow(struct ref_spirv_module *module, void *array, uint32_t count,
                     uint32_t *capacity, size_t size);

/// The instruction that begins at a word, and a word of it.
struct ref_spirv_instruction ref_spirv_at(struct ref_spirv_module *module, uint32_t at);
uint32_t ref_spirv_word(struct ref_spirv_module *module,
                        const struct ref_spirv_instruction *instruction, uint32_t index);

/// An id that is inside the bound, and what it is.
uint32_t ref_spirv_check_id(struct ref_spirv_module *module, uint32_t id);
struct ref_spirv_id *ref_spirv_id(struct ref_spirv_module *module, uint32_t id);
const struct ref_spirv_type *ref_spirv_type(struct ref_spirv_module *module, uint32_t id);

/// The value of a decoration of an id or a member; `otherwise` where there is none. A decoration
/// without operand has the value 1.
uint32_t ref_spirv_decoration(const struct ref_spirv_module *module, uint32_t target,
                              uint32_t member, SpvDecoration kind, uint32_t otherwise);

/// The value of a constant integer of 32 bits.
uint32_t ref_spirv_constant(struct ref_spirv_module *module, uint32_t id);

/// Instructions of the part before the functions; false when it is not one of these.
bool ref_spirv_read_type(struct ref_spirv_module *module,
                         const struct ref_spirv_instruction *instruction);
bool ref_spirv_read_constant(struct ref_spirv_module *module,
                             const struct ref_spirv_instruction *instruction);

/// One for a scalar, as many as it has for a vector; fails for anything else.
uint32_t ref_spirv_components(struct ref_spirv_module *module, const struct ref_spirv_type *type);

/// The type of a vector's components, and a scalar itself.
const struct ref_spirv_type *ref_spirv_scalar(const struct ref_spirv_type *type);

/// How a matrix that is looked at lies in memory: its member's decorations.
struct ref_spirv_matrix_layout {
    uint32_t stride;
    bool row_major;
};

/// Where each word of a value lies in memory, in bytes from its beginning: type->words of them.
const uint32_t *ref_spirv_layout(struct ref_spirv_module *module, const struct ref_spirv_type *type,
                                 struct ref_spirv_matrix_layout matrix);

#endif
