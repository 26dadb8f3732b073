// SPDX-License-Identifier: Apache-2.0
// Integers and booleans. What SPIR-V leaves undefined (division by zero, shifts as wide as the
// number) has a value here: undefined behaviour of a shader must not become one of the driver.
#include "spirv_math.h"

#include <spirv/unified1/spirv.h>

#define OP_32(name, expression)                                                                    \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        const uint32_t a = self->r[op->a], b = self->r[op->b];                                     \
        (void)b;                                                                                   \
        self->r[op->to] = (uint32_t)(expression);                                                  \
        return op + 1;                                                                             \
    }

// With a result of 64 bits, and with one of 32 bits.
#define OP_64(name, expression)                                                                    \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        const uint64_t a = ref_get_64(self, op->a), b = ref_get_64(self, op->b);                   \
        (void)b;                                                                                   \
        ref_set_64(self, op->to, (uint64_t)(expression));                                          \
        return op + 1;                                                                             \
    }
#define OP_64_TO_32(name, expression)                                                              \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        const uint64_t a = ref_get_64(self, op->a), b = ref_get_64(self, op->b);                   \
        (void)b;                                                                                   \
        self->r[op->to] = (uint32_t)(expression);                                                  \
        return op + 1;                                                                             \
    }
#define OP_32_TO_64(name, expression)                                                              \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        const uint32_t a = self->r[op->a];                                                         \
        ref_set_64(self, op->to, (uint64_t)(expression));                                          \
        return op + 1;                                                                             \
    }
#define OP_BOTH(name, expression)    OP_32(name##_32, expression) OP_64(name##_64, expression)
#define OP_COMPARE(name, expression) OP_32(name##_32, expression) OP_64_TO_32(name##_64, expression)

OP_BOTH(add, a + b)
OP_BOTH(subtract, a - b)
OP_BOTH(multiply, a *b)
OP_BOTH(negate, -a)
OP_BOTH(divide, b ? a / b : 0)
OP_BOTH(modulo, b ? a % b : 0)
OP_BOTH(bit_and, a &b)
OP_BOTH(bit_or, a | b)
OP_BOTH(bit_xor, a ^ b)
OP_BOTH(bit_not, ~a)

/// The quotient and the remainder that C gives, without its undefined cases.
static int64_t quotient(int64_t a, int64_t b)
{
    if (b == 0)
        return 0;
    return b == -1 ? (int64_t) - (uint64_t)a : a / b;
}

static int64_t rest(int64_t a, int64_t b)
{
    return b == 0 || b == -1 ? 0 : a % b;
}

/// The remainder with the sign of b.
static int64_t floored(int64_t a, int64_t b)
{
    const int64_t remainder = rest(a, b);
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

OP_32(divide_signed_32, quotient((int32_t)a, (int32_t)b))
OP_64(divide_signed_64, quotient((int64_t)a, (int64_t)b))
OP_32(remainder_32, rest((int32_t)a, (int32_t)b))
OP_64(remainder_64, rest((int64_t)a, (int64_t)b))
OP_32(modulo_signed_32, floored((int32_t)a, (int32_t)b))
OP_64(modulo_signed_64, floored((int64_t)a, (int64_t)b))

OP_COMPARE(equal, a == b)
OP_COMPARE(not_equal, a != b)
OP_COMPARE(greater, a > b)
OP_COMPARE(greater_equal, a >= b)
OP_COMPARE(less, a < b)
OP_COMPARE(less_equal, a <= b)
OP_32(greater_signed_32, (int32_t)a > (int32_t)b)
OP_64_TO_32(greater_signed_64, (int64_t)a > (int64_t)b)
OP_32(greater_equal_signed_32, (int32_t)a >= (int32_t)b)
OP_64_TO_32(greater_equal_signed_64, (int64_t)a >= (int64_t)b)
OP_32(less_signed_32, (int32_t)a < (int32_t)b)
OP_64_TO_32(less_signed_64, (int64_t)a < (int64_t)b)
OP_32(less_equal_signed_32, (int32_t)a <= (int32_t)b)
OP_64_TO_32(less_equal_signed_64, (int64_t)a <= (int64_t)b)

OP_32(logical_and, a &&b)
OP_32(logical_or, a || b)
OP_32(logical_equal, !a == !b)
OP_32(logical_not_equal, !a != !b)
OP_32(logical_not, !a)

OP_32(copy_32, a)
OP_64(copy_64, a)
OP_64_TO_32(low_word, a)
OP_32_TO_64(extend_unsigned, a)
OP_32_TO_64(extend_signed, (int64_t)(int32_t)a)

// The second operand of a shift may be narrower than the first, so it isn't read as wide.
#define OP_SHIFT(name, Signed, Unsigned, get, set, operator)                                       \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        const uint32_t by = self->r[op->b] % (sizeof(Unsigned) * 8);                               \
        set(self, op->to, (Unsigned)((Signed)get(self, op->a) operator by));                       \
        return op + 1;                                                                             \
    }

