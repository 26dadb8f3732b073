// SPDX-License-Identifier: Apache-2.0
#version 460
layout(local_size_x = 1) in;
layout(set = 0, binding = 0, r32ui) uniform uimage2D picture;
void main()
{
    imageStore(picture, ivec2(0), uvec4(1));
}
