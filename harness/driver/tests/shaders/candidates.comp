// SPDX-License-Identifier: Apache-2.0
// One ray for each invocation, a loop over its candidates, and all that can be asked about a hit.
#version 460
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_ray_query : require

layout(local_size_x = 32) in;

struct Ray {
    vec3 origin;
    float tmin;
    vec3 direction;
    float tmax;
    uint flags, mask;
    uint confirm; // bit n: the candidate with primitive index n
    uint stop;    // after so many candidates
};
struct Answer {
    uint candidates;
    uint type;
    float t;
    uint front;
    vec2 barycentrics;
    int primitive, instance, custom, geometry, offset;
    vec3 object_origin, object_direction;
    mat4x3 to_world, to_object;
    vec3 origin, direction;
    float tmin;
    uint flags;
};
layout(buffer_reference, std430) buffer Rays { Ray list[]; };
layout(buffer_reference, std430) buffer Answers { Answer list[]; };
layout(push_constant) uniform Push { uvec2 scene; Rays rays; Answers answers; };

void main()
{
    const uint i = gl_GlobalInvocationID.x;
    const Ray ray = rays.list[i];
    rayQueryEXT query;
    rayQueryInitializeEXT(query, accelerationStructureEXT(scene), ray.flags, ray.mask, ray.origin, ray.tmin,
                          ray.direction, ray.tmax);
    uint candidates = 0, count = 0;
    while (rayQueryProceedEXT(query)) {
        if (rayQueryGetIntersectionTypeEXT(query, false) != gl_RayQueryCandidateIntersectionTriangleEXT)
            continue;
        const uint bit = 1u << rayQueryGetIntersectionPrimitiveIndexEXT(query, false);
        candidates |= bit;
        if ((bit & ray.confirm) != 0u)
            rayQueryConfirmIntersectionEXT(query);
        if (++count == ray.stop)
            rayQueryTerminateEXT(query);
    }
    Answer answer;
    answer.candidates = candidates;
    answer.type = rayQueryGetIntersectionTypeEXT(query, true);
    answer.t = rayQueryGetIntersectionTEXT(query, true);
    answer.front = uint(rayQueryGetIntersectionFrontFaceEXT(query, true));
    answer.barycentrics = rayQueryGetIntersectionBarycentricsEXT(query, true);
    answer.primitive = rayQueryGetIntersectionPrimitiveIndexEXT(query, true);
    answer.instance = rayQueryGetIntersectionInstanceIdEXT(query, true);
    answer.custom = rayQueryGetIntersectionInstanceCustomIndexEXT(query, true);
    answer.geometry = rayQueryGetIntersectionGeometryIndexEXT(query, true);
    answer.offset = int(rayQueryGetIntersectionInstanceShaderBindingTableRecordOffsetEXT(query, true));
    answer.object_origin = rayQueryGetIntersectionObjectRayOriginEXT(query, true);
    answer.object_direction = rayQueryGetIntersectionObjectRayDirectionEXT(query, true);
    answer.to_world = rayQueryGetIntersectionObjectToWorldEXT(query, true);
    answer.to_object = rayQueryGetIntersectionWorldToObjectEXT(query, true);
    answer.origin = rayQueryGetWorldRayOriginEXT(query);
    answer.direction = rayQueryGetWorldRayDirectionEXT(query);
    answer.tmin = rayQueryGetRayTMinEXT(query);
    answer.flags = rayQueryGetRayFlagsEXT(query);
    answers.list[i] = answer;
}
