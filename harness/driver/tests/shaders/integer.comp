// SPDX-License-Identifier: Apache-2.0
// Every integer instruction on pairs of numbers: up to 64 answers for each pair.
#version 460
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require

layout(local_size_x = 4) in;

layout(buffer_reference, std430) buffer Pairs { uvec2 list[]; };
layout(buffer_reference, std430) buffer Answers { uint list[]; };
layout(push_constant) uniform Push { Pairs pairs; Answers answers; };

uint at;

void say(uint value)
{
    answers.list[at++] = value;
}

void say64(uint64_t value)
{
    const uvec2 halves = unpackUint2x32(value);
    say(halves.x);
    say(halves.y);
}

void main()
{
    const uint i = gl_GlobalInvocationID.x;
    const uvec2 pair = pairs.list[i];
    const uint a = pair.x, b = pair.y;
    const int sa = int(a), sb = int(b);
    at = i * 64;
    say(a + b);
    say(a - b);
    say(a * b);
    say(a / max(b, 1u));
    say(a % max(b, 1u));
    say(uint(-sa));
    say(uint(sa / (sb == 0 ? 1 : sb)));
    say(uint(sa % (sb == 0 ? 1 : sb)));
    say(a & b);
    say(a | b);
    say(a ^ b);
    say(~a);
    say(a << (b & 31u));
    say(a >> (b & 31u));
    say(uint(sa >> (sb & 31)));
    say(uint(a == b) | uint(a != b) << 1 | uint(a < b) << 2 | uint(a <= b) << 3 | uint(a > b) << 4 |
        uint(a >= b) << 5 | uint(sa < sb) << 6 | uint(sa <= sb) << 7 | uint(sa > sb) << 8 |
        uint(sa >= sb) << 9);
    say(min(a, b));
    say(max(a, b));
    say(uint(min(sa, sb)));
    say(uint(max(sa, sb)));
    say(uint(clamp(sa, -5, 100)));
    say(clamp(a, 5u, 100u));
    say(uint(abs(sa)));
    say(uint(sign(sa)));
    say(bitfieldReverse(a));
    say(uint(bitCount(a)));
    say(bitfieldExtract(a, int(b & 15u), int(b >> 4 & 15u)));
    say(uint(bitfieldExtract(sa, int(b & 15u), int(b >> 4 & 15u))));
    say(bitfieldInsert(a, b, 5, 11));
    say(uint(findLSB(a)));
    say(uint(findMSB(a)));
    say(uint(findMSB(sa)));
    const uint64_t wide = packUint2x32(pair), other = packUint2x32(pair.yx);
    say64(wide + other);
    say64(wide - other);
    say64(wide * other);
    say64(wide / (other | uint64_t(1)));
    say64(uint64_t(int64_t(wide) >> (b & 63u)));
    say64(wide << (a & 63u));
    say64(uint64_t(int64_t(sa)));
    say(uint(wide > other) | uint(int64_t(wide) < int64_t(other)) << 1 | uint(wide == other) << 2);
    say(uint(wide >> 7));
    const int64_t swide = int64_t(wide), sother = int64_t(other == uint64_t(0) ? uint64_t(1) : other);
    say64(uint64_t(swide / sother));
    say64(uint64_t(swide % sother));
    say64(uint64_t(a));
    say(uint(swide > sother) | uint(swide >= sother) << 1 | uint(swide <= sother) << 2);
    say(uint((a < b) == (sa < sb)) | uint((a == b) != (sa < sb)) << 1);
    const uvec3 v = uvec3(a, b, 7u) * 3u + uvec3(1u, 2u, 3u);
    const bvec3 less = lessThan(v, v.zxy);
    say(v.x ^ v.y ^ v.z);
    say(uint(any(less)) | uint(all(less)) << 1 | uint(all(not(less))) << 2);
    const uvec3 mixed = mix(v, v.yzx, less);
    say(mixed.x + 3u * mixed.y + 9u * mixed.z);
}
