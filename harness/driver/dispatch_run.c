// SPDX-License-Identifier: Apache-2.0
#include "dispatch_run.h"

#include "dispatch_memory.h"
#include "fault.h"

#include <stdio.h>

/// The slots, the windows and the ray queries of one thread; NULL when there is no memory.
static struct ref_invocation *open_invocation(struct ref_execution *execution,
                                              const struct ref_dispatch *dispatch,
                                              struct ref_dispatch_memory *memory)
{
    const struct ref_program *program = dispatch->program;
    struct ref_invocation *self =
        ref_execute_scratch(execution, sizeof *self + program->slot_count * sizeof *self->r);
    struct ref_window *windows =
        ref_execute_scratch(execution, (program->site_count + 1) * sizeof *windows);
    struct ref_ray_query *queries =
        ref_execute_scratch(execution, (program->query_count + 1) * sizeof *queries);
    struct ref_ray_scenes *scenes =
        program->query_count > 0 ? ref_ray_scenes_open(execution) : NULL;
    if (!self || !windows || !queries || (program->query_count > 0 && !scenes))
        return NULL;
    memset(windows, 0, program->site_count * sizeof *windows);
    memset(queries, 0, program->query_count * sizeof *queries);
    *self = (struct ref_invocation){
        .memory = memory,
        .windows = windows,
        .queries = queries,
        .scenes = scenes,
        .operands = program->operands,
    };
    memcpy(self->r, program->image, program->slot_count * sizeof *self->r);
    for (uint32_t i = 0; i < program->push_count; i++) {
        const struct ref_push_word *word = &program->push[i];
        if (word->offset <= sizeof dispatch->push - sizeof *self->r)
            memcpy(&self->r[word->slot], dispatch->push + word->offset, sizeof *self->r);
    }
    memcpy(&self->r[REF_SLOT_GROUP_COUNT], dispatch->count, sizeof dispatch->count);
    return self;
}

static inline void run_invocation(struct ref_invocation *self, const struct ref_op *op)
{
    while (op)
        op = op->run(self, op);
}

/// All invocations of the workgroup that the slots name.
static void run_group(struct ref_invocation *self, const struct ref_program *program)
{
    const uint32_t *size = program->local_size;
    uint32_t *global = &self->r[REF_SLOT_GLOBAL_ID], *local = &self->r[REF_SLOT_LOCAL_ID];
    const uint32_t *group = &self->r[REF_SLOT_GROUP_ID];
    self->r[REF_SLOT_LOCAL_INDEX] = 0;
    for (local[2] = 0; local[2] < size[2]; local[2]++) {
        global[2] = group[2] * size[2] + local[2];
        for (local[1] = 0; local[1] < size[1]; local[1]++) {
            global[1] = group[1] * size[1] + local[1];
            for (local[0] = 0; local[0] < size[0]; local[0]++) {
                global[0] = group[0] * size[0] + local[0];
                run_invocation(self, program->ops);
                self->r[REF_SLOT_LOCAL_INDEX]++;
            }
        }
    }
}

static bool dropped_by_fault(const struct ref_dispatch *dispatch, uint32_t x)
{
    return REF_FAULT(DISPATCH_DROPS_LAST_GROUP) && x + 1 == dispatch->count[0];
}

static void run_groups(struct ref_invocation *self, const struct ref_dispatch *dispatch)
{
    uint32_t *group = &self->r[REF_SLOT_GROUP_ID];
    for (uint32_t z = 0; z < dispatch->count[2]; z++) {
        for (uint32_t y = 0; y < dispatch->count[1]; y++) {
            for (uint32_t x = 0; x < dispatch->count[0]; x++) {
                group[0] = dispatch->base[0] + (REF_FAULT(DISPATCH_REPEATS_FIRST_GROUP) ? 0 : x);
                group[1] = dispatch->base[1] + y;
                group[2] = dispatch->base[2] + z;
                if (!dropped_by_fault(dispatch, x))
                    run_group(self, dispatch->program);
            }
        }
    }
}

void ref_dispatch_run(struct ref_execution *execution, const struct ref_dispatch *dispatch)
{
    struct ref_dispatch_memory memory = {
        .execution = execution,
        .paged = ref_execution_device(execution)->weak,
    };
    struct ref_invocation *self = open_invocation(execution, dispatch, &memory);
    if (!self) {
        fprintf(stderr, "ommref: vkCmdDispatch does nothing: there is no memory for it.\n");
        return;
    }
    run_groups(self, dispatch);
    ref_dispatch_memory_finish(&memory);
}