static uint32_t get_32(const struct ref_invocation *self, uint32_t slot)
{
    return self->r[slot];
}

static void set_32(struct ref_invocation *self, uint32_t slot, uint32_t value)
{
    self->r[slot] = value;
}

OP_SHIFT(shift_left_32, uint32_t, uint32_t, get_32, set_32, <<)
OP_SHIFT(shift_left_64, uint64_t, uint64_t, ref_get_64, ref_set_64, <<)
OP_SHIFT(shift_right_32, uint32_t, uint32_t, get_32, set_32, >>)
OP_SHIFT(shift_right_64, uint64_t, uint64_t, ref_get_64, ref_set_64, >>)
OP_SHIFT(shift_right_signed_32, int32_t, uint32_t, get_32, set_32, >>)
OP_SHIFT(shift_right_signed_64, int64_t, uint64_t, ref_get_64, ref_set_64, >>)

static uint32_t reverse(uint32_t value)
{
    uint32_t result = 0;
    for (uint32_t i = 0; i < 32; i++)
        result |= (value >> i & 1) << (31 - i);
    return result;
}

OP_32(bit_reverse, reverse(a))
OP_32(bit_count, __builtin_popcount(a))

/// `count` ones from bit `offset` on.
static uint32_t field_mask(uint32_t offset, uint32_t count)
{
    if (count == 0 || offset > 31)
        return 0;
    return (UINT32_MAX >> (count < 32 ? 32 - count : 0)) << offset;
}

static const struct ref_op *field_insert(struct ref_invocation *self, const struct ref_op *op)
{
    const uint32_t offset = self->r[op->c];
    const uint32_t mask = field_mask(offset, self->r[op->d]);
    self->r[op->to] = (self->r[op->a] & ~mask) | (self->r[op->b] << (offset & 31) & mask);
    return op + 1;
}

static const struct ref_op *field_extract(struct ref_invocation *self, const struct ref_op *op)
{
    const uint32_t offset = self->r[op->b];
    self->r[op->to] = (self->r[op->a] & field_mask(offset, self->r[op->c])) >> (offset & 31);
    return op + 1;
}

static const struct ref_op *field_extract_signed(struct ref_invocation *self,
                                                 const struct ref_op *op)
{
    field_extract(self, op);
    const uint32_t count = self->r[op->c];
    if (count > 0 && count < 32 && self->r[op->to] >> (count - 1) & 1)
        self->r[op->to] |= UINT32_MAX << count;
    return op + 1;
}

