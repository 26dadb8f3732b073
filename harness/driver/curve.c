// SPDX-License-Identifier: Apache-2.0
// One quarter of a triangle is one digit of the number, the most significant first: 0 at vertex 0,
// 1 in the middle, 2 at vertex 1, 3 at vertex 2. In the quarters 1 and 3 the ordering is flipped:
// vertices 0 and 1 change places for all that is inside.
//
// Bit by bit, from the top: at a corner one of the three strip numbers has its bit set, and the
// bits below are the strip numbers in that quarter. In the middle none has. The middle quarter
// stands on its head, so its strips count the other way: the bits below are the complement. So
// below a middle, all three bits set means a middle again, and two bits set mean the corner whose
// bit is clear.
#include "curve.h"

#include "fault.h"

/// Bit i of the result: whether an odd number of bits above bit i are set.
static uint32_t odd_above(uint32_t bits)
{
    bits >>= 1;
    bits ^= bits >> 1;
    bits ^= bits >> 2;
    bits ^= bits >> 4;
    bits ^= bits >> 8;
    return bits;
}

/// Puts a zero above each of the low 16 bits.
static uint32_t spread(uint32_t bits)
{
    bits = (bits | bits << 8) & 0x00FF00FF;
    bits = (bits | bits << 4) & 0x0F0F0F0F;
    bits = (bits | bits << 2) & 0x33333333;
    return (bits | bits << 1) & 0x55555555;
}

/// Digits in two masks: bit i of `low` and `high` is the digit of that level.
static uint32_t interleave(uint32_t low, uint32_t high)
{
    return spread(low) | spread(high) << 1;
}

struct quarters {
    uint32_t middle, at0, at1, at2; ///< bit i: in which quarter the microtriangle is at that level
};

static struct quarters quarters(struct ref_strips strips, uint32_t level)
{
    const uint32_t all = (1u << level) - 1;
    const uint32_t middle = ~(strips.w ^ strips.u) & ~(strips.w ^ strips.v) & all;
    const uint32_t turned = odd_above(middle);
    return (struct quarters){
        .middle = middle,
        .at0 = (strips.w ^ turned) & ~middle & all,
        .at1 = (strips.u ^ turned) & ~middle & all,
        .at2 = (strips.v ^ turned) & ~middle & all,
    };
}

uint32_t ref_curve_index(struct ref_strips strips, uint32_t level)
{
    const struct quarters in = quarters(strips, level);
    const uint32_t flipped = odd_above(in.middle | in.at2);
    const uint32_t second = (in.at1 & ~flipped) | (in.at0 & flipped);
    return interleave(in.middle | in.at2, second | in.at2);
}

uint32_t ref_curve_index_unflipped(struct ref_strips strips, uint32_t level)
{
    const struct quarters in = quarters(strips, level);
    return interleave(in.middle | in.at2, in.at1 | in.at2);
}

static double into_unit(double value)
{
    return value > 0 ? (value < 1 ? value : 1) : 0;
}

struct ref_strips ref_curve_strips(double u, double v, uint32_t level)
{
    const uint32_t count = 1u << level;
    const double scaled_u = into_unit(u) * count;
    const double scaled_v = into_unit(v) * count;
    uint32_t strip_u = (uint32_t)scaled_u;
    uint32_t strip_v = (uint32_t)scaled_v;
    const double rest = scaled_u - strip_u + (scaled_v - strip_v);
    if (strip_v > count - 1)
        strip_v = count - 1;
    if (strip_u + strip_v > count - 1) {
        // On the far edge, or past it: the microtriangle of this strip that touches the edge.
        strip_u = count - 1 - strip_v;
        return (struct ref_strips){0, strip_u, strip_v};
    }
    const uint32_t strip_w = count - 1 - strip_u - strip_v;
    const uint32_t on_its_head = rest >= 1 && strip_w > 0 && !REF_FAULT(CURVE_NONE_ON_ITS_HEAD);
    return (struct ref_strips){strip_w - on_its_head, strip_u, strip_v};
}
