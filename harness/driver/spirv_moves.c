// SPDX-License-Identifier: Apache-2.0
#include "spirv_moves.h"

#include "dispatch_memory.h"

const struct ref_op *ref_op_copy_1(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = self->r[op->a];
    return op + 1;
}

const struct ref_op *ref_op_copy_2(struct ref_invocation *self, const struct ref_op *op)
{
    memcpy(&self->r[op->to], &self->r[op->a], 2 * sizeof *self->r);
    return op + 1;
}

const struct ref_op *ref_op_copy_n(struct ref_invocation *self, const struct ref_op *op)
{
    memcpy(&self->r[op->to], &self->r[op->a], op->n * sizeof *self->r);
    return op + 1;
}

const struct ref_op *ref_op_select(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = self->r[self->r[op->a] ? op->b : op->c];
    return op + 1;
}

/// An index outside is undefined behaviour of the shader; it gets the last element.
static uint32_t words_in(const struct ref_invocation *self, const struct ref_op *op)
{
    const uint32_t index = self->r[op->a];
    return (index < op->n ? index : op->n - 1) * op->c;
}

const struct ref_op *ref_op_index(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = words_in(self, op);
    return op + 1;
}

const struct ref_op *ref_op_index_add(struct ref_invocation *self, const struct ref_op *op)
{
    self->r[op->to] = words_in(self, op) + self->r[op->b];
    return op + 1;
}

const struct ref_op *ref_op_get(struct ref_invocation *self, const struct ref_op *op)
{
    memcpy(&self->r[op->to], &self->r[op->a + self->r[op->b]], op->n * sizeof *self->r);
    return op + 1;
}

const struct ref_op *ref_op_set(struct ref_invocation *self, const struct ref_op *op)
{
    memcpy(&self->r[op->to + self->r[op->b]], &self->r[op->a], op->n * sizeof *self->r);
    return op + 1;
}

static VkDeviceAddress plain(const struct ref_invocation *self, const struct ref_op *op)
{
    return ref_get_64(self, op->a) + (uint64_t)op->offset;
}

/// Indices are signed.
static VkDeviceAddress indexed(const struct ref_invocation *self, const struct ref_op *op)
{
    return plain(self, op) + (uint64_t)((int64_t)(int32_t)self->r[op->b] * op->c);
}

const struct ref_op *ref_op_address(struct ref_invocation *self, const struct ref_op *op)
{
    ref_set_64(self, op->to, plain(self, op));
    return op + 1;
}

const struct ref_op *ref_op_address_at(struct ref_invocation *self, const struct ref_op *op)
{
    ref_set_64(self, op->to, indexed(self, op));
    return op + 1;
}

const struct ref_op *ref_op_address_at_64(struct ref_invocation *self, const struct ref_op *op)
{
    ref_set_64(self, op->to, plain(self, op) + ref_get_64(self, op->b) * op->c);
    return op + 1;
}

static inline void load(struct ref_invocation *self, const struct ref_op *op,
                        VkDeviceAddress address, uint32_t words)
{
    ref_dispatch_load(self->memory, &self->windows[op->d], address, &self->r[op->to],
                      words * sizeof *self->r);
}

static inline void store(struct ref_invocation *self, const struct ref_op *op,
                         VkDeviceAddress address, uint32_t words)
{
    ref_dispatch_store(self->memory, &self->windows[op->d], address, &self->r[op->to],
                       words * sizeof *self->r);
}

const struct ref_op *ref_op_load_1(struct ref_invocation *self, const struct ref_op *op)
{
    load(self, op, plain(self, op), 1);
    return op + 1;
}

const struct ref_op *ref_op_load_2(struct ref_invocation *self, const struct ref_op *op)
{
    load(self, op, plain(self, op), 2);
    return op + 1;
}

const struct ref_op *ref_op_load_n(struct ref_invocation *self, const struct ref_op *op)
{
    load(self, op, plain(self, op), op->n);
    return op + 1;
}

const struct ref_op *ref_op_load_at_1(struct ref_invocation *self, const struct ref_op *op)
{
    load(self, op, indexed(self, op), 1);
    return op + 1;
}

const struct ref_op *ref_op_load_at_n(struct ref_invocation *self, const struct ref_op *op)
{
    load(self, op, indexed(self, op), op->n);
    return op + 1;
}

const struct ref_op *ref_op_store_1(struct ref_invocation *self, const struct ref_op *op)
{
    store(self, op, plain(self, op), 1);
    return op + 1;
}

const struct ref_op *ref_op_store_n(struct ref_invocation *self, const struct ref_op *op)
{
    store(self, op, plain(self, op), op->n);
    return op + 1;
}

const struct ref_op *ref_op_store_at_1(struct ref_invocation *self, const struct ref_op *op)
{
    store(self, op, indexed(self, op), 1);
    return op + 1;
}

const struct ref_op *ref_op_store_at_n(struct ref_invocation *self, const struct ref_op *op)
{
    store(self, op, indexed(self, op), op->n);
    return op + 1;
}
