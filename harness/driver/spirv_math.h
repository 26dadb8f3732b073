// SPDX-License-Identifier: Apache-2.0
// Arithmetic, comparisons, logic, bits and conversions: one op for each component.
#ifndef REF_SPIRV_MATH_H
#define REF_SPIRV_MATH_H

#include "spirv_program.h"

/// How operands behind the first relate to it.
enum ref_math_operands {
    REF_MATH_SAME,   ///< same width, same number of components
    REF_MATH_SHIFT,  ///< same number of components, only the low word counts
    REF_MATH_FIELD,  ///< the last two are scalars of which only the low word counts
    REF_MATH_SCALAR, ///< a scalar for all components
};

struct ref_math {
    uint32_t number; ///< opcode, or number in GLSL.std.450
    uint32_t arity;
    enum ref_math_operands operands;
    /// By words of the result's components and of the first operand's; NULL: not supported.
    /// The operands are in a, b, c and d.
    ref_op_run *run[2][2];
};

/// The row of an opcode, or NULL.
const struct ref_math *ref_math_integer(uint32_t opcode);
const struct ref_math *ref_math_float(uint32_t opcode);
const struct ref_math *ref_math_glsl(uint32_t number);

static inline const struct ref_math *ref_math_find(const struct ref_math *rows, size_t count,
                                                   uint32_t number)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].number == number)
            return &rows[i];
    return NULL;
}

#endif
