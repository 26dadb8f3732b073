// SPDX-License-Identifier: Apache-2.0
#version 460
#extension GL_EXT_ray_query : require
layout(local_size_x = 1) in;
layout(push_constant) uniform Push { uvec2 scene; };
void main()
{
    rayQueryEXT query;
    rayQueryInitializeEXT(query, accelerationStructureEXT(scene), 0u, 1u, vec3(0.0), 0.0, vec3(1.0), 2.0);
    rayQueryGenerateIntersectionEXT(query, 0.5);
}
