// SPDX-License-Identifier: Apache-2.0
// Floats of 32 bits, their conversions, and what GLSL.std.450 adds for them and for integers.
#include "spirv_math.h"

#include <math.h>
#include <spirv/unified1/GLSL.std.450.h>
#include <spirv/unified1/spirv.h>

#define OP_FLOAT(name, expression)                                                                 \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        const float a = ref_get_float(self, op->a), b = ref_get_float(self, op->b),                \
                    c = ref_get_float(self, op->c);                                                \
        (void)b, (void)c;                                                                          \
        ref_set_float(self, op->to, expression);                                                   \
        return op + 1;                                                                             \
    }
#define OP_TO_BITS(name, expression)                                                               \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        const float a = ref_get_float(self, op->a), b = ref_get_float(self, op->b);                \
        (void)b;                                                                                   \
        self->r[op->to] = (uint32_t)(expression);                                                  \
        return op + 1;                                                                             \
    }
#define OP_TO_64(name, expression)                                                                 \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        const float a = ref_get_float(self, op->a);                                                \
        ref_set_64(self, op->to, (uint64_t)(expression));                                          \
        return op + 1;                                                                             \
    }
#define OP_FROM(name, get, expression)                                                             \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        ref_set_float(self, op->to, expression get);                                               \
        return op + 1;                                                                             \
    }
#define OP_INTEGER(name, expression)                                                               \
    static const struct ref_op *name(struct ref_invocation *self, const struct ref_op *op)         \
    {                                                                                              \
        const uint32_t a = self->r[op->a], b = self->r[op->b], c = self->r[op->c];                 \
        (void)b, (void)c;                                                                          \
        self->r[op->to] = (uint32_t)(expression);                                                  \
        return op + 1;                                                                             \
    }

OP_FLOAT(add, a + b)
OP_FLOAT(subtract, a - b)
OP_FLOAT(multiply, a *b)
OP_FLOAT(divide, a / b)
OP_FLOAT(remainder_of, fmodf(a, b))
OP_FLOAT(modulo, a - b * floorf(a / b))
OP_FLOAT(negate, -a)

// Ordered comparisons are false with a NaN, unordered ones are true.
OP_TO_BITS(equal, a == b)
OP_TO_BITS(not_equal, a<b || a> b)
OP_TO_BITS(less, a < b)
OP_TO_BITS(greater, a > b)
OP_TO_BITS(less_equal, a <= b)
OP_TO_BITS(greater_equal, a >= b)
OP_TO_BITS(equal_or_nan, !(a < b || a > b))
OP_TO_BITS(not_equal_or_nan, a != b)
OP_TO_BITS(less_or_nan, !(a >= b))
OP_TO_BITS(greater_or_nan, !(a <= b))
OP_TO_BITS(less_equal_or_nan, !(a > b))
OP_TO_BITS(greater_equal_or_nan, !(a < b))
OP_TO_BITS(is_nan, a != a)
OP_TO_BITS(is_infinite, isinf(a) != 0)

/// What doesn't fit is undefined in SPIR-V, and in C; here the nearest number, and 0 for a NaN.
static uint64_t to_unsigned(float value, float limit, uint64_t most)
{
    if (!(value > 0))
        return 0;
    return value >= limit ? most : (uint64_t)value;
}

static int64_t to_signed(float value, float limit, int64_t most)
{
    if (value != value)
        return 0;
    if (value >= limit)
        return most;
    return value < -limit ? -most - 1 : (int64_t)value;
}

OP_TO_BITS(to_u32, to_unsigned(a, 0x1p32f, UINT32_MAX))
OP_TO_BITS(to_s32, to_signed(a, 0x1p31f, INT32_MAX))
OP_TO_64(to_u64, to_unsigned(a, 0x1p64f, UINT64_MAX))
OP_TO_64(to_s64, to_signed(a, 0x1p63f, INT64_MAX))
OP_FROM(from_u32, self->r[op->a], (float))
OP_FROM(from_s32, self->r[op->a], (float)(int32_t))
OP_FROM(from_u64, ref_get_64(self, op->a), (float))
OP_FROM(from_s64, ref_get_64(self, op->a), (float)(int64_t))

