// SPDX-License-Identifier: Apache-2.0
// Who am I, and what was I told.
#version 460
#extension GL_EXT_buffer_reference : require

layout(local_size_x_id = 10, local_size_y = 2, local_size_z = 1) in;
layout(constant_id = 0) const uint number = 5;
layout(constant_id = 1) const bool flag = false;
layout(constant_id = 2) const float real = 1.5;
const uint derived = number * 2 + 1;

layout(buffer_reference, std430) buffer Answers { uint list[]; };
layout(push_constant) uniform Push { Answers answers; uint values[4]; };

void main()
{
    const uvec3 groups = gl_NumWorkGroups, group = gl_WorkGroupID, local = gl_LocalInvocationID;
    const uvec3 global = gl_GlobalInvocationID;
    const uint index = ((group.z * groups.y + group.y) * groups.x + group.x) *
                           (gl_WorkGroupSize.x * gl_WorkGroupSize.y) + gl_LocalInvocationIndex;
    answers.list[index * 8] = global.x | global.y << 8 | global.z << 16;
    answers.list[index * 8 + 1] = group.x | group.y << 8 | group.z << 16;
    answers.list[index * 8 + 2] = local.x | local.y << 8 | local.z << 16;
    answers.list[index * 8 + 3] = gl_WorkGroupSize.x | gl_WorkGroupSize.y << 8;
    answers.list[index * 8 + 4] = derived;
    answers.list[index * 8 + 5] = uint(flag) | uint(real * 2.0) << 1;
    answers.list[index * 8 + 6] = values[global.x & 3u];
    answers.list[index * 8 + 7] = groups.x | groups.y << 8 | groups.z << 16;
}
