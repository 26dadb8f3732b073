// SPDX-License-Identifier: Apache-2.0
// Ray queries. In their ops, `a` is the number of the query and `b` tells the committed
// intersection from the candidate.
#include "spirv_translate.h"

static struct ref_ray_query *query_of(struct ref_invocation *self, const struct ref_op *op)
{
    return &self->queries[op->a];
}

static const struct ref_ray_hit *hit_of(struct ref_invocation *self, const struct ref_op *op)
{
    return ref_ray_query_hit(query_of(self, op), op->b);
}

/// The operands of OpRayQueryInitializeKHR, word by word, in the instruction's order.
enum operand {
    TOP_LEVEL = 0,
    FLAGS = 2,
    CULL_MASK = 3,
    ORIGIN = 4,
    TMIN = 7,
    DIRECTION = 8,
    TMAX = 11,
    OPERAND_WORDS = 12,
};

static const struct ref_op *initialize(struct ref_invocation *self, const struct ref_op *op)
{
    const uint32_t *slots = self->operands + op->offset;
    struct ref_ray ray = {
        .top_level = self->r[slots[TOP_LEVEL]] | (uint64_t)self->r[slots[TOP_LEVEL + 1]] << 32,
        .flags = self->r[slots[FLAGS]],
        .cull_mask = self->r[slots[CULL_MASK]],
        .tmin = ref_get_float(self, slots[TMIN]),
        .tmax = ref_get_float(self, slots[TMAX]),
    };
    for (uint32_t i = 0; i < 3; i++) {
        ray.origin[i] = ref_get_float(self, slots[ORIGIN + i]);
        ray.direction[i] = ref_get_float(self, slots[DIRECTION + i]);
    }
    ref_ray_query_initialize(query_of(self, op), self->scenes, &ray);
    return op + 1;
}

static const struct ref_op *proceed(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = ref_ray_query_proceed(query_of(self, op));
    return op + 1;
}

static const struct ref_op *terminate(struct ref_invocation *self, const struct ref_op *op)
{
    ref_ray_query_terminate(query_of(self, op));
    return op + 1;
}

static const struct ref_op *confirm(struct ref_invocation *self, const struct ref_op *op)
{
    ref_ray_query_confirm(query_of(self, op));
    return op + 1;
}

static const struct ref_op *get_type(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = ref_ray_query_type(query_of(self, op), op->b);
    return op + 1;
}

static const struct ref_op *get_t(struct ref_invocation *self, const struct ref_op *op)
{
    ref_set_float(self, op->to, hit_of(self, op)->t);
    return op + 1;
}

static const struct ref_op *get_barycentrics(struct ref_invocation *self, const struct ref_op *op)
{
    const struct ref_ray_hit *hit = hit_of(self, op);
    ref_set_float(self, op->to, hit->u);
    ref_set_float(self, op->to + 1, hit->v);
    return op + 1;
}

static const struct ref_op *get_instance_id(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = hit_of(self, op)->instance_id;
    return op + 1;
}

static const struct ref_op *get_custom_index(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = hit_of(self, op)->instance_custom_index;
    return op + 1;
}

static const struct ref_op *get_sbt_offset(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = hit_of(self, op)->instance_sbt_offset;
    return op + 1;
}

static const struct ref_op *get_geometry(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = hit_of(self, op)->geometry_index;
    return op + 1;
}

static const struct ref_op *get_primitive(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = hit_of(self, op)->primitive_index;
    return op + 1;
}

static const struct ref_op *get_front_face(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = hit_of(self, op)->front_face;
    return op + 1;
}

static const struct ref_op *get_object_origin(struct ref_invocation *self, const struct ref_op *op)
{
    float origin[3], direction[3];
    ref_ray_query_object_ray(query_of(self, op), op->b, origin, direction);
    memcpy(&self->r[op->to], origin, sizeof origin);
    return op + 1;
}

static const struct ref_op *get_object_direction(struct ref_invocation *self,
                                                 const struct ref_op *op)
{
    float origin[3], direction[3];
    ref_ray_query_object_ray(query_of(self, op), op->b, origin, direction);
    memcpy(&self->r[op->to], direction, sizeof direction);
    return op + 1;
}

static const struct ref_op *get_object_to_world(struct ref_invocation *self,
                                                const struct ref_op *op)
{
    float columns[4][3];
    ref_ray_query_object_to_world(query_of(self, op), op->b, columns);
    memcpy(&self->r[op->to], columns, sizeof columns);
    return op + 1;
}

static const struct ref_op *get_world_to_object(struct ref_invocation *self,
                                                const struct ref_op *op)
{
    float columns[4][3];
    ref_ray_query_world_to_object(query_of(self, op), op->b, columns);
    memcpy(&self->r[op->to], columns, sizeof columns);
    return op + 1;
}

static const struct ref_op *get_tmin(struct ref_invocation *self, const struct ref_op *op)
{
    ref_set_float(self, op->to, query_of(self, op)->ray.tmin);
    return op + 1;
}

static const struct ref_op *get_flags(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = query_of(self, op)->ray.flags;
    return op + 1;
}

static const struct ref_op *get_world_origin(struct ref_invocation *self, const struct ref_op *op)
{
    memcpy(&self->r[op->to], query_of(self, op)->ray.origin, 3 * sizeof(float));
    return op + 1;
}

static const struct ref_op *get_world_direction(struct ref_invocation *self,
                                                const struct ref_op *op)
{
    memcpy(&self->r[op->to], query_of(self, op)->ray.direction, 3 * sizeof(float));
    return op + 1;
}