OP_FLOAT(round_float, roundf(a))
OP_FLOAT(round_even, rintf(a))
OP_FLOAT(truncate, truncf(a))
OP_FLOAT(absolute, fabsf(a))
OP_FLOAT(sign, (float)((a > 0) - (a < 0)))
OP_FLOAT(floor_float, floorf(a))
OP_FLOAT(ceil_float, ceilf(a))
OP_FLOAT(fraction, a - floorf(a))
OP_FLOAT(square_root, sqrtf(a))
OP_FLOAT(inverse_square_root, 1.0f / sqrtf(a))
OP_FLOAT(minimum, fminf(a, b))
OP_FLOAT(maximum, fmaxf(a, b))
OP_FLOAT(clamp, fminf(fmaxf(a, b), c))
OP_FLOAT(mix, a *(1.0f - c) + b * c)
OP_FLOAT(step, b < a ? 0.0f : 1.0f)
OP_FLOAT(fused, fmaf(a, b, c))

OP_INTEGER(absolute_signed, (int32_t)a < 0 ? -a : a)
OP_INTEGER(sign_signed, ((int32_t)a > 0) - ((int32_t)a < 0))
OP_INTEGER(minimum_unsigned, a < b ? a : b)
OP_INTEGER(minimum_signed, (int32_t)a < (int32_t)b ? a : b)
OP_INTEGER(maximum_unsigned, a > b ? a : b)
OP_INTEGER(maximum_signed, (int32_t)a > (int32_t)b ? a : b)
OP_INTEGER(clamp_unsigned, a<b ? b : a> c ? c : a)
OP_INTEGER(clamp_signed, (int32_t)a<(int32_t)b ? b : (int32_t)a>(int32_t) c ? c : a)
OP_INTEGER(lowest_bit, a ? __builtin_ctz(a) : -1)
OP_INTEGER(highest_bit, a ? 31 - __builtin_clz(a) : -1)
OP_INTEGER(highest_bit_signed,
           (int32_t)a < 0 ? (~a ? 31 - __builtin_clz(~a) : -1) : (a ? 31 - __builtin_clz(a) : -1))

#define ONLY(name)                                                                                 \
    {                                                                                              \
        {name, NULL},                                                                              \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }

static const struct ref_math rows[] = {
    {SpvOpFAdd, 2, REF_MATH_SAME, ONLY(add)},
    {SpvOpFSub, 2, REF_MATH_SAME, ONLY(subtract)},
    {SpvOpFMul, 2, REF_MATH_SAME, ONLY(multiply)},
    {SpvOpVectorTimesScalar, 2, REF_MATH_SCALAR, ONLY(multiply)},
    {SpvOpFDiv, 2, REF_MATH_SAME, ONLY(divide)},
    {SpvOpFRem, 2, REF_MATH_SAME, ONLY(remainder_of)},
    {SpvOpFMod, 2, REF_MATH_SAME, ONLY(modulo)},
    {SpvOpFNegate, 1, REF_MATH_SAME, ONLY(negate)},
    {SpvOpFOrdEqual, 2, REF_MATH_SAME, ONLY(equal)},
    {SpvOpFOrdNotEqual, 2, REF_MATH_SAME, ONLY(not_equal)},
    {SpvOpFOrdLessThan, 2, REF_MATH_SAME, ONLY(less)},
    {SpvOpFOrdGreaterThan, 2, REF_MATH_SAME, ONLY(greater)},
    {SpvOpFOrdLessThanEqual, 2, REF_MATH_SAME, ONLY(less_equal)},
    {SpvOpFOrdGreaterThanEqual, 2, REF_MATH_SAME, ONLY(greater_equal)},
    {SpvOpFUnordEqual, 2, REF_MATH_SAME, ONLY(equal_or_nan)},
    {SpvOpFUnordNotEqual, 2, REF_MATH_SAME, ONLY(not_equal_or_nan)},
    {SpvOpFUnordLessThan, 2, REF_MATH_SAME, ONLY(less_or_nan)},
    {SpvOpFUnordGreaterThan, 2, REF_MATH_SAME, ONLY(greater_or_nan)},
    {SpvOpFUnordLessThanEqual, 2, REF_MATH_SAME, ONLY(less_equal_or_nan)},
    {SpvOpFUnordGreaterThanEqual, 2, REF_MATH_SAME, ONLY(greater_equal_or_nan)},
    {SpvOpIsNan, 1, REF_MATH_SAME, ONLY(is_nan)},
    {SpvOpIsInf, 1, REF_MATH_SAME, ONLY(is_infinite)},
    {SpvOpConvertFToU, 1, REF_MATH_SAME, {{to_u32, NULL}, {to_u64, NULL}}},
    {SpvOpConvertFToS, 1, REF_MATH_SAME, {{to_s32, NULL}, {to_s64, NULL}}},
    {SpvOpConvertUToF, 1, REF_MATH_SAME, {{from_u32, from_u64}, {NULL, NULL}}},
    {SpvOpConvertSToF, 1, REF_MATH_SAME, {{from_s32, from_s64}, {NULL, NULL}}},
};

