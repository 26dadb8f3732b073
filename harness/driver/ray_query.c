// SPDX-License-Identifier: Apache-2.0
// One ray at a time through the tree of instances and, for each, the tree of its triangles. Both
// are walked in order, without a stack: a query remembers one node of each.
#include "ray_query.h"

#include "fault.h"
#include "ray_matrix.h"
#include "ray_opacity.h"
#include "ray_scene.h"

static const struct ref_ray_hit no_hit;

static struct ref_ray_line line_of(const double origin[3], const double direction[3])
{
    struct ref_ray_line line;
    for (int axis = 0; axis < 3; axis++) {
        line.origin[axis] = origin[axis];
        line.direction[axis] = direction[axis];
        line.inverse[axis] = 1 / direction[axis];
    }
    return line;
}

static struct ref_ray_line world_line(const struct ref_ray *ray)
{
    const double origin[3] = {ray->origin[0], ray->origin[1], ray->origin[2]};
    const double direction[3] = {ray->direction[0], ray->direction[1], ray->direction[2]};
    return line_of(origin, direction);
}

static struct ref_ray_line object_line(const struct ref_ray_line *world,
                                       const struct ref_accel_instance *instance)
{
    double origin[3], direction[3];
    ref_matrix_move(instance->world_to_object, world->origin, origin);
    ref_matrix_turn(instance->world_to_object, world->direction, direction);
    return line_of(origin, direction);
}

void ref_ray_query_initialize(struct ref_ray_query *query, struct ref_ray_scenes *scenes,
                              const struct ref_ray *ray)
{
    query->ray = *ray;
    query->bottom = NULL;
    query->world = world_line(ray);
    query->tmax = ray->tmax;
    query->top_node = 0;
    query->has_candidate = false;
    query->has_committed = false;
    query->done = ray->flags & REF_RAY_SKIP_TRIANGLES; // there is nothing else
    query->scene = ref_ray_scene_find(scenes, ray->top_level);
}

/// Goes on to the next instance that the ray may meet. False when there is none.
static bool next_instance(struct ref_ray_query *query)
{
    const struct ref_ray_scene *scene = query->scene;
    while (query->top_node < scene->node_count) {
        const struct ref_accel_node *node = &scene->nodes[query->top_node];
        if (!ref_ray_meets_box(&query->world, node, query->ray.tmin, query->tmax)) {
            query->top_node = node->skip;
            continue;
        }
        query->top_node++;
        if (node->item == REF_ACCEL_INNER)
            continue;
        const struct ref_accel_instance *instance = &scene->instances[node->item];
        if (!(instance->mask & query->ray.cull_mask & 0xFF))
            continue;
        query->instance = node->item;
        query->instance_flags = instance->flags;
        query->bottom = scene->bottoms[node->item];
        query->object = object_line(&query->world, instance);
        query->node = 0;
        return true;
    }
    return false;
}

static bool culled_by_face(const struct ref_ray_query *query, bool front)
{
    if (query->instance_flags & VK_GEOMETRY_INSTANCE_TRIANGLE_FACING_CULL_DISABLE_BIT_KHR)
        return false;
    return query->ray.flags & (front ? REF_RAY_CULL_FRONT_FACING : REF_RAY_CULL_BACK_FACING);
}

static bool culled_by_opacity(const struct ref_ray_query *query, enum ref_ray_opacity opacity)
{
    return query->ray.flags &
           (opacity == REF_RAY_IS_OPAQUE ? REF_RAY_CULL_OPAQUE : REF_RAY_CULL_NO_OPAQUE);
}

/// Makes the candidate the closest hit.
static void commit(struct ref_ray_query *query)
{
    query->committed = query->candidate;
    query->tmax = query->candidate_t;
    query->has_committed = true;
    if (query->ray.flags & REF_RAY_TERMINATE_ON_FIRST_HIT)
        query->done = true;
}

static void set_candidate(struct ref_ray_query *query, const struct ref_accel_triangle *triangle,
                          const struct ref_ray_meeting *meeting, bool front)
{
    const struct ref_accel_instance *instance = &query->scene->instances[query->instance];
    query->candidate_t = meeting->t;
    query->candidate = (struct ref_ray_hit){
        .t = (float)meeting->t,
        .u = (float)meeting->u,
        .v = (float)meeting->v,
        .instance_id = query->instance,
        .instance_custom_index = instance->custom_index,
        .instance_sbt_offset = instance->sbt_offset,
        .geometry_index = triangle->geometry,
        .primitive_index = triangle->primitive,
        .front_face = front,
    };
}

