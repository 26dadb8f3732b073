// SPDX-License-Identifier: Apache-2.0
#version 460
#extension GL_EXT_buffer_reference : require
layout(local_size_x = 1) in;
layout(buffer_reference, std430) buffer Numbers { float list[]; };
layout(push_constant) uniform Push { Numbers numbers; };
void main()
{
    numbers.list[0] = sin(numbers.list[0]);
}
