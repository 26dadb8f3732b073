// SPDX-License-Identifier: Apache-2.0
#version 460
#extension GL_KHR_shader_subgroup_basic : require
layout(local_size_x = 1) in;
void main()
{
    if (subgroupElect())
        return;
}