/// Tests one triangle. True when the shader has to look at it; an opaque one is committed.
static bool try_triangle(struct ref_ray_query *query, uint32_t item)
{
    const struct ref_accel_triangle *triangle = &query->bottom->triangles[item];
    struct ref_ray_meeting meeting;
    if (!ref_ray_meets_triangle(&query->object, triangle->vertices, query->ray.tmin, query->tmax,
                                &meeting))
        return false;
    const bool flips = query->instance_flags & VK_GEOMETRY_INSTANCE_TRIANGLE_FLIP_FACING_BIT_KHR;
    const bool front = meeting.front != flips;
    if (culled_by_face(query, front))
        return false;
    const enum ref_ray_opacity opacity =
        ref_ray_opacity(triangle, query->bottom->opacity[item], meeting.u, meeting.v,
                        query->instance_flags, query->ray.flags);
    if (opacity == REF_RAY_IGNORED || culled_by_opacity(query, opacity))
        return false;
    set_candidate(query, triangle, &meeting, front);
    if (opacity == REF_RAY_IS_NON_OPAQUE && !REF_FAULT(RAY_QUERY_CONFIRMS_ALL))
        return true;
    commit(query);
    return false;
}

/// Goes on through the instance. True when it stopped at a candidate, false when it is through.
static bool traverse_instance(struct ref_ray_query *query)
{
    const struct ref_ray_bottom *bottom = query->bottom;
    while (!query->done && query->node < bottom->node_count) {
        const struct ref_accel_node *node = &bottom->nodes[query->node];
        if (!ref_ray_meets_box(&query->object, node, query->ray.tmin, query->tmax)) {
            query->node = node->skip;
            continue;
        }
        query->node++;
        if (node->item != REF_ACCEL_INNER && try_triangle(query, node->item))
            return true;
    }
    query->bottom = NULL;
    return false;
}

bool ref_ray_query_proceed(struct ref_ray_query *query)
{
    query->has_candidate = false;
    while (query->scene && !query->done) {
        if (query->bottom && traverse_instance(query)) {
            query->has_candidate = true;
            return true;
        }
        if (!query->done && !next_instance(query))
            query->done = true;
    }
    return false;
}

void ref_ray_query_terminate(struct ref_ray_query *query)
{
    query->done = true;
}

void ref_ray_query_confirm(struct ref_ray_query *query)
{
    if (query->has_candidate)
        commit(query);
}

uint32_t ref_ray_query_type(const struct ref_ray_query *query, bool committed)
{
    if (!committed)
        return REF_RAY_CANDIDATE_TRIANGLE;
    return query->has_committed ? REF_RAY_COMMITTED_TRIANGLE : REF_RAY_COMMITTED_NONE;
}

const struct ref_ray_hit *ref_ray_query_hit(const struct ref_ray_query *query, bool committed)
{
    if (committed)
        return query->has_committed ? &query->committed : &no_hit;
    return query->has_candidate ? &query->candidate : &no_hit;
}

/// The instance of an intersection; NULL where there is no such intersection.
static const struct ref_accel_instance *instance_of(const struct ref_ray_query *query,
                                                    bool committed)
{
    if (!(committed ? query->has_committed : query->has_candidate))
        return NULL;
    return &query->scene->instances[ref_ray_query_hit(query, committed)->instance_id];
}

void ref_ray_query_object_to_world(const struct ref_ray_query *query, bool committed,
                                   float columns[4][3])
{
    const struct ref_accel_instance *instance = instance_of(query, committed);
    for (int column = 0; column < 4; column++)
        for (int row = 0; row < 3; row++)
            columns[column][row] = instance ? instance->object_to_world[row][column] : 0;
}

void ref_ray_query_world_to_object(const struct ref_ray_query *query, bool committed,
                                   float columns[4][3])
{
    const struct ref_accel_instance *instance = instance_of(query, committed);
    for (int column = 0; column < 4; column++)
        for (int row = 0; row < 3; row++)
            columns[column][row] = instance ? (float)instance->world_to_object[row][column] : 0;
}

void ref_ray_query_object_ray(const struct ref_ray_query *query, bool committed, float origin[3],
                              float direction[3])
{
    const struct ref_accel_instance *instance = instance_of(query, committed);
    struct ref_ray_line line = {0};
    if (instance)
        line = object_line(&query->world, instance);
    for (int axis = 0; axis < 3; axis++) {
        origin[axis] = (float)line.origin[axis];
        direction[axis] = (float)line.direction[axis];
    }
}
