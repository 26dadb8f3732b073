// SPDX-License-Identifier: Apache-2.0
// One invocation asks one microtriangle twice: instances with mask 1 are plain, those with mask 2 force 2 states.
// An answer is 0 when nothing was hit, 1 for a hit that traversal committed on its own, 2 for a candidate that it
// left to the shader. Each ray meets one triangle at most, so one step of traversal says it all.
#version 460
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_ray_query : require

layout(local_size_x = 64) in;

struct Probe {
    vec2 at;      // where to aim, in the plane z = 0
    uint plain;   // answers
    uint forced;
};

layout(buffer_reference, std430, buffer_reference_align = 16) buffer Probes {
    Probe list[];
};

layout(push_constant) uniform Push {
    uvec2 scene; // address of the top-level structure
    Probes probes;
};

void main()
{
    const uint i = gl_GlobalInvocationID.x;
    const vec3 origin = vec3(probes.list[i].at, 1.0);
    const vec3 down = vec3(0.0, 0.0, -1.0);

    rayQueryEXT plain;
    rayQueryInitializeEXT(plain, accelerationStructureEXT(scene), 0u, 1u, origin, 0.0, down, 2.0);
    const bool plain_candidate = rayQueryProceedEXT(plain);
    const uint plain_committed = rayQueryGetIntersectionTypeEXT(plain, true);
    probes.list[i].plain = plain_candidate ? 2u : plain_committed;

    rayQueryEXT forced;
    rayQueryInitializeEXT(forced, accelerationStructureEXT(scene), 0u, 2u, origin, 0.0, down, 2.0);
    const bool forced_candidate = rayQueryProceedEXT(forced);
    const uint forced_committed = rayQueryGetIntersectionTypeEXT(forced, true);
    probes.list[i].forced = forced_candidate ? 2u : forced_committed;
}
