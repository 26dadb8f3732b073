// SPDX-License-Identifier: Apache-2.0
#include "spirv_module.h"

struct layout {
    struct ref_spirv_module *module;
    uint32_t *offsets;
    uint32_t count;
};

static void place(struct layout *layout, const struct ref_spirv_type *type, uint32_t offset,
                  struct ref_spirv_matrix_layout matrix);

static void place_elements(struct layout *layout, const struct ref_spirv_type *type,
                           uint32_t offset, uint32_t stride, struct ref_spirv_matrix_layout matrix)
{
    if (stride == 0)
        ref_spirv_fail(layout->module, "what is in memory at word %u has no stride",
                       layout->module->doing);
    for (uint32_t i = 0; i < type->count; i++)
        place(layout, type->element, offset + i * stride, matrix);
}

static void place_matrix(struct layout *layout, const struct ref_spirv_type *type, uint32_t offset,
                         struct ref_spirv_matrix_layout matrix)
{
    if (!matrix.row_major) {
        place_elements(layout, type, offset, matrix.stride, matrix);
        return;
    }
    for (uint32_t column = 0; column < type->count; column++)
        for (uint32_t row = 0; row < type->element->count; row++)
            place(layout, type->element->element,
                  offset + row * matrix.stride + column * (uint32_t)sizeof(uint32_t), matrix);
}

static void place(struct layout *layout, const struct ref_spirv_type *type, uint32_t offset,
                  struct ref_spirv_matrix_layout matrix)
{
    switch (type->kind) {
    case REF_SPIRV_VECTOR:
        place_elements(layout, type, offset, type->element->words * (uint32_t)sizeof(uint32_t),
                       matrix);
        return;
    case REF_SPIRV_MATRIX:
        place_matrix(layout, type, offset, matrix);
        return;
    case REF_SPIRV_ARRAY:
        place_elements(layout, type, offset, type->stride, matrix);
        return;
    case REF_SPIRV_STRUCT:
        for (uint32_t i = 0; i < type->count; i++) {
            const struct ref_spirv_member *member = &type->members[i];
            if (member->offset == REF_SPIRV_NONE)
                ref_spirv_fail(layout->module, "a structure in memory has a member without Offset");
            place(layout, member->type, offset + member->offset,
                  (struct ref_spirv_matrix_layout){member->matrix_stride, member->row_major});
        }
        return;
    case REF_SPIRV_INT:
    case REF_SPIRV_FLOAT:
    case REF_SPIRV_POINTER:
        for (uint32_t i = 0; i < type->words; i++)
            layout->offsets[layout->count++] = offset + i * (uint32_t)sizeof(uint32_t);
        return;
    default:
        ref_spirv_fail(layout->module,
                       "the instruction at word %u has a type that can't be in "
                       "memory",
                       layout->module->doing);
    }
}

const uint32_t *ref_spirv_layout(struct ref_spirv_module *module, const struct ref_spirv_type *type,
                                 struct ref_spirv_matrix_layout matrix)
{
    struct layout layout = {
        .module = module,
        .offsets = ref_spirv_take(module, (type->words + 1) * sizeof *layout.offsets),
    };
    place(&layout, type, 0, matrix);
    return layout.offsets;
}
