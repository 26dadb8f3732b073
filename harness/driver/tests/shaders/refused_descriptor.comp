// SPDX-License-Identifier: Apache-2.0
#version 460
layout(local_size_x = 1) in;
layout(set = 0, binding = 0) buffer Numbers { uint list[]; };
void main()
{
    list[0] = 1u;
}
