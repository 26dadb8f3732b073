// SPDX-License-Identifier: Apache-2.0
// What a shader's OpRayQuery... instructions do, as functions; traversal is an implementation
// detail behind them. Everything is read from memory of the device: nothing is kept of the
// acceleration structures' objects.
//
//     struct ref_ray_scenes *scenes = ref_ray_scenes_open(execution); // once for each dispatch
//     struct ref_ray_query query;                                     // one OpTypeRayQueryKHR
//     ref_ray_query_initialize(&query, scenes, &ray);
//     while (ref_ray_query_proceed(&query))
//         ref_ray_query_confirm(&query);
//     const struct ref_ray_hit *hit = ref_ray_query_hit(&query, true);
//
// No function of a query allocates or locks, but the first use of an address by its scenes does.
#ifndef REF_RAY_QUERY_H
#define REF_RAY_QUERY_H

#include "command.h"
#include "ray_triangle.h"

/// Operands of OpRayQueryInitializeKHR, as the shader gave them.
struct ref_ray {
    VkDeviceAddress top_level; ///< operand of OpConvertUToAccelerationStructureKHR
    uint32_t flags;            ///< Ray Flags, numbered as in SPIR-V
    uint32_t cull_mask;        ///< only the low 8 bits count
    float origin[3];
    float tmin;
    float direction[3];
    float tmax;
};

enum {
    REF_RAY_OPAQUE = 0x1,
    REF_RAY_NO_OPAQUE = 0x2,
    REF_RAY_TERMINATE_ON_FIRST_HIT = 0x4,
    REF_RAY_SKIP_CLOSEST_HIT_SHADER = 0x8, ///< means nothing to a ray query
    REF_RAY_CULL_BACK_FACING = 0x10,
    REF_RAY_CULL_FRONT_FACING = 0x20,
    REF_RAY_CULL_OPAQUE = 0x40,
    REF_RAY_CULL_NO_OPAQUE = 0x80,
    REF_RAY_SKIP_TRIANGLES = 0x100,
    REF_RAY_SKIP_AABBS = 0x200, ///< there are none: AABB geometry isn't supported
    REF_RAY_FORCE_OPACITY_MICROMAP_2_STATE = 0x400,
};

/// Results of OpRayQueryGetIntersectionTypeKHR.
enum {
    REF_RAY_CANDIDATE_TRIANGLE = 0,
    REF_RAY_COMMITTED_NONE = 0,
    REF_RAY_COMMITTED_TRIANGLE = 1,
};

/// One intersection, candidate or committed.
struct ref_ray_hit {
    float t;
    float u, v; ///< barycentrics: weights of the triangle's second and third vertex
    uint32_t instance_id;
    uint32_t instance_custom_index;
    uint32_t instance_sbt_offset; ///< instanceShaderBindingTableRecordOffset
    uint32_t geometry_index;
    uint32_t primitive_index;
    bool front_face;
};

/// The acceleration structures that the queries of one dispatch have used so far. One thread at a
/// time.
struct ref_ray_scenes;

/// Lives until the command's `execute` returns; NULL when out of memory.
struct ref_ray_scenes *ref_ray_scenes_open(struct ref_execution *execution);

struct ref_ray_scene; // one top level, with all that it references

/// The variable behind an OpTypeRayQueryKHR pointer. All zero: never initialized, and every
/// function below then behaves as for a completed query without a hit. Copying one copies its
/// state. The members but `ray` are those of ray_query.c.
struct ref_ray_query {
    const struct ref_ray_scene *scene;   ///< NULL: nothing to traverse
    const struct ref_ray_bottom *bottom; ///< of the instance that traversal is in; NULL between two
    struct ref_ray ray;
    struct ref_ray_line world, object; ///< the ray, and the ray as that instance sees it
    double tmax;                       ///< of the ray, or of the closest hit
    double candidate_t;
    uint32_t top_node, node; ///< to be looked at next
    uint32_t instance;
    uint32_t instance_flags;
    bool done; ///< with traversal
    bool has_candidate, has_committed;
    struct ref_ray_hit candidate, committed;
};

/// OpRayQueryInitializeKHR. An address where the command sees no top-level acceleration structure
/// is told once on stderr, and then meets nothing.
void ref_ray_query_initialize(struct ref_ray_query *query, struct ref_ray_scenes *scenes,
                              const struct ref_ray *ray);

/// OpRayQueryProceedKHR: true when there is a candidate for the shader to look at.
bool ref_ray_query_proceed(struct ref_ray_query *query);

/// OpRayQueryTerminateKHR: the next proceed gives false.
void ref_ray_query_terminate(struct ref_ray_query *query);

/// OpRayQueryConfirmIntersectionKHR: commits the candidate. Without one nothing happens.
void ref_ray_query_confirm(struct ref_ray_query *query);

/// OpRayQueryGetIntersectionTypeKHR, for an operand RayQueryCommittedIntersectionKHR (true) or
/// RayQueryCandidateIntersectionKHR (false).
uint32_t ref_ray_query_type(const struct ref_ray_query *query, bool committed);

/// What the other OpRayQueryGetIntersection... instructions give. Never NULL: where there is no
/// such intersection (undefined behaviour in the shader) all members are 0.
const struct ref_ray_hit *ref_ray_query_hit(const struct ref_ray_query *query, bool committed);

/// OpRayQueryGetIntersectionObjectToWorldKHR and ...WorldToObjectKHR: four columns of three.
void ref_ray_query_object_to_world(const struct ref_ray_query *query, bool committed,
                                   float columns[4][3]);
void ref_ray_query_world_to_object(const struct ref_ray_query *query, bool committed,
                                   float columns[4][3]);

/// OpRayQueryGetIntersectionObjectRayOriginKHR and ...ObjectRayDirectionKHR.
void ref_ray_query_object_ray(const struct ref_ray_query *query, bool committed, float origin[3],
                              float direction[3]);

// OpRayQueryGetRayTMinKHR, ...RayFlagsKHR, ...WorldRayOriginKHR and ...WorldRayDirectionKHR are
// members of query->ray, which may be read.

#endif