static const struct ref_math glsl_rows[] = {
    {GLSLstd450Round, 1, REF_MATH_SAME, ONLY(round_float)},
    {GLSLstd450RoundEven, 1, REF_MATH_SAME, ONLY(round_even)},
    {GLSLstd450Trunc, 1, REF_MATH_SAME, ONLY(truncate)},
    {GLSLstd450FAbs, 1, REF_MATH_SAME, ONLY(absolute)},
    {GLSLstd450FSign, 1, REF_MATH_SAME, ONLY(sign)},
    {GLSLstd450Floor, 1, REF_MATH_SAME, ONLY(floor_float)},
    {GLSLstd450Ceil, 1, REF_MATH_SAME, ONLY(ceil_float)},
    {GLSLstd450Fract, 1, REF_MATH_SAME, ONLY(fraction)},
    {GLSLstd450Sqrt, 1, REF_MATH_SAME, ONLY(square_root)},
    {GLSLstd450InverseSqrt, 1, REF_MATH_SAME, ONLY(inverse_square_root)},
    {GLSLstd450FMin, 2, REF_MATH_SAME, ONLY(minimum)},
    {GLSLstd450FMax, 2, REF_MATH_SAME, ONLY(maximum)},
    {GLSLstd450FClamp, 3, REF_MATH_SAME, ONLY(clamp)},
    {GLSLstd450NMin, 2, REF_MATH_SAME, ONLY(minimum)},
    {GLSLstd450NMax, 2, REF_MATH_SAME, ONLY(maximum)},
    {GLSLstd450NClamp, 3, REF_MATH_SAME, ONLY(clamp)},
    {GLSLstd450FMix, 3, REF_MATH_SAME, ONLY(mix)},
    {GLSLstd450Step, 2, REF_MATH_SAME, ONLY(step)},
    {GLSLstd450Fma, 3, REF_MATH_SAME, ONLY(fused)},
    {GLSLstd450SAbs, 1, REF_MATH_SAME, ONLY(absolute_signed)},
    {GLSLstd450SSign, 1, REF_MATH_SAME, ONLY(sign_signed)},
    {GLSLstd450UMin, 2, REF_MATH_SAME, ONLY(minimum_unsigned)},
    {GLSLstd450SMin, 2, REF_MATH_SAME, ONLY(minimum_signed)},
    {GLSLstd450UMax, 2, REF_MATH_SAME, ONLY(maximum_unsigned)},
    {GLSLstd450SMax, 2, REF_MATH_SAME, ONLY(maximum_signed)},
    {GLSLstd450UClamp, 3, REF_MATH_SAME, ONLY(clamp_unsigned)},
    {GLSLstd450SClamp, 3, REF_MATH_SAME, ONLY(clamp_signed)},
    {GLSLstd450FindILsb, 1, REF_MATH_SAME, ONLY(lowest_bit)},
    {GLSLstd450FindUMsb, 1, REF_MATH_SAME, ONLY(highest_bit)},
    {GLSLstd450FindSMsb, 1, REF_MATH_SAME, ONLY(highest_bit_signed)},
};

const struct ref_math *ref_math_float(uint32_t opcode)
{
    return ref_math_find(rows, sizeof rows / sizeof *rows, opcode);
}

const struct ref_math *ref_math_glsl(uint32_t number)
{
    return ref_math_find(glsl_rows, sizeof glsl_rows / sizeof *glsl_rows, number);
}
