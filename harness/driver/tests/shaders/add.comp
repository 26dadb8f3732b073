// SPDX-License-Identifier: Apache-2.0
// to[i * step] = from[i] + 1
#version 460
#extension GL_EXT_buffer_reference : require

layout(local_size_x = 1) in;

layout(buffer_reference, std430) buffer Numbers { uint list[]; };
layout(push_constant) uniform Push { Numbers from, to; uint step_; };

void main()
{
    const uint i = gl_GlobalInvocationID.x;
    to.list[i * step_] = from.list[i] + 1u;
}
