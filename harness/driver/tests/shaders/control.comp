// SPDX-License-Identifier: Apache-2.0
// Loops, switches, calls, early returns, local arrays.
#version 460
#extension GL_EXT_buffer_reference : require

layout(local_size_x = 2, local_size_y = 2) in;

layout(buffer_reference, std430) buffer Answers { uint list[]; };
layout(push_constant) uniform Push { Answers answers; uint width; };

const uint table[5] = uint[](2u, 3u, 5u, 7u, 11u);

uint collatz(uint n)
{
    uint steps = 0;
    while (n != 1u) {
        if ((n & 1u) == 0u) {
            n >>= 1;
        } else {
            n = 3u * n + 1u;
        }
        if (++steps > 200u)
            return 0u;
    }
    return steps;
}

uint named(uint n)
{
    switch (n % 6u) {
    case 0u:
        return 10u;
    case 1u:
    case 2u:
        n += 100u;
        // falls through
    case 3u:
        n *= 2u;
        break;
    default:
        return table[n % 5u];
    }
    return n;
}

void double_it(inout uint value, out bool odd)
{
    odd = (value & 1u) != 0u;
    value *= 2u;
}

uint sieve(uint limit)
{
    bool composite[64];
    for (uint i = 0; i < 64u; i++)
        composite[i] = false;
    uint count = 0;
    for (uint i = 2; i < limit; i++) {
        if (composite[i])
            continue;
        count++;
        for (uint j = i * i; j < limit; j += i)
            composite[j] = true;
    }
    return count;
}

void main()
{
    const uint i = gl_GlobalInvocationID.y * width + gl_GlobalInvocationID.x;
    uint value = collatz(i + 1u);
    bool odd;
    double_it(value, odd);
    const bool both = odd && named(i) > 20u || i == 3u;
    answers.list[4u * i] = value;
    answers.list[4u * i + 1u] = named(i);
    answers.list[4u * i + 2u] = uint(both) | uint(odd) << 1;
    answers.list[4u * i + 3u] = sieve(i % 64u);
}
