// SPDX-License-Identifier: Apache-2.0
// What a shader is translated to, and what one invocation of it works on.
//
// There are no values but 32-bit words in numbered slots: a vector's components, a structure's
// members, the halves of 64-bit numbers all have slots of their own. So most of what only moves
// components around (composites, shuffles, bit casts, loads of what can't change) was resolved to
// slots by the translation, and no op is left of it. Calls are inlined.
#ifndef REF_SPIRV_PROGRAM_H
#define REF_SPIRV_PROGRAM_H

#include "ray_query.h"

#include <string.h>

struct ref_op;
struct ref_invocation;

/// Carries one op out and gives the next one, NULL at the end of the invocation.
typedef const struct ref_op *ref_op_run(struct ref_invocation *self, const struct ref_op *op);

struct ref_op {
    ref_op_run *run;
    uint32_t to, a, b, c, d; ///< slots, if the op's comment doesn't say otherwise
    uint32_t n;
    int64_t offset;
};

/// What the slots below REF_SLOT_FREE hold.
enum ref_slot {
    REF_SLOT_GLOBAL_ID = 0, ///< GlobalInvocationId, three
    REF_SLOT_GROUP_ID = 3,
    REF_SLOT_LOCAL_ID = 6,
    REF_SLOT_LOCAL_INDEX = 9,
    REF_SLOT_GROUP_COUNT = 10,
    REF_SLOT_FREE = 13,
};

/// A word of push constants and the slot that it goes to.
struct ref_push_word {
    uint32_t slot, offset;
};

/// Immutable, and one piece of memory.
struct ref_program {
    VkAllocationCallbacks allocator;
    uint32_t local_size[3];
    uint32_t op_count, slot_count, operand_count, push_count;
    uint32_t site_count;  ///< ops that access memory of the device
    uint32_t query_count; ///< ray queries
    const struct ref_op *ops;
    const uint32_t *image;    ///< of the slots before the first invocation: constants
    const uint32_t *operands; ///< of ops that have more than fit into them
    const struct ref_push_word *push;
};

struct ref_program_source {
    const uint32_t *words;
    uint32_t count;
    const char *entry_point;
    const VkSpecializationInfo *specialization; ///< may be NULL
};

/// Translates a shader. VK_ERROR_UNKNOWN after a sentence on stderr that names what it can't
/// be translated for.
VkResult ref_program_create(const struct ref_program_source *source,
                            const VkAllocationCallbacks *allocator, struct ref_program **program);
void ref_program_destroy(struct ref_program *program);

/// Memory of the device that an op found last time.
struct ref_window {
    VkDeviceAddress address;
    VkDeviceSize size;
    uint8_t *bytes;
};

struct ref_dispatch_memory;

/// One thread's invocations, one after the other.
struct ref_invocation {
    struct ref_dispatch_memory *memory;
    struct ref_window *windows;    ///< one for each site
    struct ref_ray_query *queries; ///< query_count of them
    struct ref_ray_scenes *scenes;
    const uint32_t *operands;
    uint32_t r[]; ///< the slots
};

static inline uint64_t ref_get_64(const struct ref_invocation *self, uint32_t slot)
{
    return self->r[slot] | (uint64_t)self->r[slot + 1] << 32;
}

static inline void ref_set_64(struct ref_invocation *self, uint32_t slot, uint64_t value)
{
    self->r[slot] = (uint32_t)value;
    self->r[slot + 1] = (uint32_t)(value >> 32);
}

static inline float ref_get_float(const struct ref_invocation *self, uint32_t slot)
{
    float value;
    memcpy(&value, &self->r[slot], sizeof value);
    return value;
}

static inline void ref_set_float(struct ref_invocation *self, uint32_t slot, float value)
{
    memcpy(&self->r[slot], &value, sizeof value);
}

#endif
