// SPDX-License-Identifier: Apache-2.0
// Floats: 36 answers for each pair.
#version 460
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require

layout(local_size_x = 4) in;

layout(buffer_reference, std430) buffer Pairs { vec2 list[]; };
layout(buffer_reference, std430) buffer Answers { float list[]; };
layout(push_constant) uniform Push { Pairs pairs; Answers answers; };

void main()
{
    const uint i = gl_GlobalInvocationID.x;
    const float a = pairs.list[i].x, b = pairs.list[i].y;
    float r[36];
    r[0] = a + b;
    r[1] = a - b;
    r[2] = a * b;
    r[3] = a / b;
    r[4] = -a;
    r[5] = mod(a, b);
    r[6] = floor(a);
    r[7] = ceil(a);
    r[8] = trunc(a);
    r[9] = fract(a);
    r[10] = roundEven(a);
    r[11] = abs(a);
    r[12] = sign(a);
    r[13] = min(a, b);
    r[14] = max(a, b);
    r[15] = clamp(a, -1.0, 1.0);
    r[16] = mix(a, b, 0.25);
    r[17] = step(a, b);
    r[18] = sqrt(abs(a));
    r[19] = inversesqrt(abs(b) + 1.0);
    r[20] = fma(a, b, 1.0);
    r[21] = float(int(a));
    r[22] = float(uint(abs(b)));
    r[23] = intBitsToFloat(floatBitsToInt(a) ^ 0x80000000);
    r[24] = float(a < b) + 2.0 * float(a <= b) + 4.0 * float(a > b) + 8.0 * float(a >= b) +
            16.0 * float(a == b) + 32.0 * float(a != b);
    r[25] = dot(vec3(a, b, 2.0), vec3(b, b, a));
    const vec3 scaled = vec3(a, b, 1.0) * b;
    r[26] = scaled.x + scaled.y + scaled.z;
    r[27] = float(isnan(a)) + 2.0 * float(isinf(a));
    r[28] = vec4(a, b, 3.0, 4.0).wzyx.y;
    vec4 v = vec4(1.0, 2.0, 3.0, 4.0);
    v.zx = vec2(a, b);
    r[29] = v.x + 10.0 * v.z;
    v[i & 3u] = 100.0;
    r[30] = v.x + v.y + v.w;
    r[31] = -dot(v.xy, v.zw);
    r[32] = round(a + 0.25);
    r[33] = float(uint64_t(abs(a) * 1e10));
    r[34] = float(int64_t(a * 1e10));
    r[35] = float(uint(b > a || b < a));
    for (uint n = 0; n < 36; n++)
        answers.list[i * 36 + n] = r[n];
}
