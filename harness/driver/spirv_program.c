// SPDX-License-Identifier: Apache-2.0
#include "spirv_program.h"

#include "spirv_names.h"
#include "spirv_translate.h"

#include <stdio.h>

void ref_spirv_translate(struct ref_spirv_translation *t,
                         const struct ref_spirv_instruction *instruction)
{
    switch (instruction->opcode) {
    case SpvOpNop:
    case SpvOpLine:
    case SpvOpNoLine:
    case SpvOpSelectionMerge: // the structure is in the branches themselves
    case SpvOpLoopMerge:
    case SpvOpMemoryBarrier: // one invocation is over before the next one begins
        return;
    default:
        break;
    }
    if (!ref_spirv_translate_pointer(t, instruction) &&
        !ref_spirv_translate_composite(t, instruction) &&
        !ref_spirv_translate_math(t, instruction) && !ref_spirv_translate_ray(t, instruction))
        ref_spirv_fail(t->module, "%s (%u) at word %u is not supported",
                       ref_spirv_opcode_name(instruction->opcode), instruction->opcode,
                       instruction->at);
}

static void translate(struct ref_spirv_translation *t)
{
    const uint32_t bound = t->module->bound;
    t->values = ref_spirv_take(t->module, bound * sizeof *t->values);
    t->labels = ref_spirv_take(t->module, bound * sizeof *t->labels);
    t->blocks = ref_spirv_take(t->module, bound * sizeof *t->blocks);
    for (uint32_t i = 0; i < bound; i++)
        t->labels[i] = t->blocks[i] = REF_SPIRV_NONE;
    ref_spirv_slots(t, REF_SLOT_FREE);
    ref_spirv_prologue(t);
    ref_spirv_translate_function(t, t->module->entry, NULL, 0, NULL, 0);
}

static size_t append(size_t *at, size_t size)
{
    const size_t unit = _Alignof(max_align_t), begin = *at;
    *at = (begin + size + unit - 1) / unit * unit;
    return begin;
}

/// Copies what was translated into memory that stays. NULL when there is none.
static struct ref_program *keep(const struct ref_spirv_translation *t,
                                const VkAllocationCallbacks *allocator)
{
    size_t size = 0;
    append(&size, sizeof(struct ref_program));
    const size_t ops = append(&size, t->op_count * sizeof *t->ops);
    const size_t image = append(&size, t->slot_count * sizeof *t->image);
    const size_t operands = append(&size, t->operand_count * sizeof *t->operands);
    const size_t push = append(&size, t->push_count * sizeof *t->push);
    struct ref_program *program =
        ref_alloc(allocator, size, _Alignof(max_align_t), VK_SYSTEM_ALLOCATION_SCOPE_OBJECT);
    if (!program)
        return NULL;
    char *base = (char *)program;
    *program = (struct ref_program){
        .allocator = *allocator,
        .local_size = {t->module->local_size[0], t->module->local_size[1],
                       t->module->local_size[2]},
        .op_count = t->op_count,
        .slot_count = t->slot_count,
        .operand_count = t->operand_count,
        .push_count = t->push_count,
        .site_count = t->site_count,
        .query_count = t->query_count,
        .ops = memcpy(base + ops, t->ops, t->op_count * sizeof *t->ops),
        .image = memcpy(base + image, t->image, t->slot_count * sizeof *t->image),
        .operands = (uint32_t *)(void *)(base + operands),
        .push = (struct ref_push_word *)(void *)(base + push),
    };
    if (t->operand_count > 0)
        memcpy(base + operands, t->operands, t->operand_count * sizeof *t->operands);
    if (t->push_count > 0)
        memcpy(base + push, t->push, t->push_count * sizeof *t->push);
    return program;
}

/// The only function that ref_spirv_fail comes back to.
static bool read_and_translate(struct ref_spirv_module *module, const char *entry_point,
                               struct ref_spirv_translation *translation)
{
    if (setjmp(module->failed))
        return false;
    ref_spirv_read(module, entry_point);
    translate(translation);
    return true;
}

VkResult ref_program_create(const struct ref_program_source *source,
                            const VkAllocationCallbacks *allocator, struct ref_program **program)
{
    struct ref_spirv_module module = {
        .words = source->words,
        .count = source->count,
        .specialization = source->specialization,
        .arena = {.allocator = allocator},
    };
    struct ref_spirv_translation translation = {.module = &module};
    VkResult result = VK_ERROR_OUT_OF_HOST_MEMORY;
    *program = NULL;
    if (read_and_translate(&module, source->entry_point, &translation)) {
        *program = keep(&translation, allocator);
        result = *program ? VK_SUCCESS : VK_ERROR_OUT_OF_HOST_MEMORY;
    } else if (!module.out_of_memory) {
        fprintf(stderr, "ommref: the compute shader \"%.60s\" can't be run: %s.\n",
                source->entry_point, module.message);
        result = VK_ERROR_UNKNOWN;
    }
    ref_spirv_arena_free(&module.arena);
    return result;
}

void ref_program_destroy(struct ref_program *program)
{
    if (!program)
        return;
    const VkAllocationCallbacks allocator = program->allocator;
    ref_free(&allocator, program);
}