#define BOTH(name)                                                                                 \
    {                                                                                              \
        {name##_32, NULL},                                                                         \
        {                                                                                          \
            NULL, name##_64                                                                        \
        }                                                                                          \
    }
#define COMPARE(name)                                                                              \
    {                                                                                              \
        {name##_32, name##_64},                                                                    \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }
#define ONLY(name)                                                                                 \
    {                                                                                              \
        {name, NULL},                                                                              \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }

static const struct ref_math rows[] = {
    {SpvOpIAdd, 2, REF_MATH_SAME, BOTH(add)},
    {SpvOpISub, 2, REF_MATH_SAME, BOTH(subtract)},
    {SpvOpIMul, 2, REF_MATH_SAME, BOTH(multiply)},
    {SpvOpSNegate, 1, REF_MATH_SAME, BOTH(negate)},
    {SpvOpUDiv, 2, REF_MATH_SAME, BOTH(divide)},
    {SpvOpUMod, 2, REF_MATH_SAME, BOTH(modulo)},
    {SpvOpSDiv, 2, REF_MATH_SAME, BOTH(divide_signed)},
    {SpvOpSRem, 2, REF_MATH_SAME, BOTH(remainder)},
    {SpvOpSMod, 2, REF_MATH_SAME, BOTH(modulo_signed)},
    {SpvOpBitwiseAnd, 2, REF_MATH_SAME, BOTH(bit_and)},
    {SpvOpBitwiseOr, 2, REF_MATH_SAME, BOTH(bit_or)},
    {SpvOpBitwiseXor, 2, REF_MATH_SAME, BOTH(bit_xor)},
    {SpvOpNot, 1, REF_MATH_SAME, BOTH(bit_not)},
    {SpvOpIEqual, 2, REF_MATH_SAME, COMPARE(equal)},
    {SpvOpINotEqual, 2, REF_MATH_SAME, COMPARE(not_equal)},
    {SpvOpUGreaterThan, 2, REF_MATH_SAME, COMPARE(greater)},
    {SpvOpUGreaterThanEqual, 2, REF_MATH_SAME, COMPARE(greater_equal)},
    {SpvOpULessThan, 2, REF_MATH_SAME, COMPARE(less)},
    {SpvOpULessThanEqual, 2, REF_MATH_SAME, COMPARE(less_equal)},
    {SpvOpSGreaterThan, 2, REF_MATH_SAME, COMPARE(greater_signed)},
    {SpvOpSGreaterThanEqual, 2, REF_MATH_SAME, COMPARE(greater_equal_signed)},
    {SpvOpSLessThan, 2, REF_MATH_SAME, COMPARE(less_signed)},
    {SpvOpSLessThanEqual, 2, REF_MATH_SAME, COMPARE(less_equal_signed)},
    {SpvOpLogicalAnd, 2, REF_MATH_SAME, ONLY(logical_and)},
    {SpvOpLogicalOr, 2, REF_MATH_SAME, ONLY(logical_or)},
    {SpvOpLogicalEqual, 2, REF_MATH_SAME, ONLY(logical_equal)},
    {SpvOpLogicalNotEqual, 2, REF_MATH_SAME, ONLY(logical_not_equal)},
    {SpvOpLogicalNot, 1, REF_MATH_SAME, ONLY(logical_not)},
    {SpvOpUConvert, 1, REF_MATH_SAME, {{copy_32, low_word}, {extend_unsigned, copy_64}}},
    {SpvOpSConvert, 1, REF_MATH_SAME, {{copy_32, low_word}, {extend_signed, copy_64}}},
    {SpvOpShiftLeftLogical, 2, REF_MATH_SHIFT, BOTH(shift_left)},
    {SpvOpShiftRightLogical, 2, REF_MATH_SHIFT, BOTH(shift_right)},
    {SpvOpShiftRightArithmetic, 2, REF_MATH_SHIFT, BOTH(shift_right_signed)},
    {SpvOpBitReverse, 1, REF_MATH_SAME, ONLY(bit_reverse)},
    {SpvOpBitCount, 1, REF_MATH_SAME, ONLY(bit_count)},
    {SpvOpBitFieldInsert, 4, REF_MATH_FIELD, ONLY(field_insert)},
    {SpvOpBitFieldUExtract, 3, REF_MATH_FIELD, ONLY(field_extract)},
    {SpvOpBitFieldSExtract, 3, REF_MATH_FIELD, ONLY(field_extract_signed)},
};

const struct ref_math *ref_math_integer(uint32_t opcode)
{
    return ref_math_find(rows, sizeof rows / sizeof *rows, opcode);
}