struct getter {
    SpvOp opcode;
    ref_op_run *run;
    uint32_t words;    ///< of the result
    bool intersection; ///< has an operand that tells committed from candidate
};

static const struct getter getters[] = {
    {SpvOpRayQueryProceedKHR, proceed, 1, false},
    {SpvOpRayQueryGetIntersectionTypeKHR, get_type, 1, true},
    {SpvOpRayQueryGetIntersectionTKHR, get_t, 1, true},
    {SpvOpRayQueryGetIntersectionBarycentricsKHR, get_barycentrics, 2, true},
    {SpvOpRayQueryGetIntersectionInstanceIdKHR, get_instance_id, 1, true},
    {SpvOpRayQueryGetIntersectionInstanceCustomIndexKHR, get_custom_index, 1, true},
    {SpvOpRayQueryGetIntersectionInstanceShaderBindingTableRecordOffsetKHR, get_sbt_offset, 1,
     true},
    {SpvOpRayQueryGetIntersectionGeometryIndexKHR, get_geometry, 1, true},
    {SpvOpRayQueryGetIntersectionPrimitiveIndexKHR, get_primitive, 1, true},
    {SpvOpRayQueryGetIntersectionFrontFaceKHR, get_front_face, 1, true},
    {SpvOpRayQueryGetIntersectionObjectRayOriginKHR, get_object_origin, 3, true},
    {SpvOpRayQueryGetIntersectionObjectRayDirectionKHR, get_object_direction, 3, true},
    {SpvOpRayQueryGetIntersectionObjectToWorldKHR, get_object_to_world, 12, true},
    {SpvOpRayQueryGetIntersectionWorldToObjectKHR, get_world_to_object, 12, true},
    {SpvOpRayQueryGetRayTMinKHR, get_tmin, 1, false},
    {SpvOpRayQueryGetRayFlagsKHR, get_flags, 1, false},
    {SpvOpRayQueryGetWorldRayOriginKHR, get_world_origin, 3, false},
    {SpvOpRayQueryGetWorldRayDirectionKHR, get_world_direction, 3, false},
};

static uint32_t query_number(struct ref_spirv_translation *t,
                             const struct ref_spirv_instruction *instruction, uint32_t index)
{
    const struct ref_spirv_value *value =
        ref_spirv_value(t, ref_spirv_word(t->module, instruction, index));
    if (!value->pointer || value->pointer->physical || !value->pointer->pointee ||
        value->pointer->pointee->kind != REF_SPIRV_RAY_QUERY)
        ref_spirv_fail(t->module, "the instruction at word %u has no ray query", instruction->at);
    return value->pointer->slot;
}

static void get(struct ref_spirv_translation *t, const struct ref_spirv_instruction *instruction,
                const struct getter *getter)
{
    const struct ref_spirv_type *type =
        ref_spirv_type(t->module, ref_spirv_word(t->module, instruction, 1));
    if (type->words != getter->words)
        ref_spirv_fail(t->module, "the instruction at word %u has another result type",
                       instruction->at);
    uint32_t committed = 0;
    if (getter->intersection)
        committed = ref_spirv_constant(t->module, ref_spirv_word(t->module, instruction, 4));
    const struct ref_op op = {
        .run = getter->run,
        .to = ref_spirv_slots(t, type->words),
        .a = query_number(t, instruction, 3),
        .b = committed == SpvRayQueryIntersectionRayQueryCommittedIntersectionKHR,
    };
    ref_spirv_emit(t, op);
    ref_spirv_define(t, instruction->words[2], type, ref_spirv_row(t, op.to, type->words));
}

static void translate_initialize(struct ref_spirv_translation *t,
                                 const struct ref_spirv_instruction *instruction)
{
    static const uint32_t words[] = {2, 1, 1, 3, 1, 3, 1};
    uint32_t slots[OPERAND_WORDS], count = 0;
    for (uint32_t i = 0; i < sizeof words / sizeof *words; i++) {
        const struct ref_spirv_value *value =
            ref_spirv_value(t, ref_spirv_word(t->module, instruction, 2 + i));
        if (value->type->words != words[i])
            ref_spirv_fail(t->module,
                           "OpRayQueryInitializeKHR at word %u has an operand of "
                           "another size",
                           instruction->at);
        memcpy(slots + count, ref_spirv_value_slots(t, value), words[i] * sizeof *slots);
        count += words[i];
    }
    const uint32_t query = query_number(t, instruction, 1);
    const int64_t first = t->operand_count;
    for (uint32_t i = 0; i < OPERAND_WORDS; i++) {
        t->operands = ref_spirv_grow(t->module, t->operands, t->operand_count, &t->operand_capacity,
                                     sizeof *t->operands);
        t->operands[t->operand_count++] = slots[i];
    }
    ref_spirv_emit(t, (struct ref_op){.run = initialize, .a = query, .offset = first});
}

bool ref_spirv_translate_ray(struct ref_spirv_translation *t,
                             const struct ref_spirv_instruction *instruction)
{
    switch (instruction->opcode) {
    case SpvOpRayQueryInitializeKHR:
        translate_initialize(t, instruction);
        return true;
    case SpvOpRayQueryTerminateKHR:
    case SpvOpRayQueryConfirmIntersectionKHR:
        ref_spirv_emit(
            t, (struct ref_op){
                   .run = instruction->opcode == SpvOpRayQueryTerminateKHR ? terminate : confirm,
                   .a = query_number(t, instruction, 1),
               });
        return true;
    default:
        break;
    }
    for (size_t i = 0; i < sizeof getters / sizeof *getters; i++) {
        if (getters[i].opcode == instruction->opcode) {
            get(t, instruction, &getters[i]);
            return true;
        }
    }
    return false;
}
