// SPDX-License-Identifier: Apache-2.0
// What was made from a micromap does not hang on it: the source is destroyed, rebuilt or overwritten, and the copy stays.
//
// Micromaps are "self-contained" (chapter "Micromaps"): there is no reference from a clone, a compacted or a deserialized
// micromap to its source, and serialized data refers to nothing at all. Source memory of DESERIALIZE is free again when
// the command is complete.
//
// Observed: after each kind of poison the copy reads back as what its source was built from, and can itself be copied.
// Rebuilding the source with the inverse content is the sharpest poison: a copy that shares storage reads as the inverse
// in every microtriangle, where other poison may go unnoticed or crash. Vacuous if the source were still whole: each poison
// is applied before the copy is read for the first time.
#include <ommcts/ommcts.h>

#include <string.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

enum poison { DESTROYED, REBUILT, OVERWRITTEN, UNBACKED };
enum copying { CLONING, COMPACTING, LOADING };

#define EACH_POISON(label, how)                                                                    \
    {label "_other_destroyed", how, DESTROYED}, {label "_other_rebuilt", how, REBUILT},            \
        {label "_other_overwritten", how, OVERWRITTEN},                                            \
    {                                                                                              \
        label "_other_memory_freed", how, UNBACKED                                                 \
    }

static const struct fate {
    const char *name;
    enum copying copying;
    enum poison poison;
} fates[] = {
    EACH_POISON("clone", CLONING),
    EACH_POISON("compacted", COMPACTING),
    EACH_POISON("loaded", LOADING),
};

static void poison(struct omm_micromap *source, enum poison poison, enum omm_side side)
{
    switch (poison) {
    case REBUILT:
        omm_build_into_on(side, source, omm_inverse(source->input), source->flags);
        break;
    case OVERWRITTEN:
        memset(source->buffer->map, 0xEE, (size_t)source->buffer->size);
        break;
    case UNBACKED: // buffer and memory first, which is allowed
        omm_buffer_destroy(source->buffer);
        break;
    default:
        omm_destroy_micromap(source);
    }
}

// With the data of LOADING poisoned, too.
static struct omm_micromap *copy_and_poison(struct omm_micromap *source, const struct fate *fate,
                                            enum omm_side side)
{
    if (fate->copying != LOADING) {
        struct omm_micromap *copy =
            fate->copying == CLONING ? omm_clone_on(side, source) : omm_compact_on(side, source);
        poison(source, fate->poison, side);
        return copy;
    }
    struct omm_block *blob = omm_serialize_on(side, source);
    poison(source, fate->poison, side);
    struct omm_micromap *copy = omm_deserialize_on(side, source->t, blob, source->size);
    omm_block_fill(blob, 0xEE);
    omm_block_protect(blob, OMM_NO_ACCESS);
    return copy;
}

// For ASSERT_OK: with what was done to the other one.
static const char *after(const struct fate *fate, const char *complaint)
{
    static const char *const deeds[] = {
        [DESTROYED] = "is destroyed",
        [REBUILT] = "is built anew from the inverse",
        [OVERWRITTEN] = "is overwritten",
        [UNBACKED] = "has lost its memory",
    };
    static const char *const pairs[] = {
        [CLONING] = "clone", [COMPACTING] = "compacted copy", [LOADING] = "loaded copy"};
    return complaint ? omm_sentence("of a source and its %s the other one %s: %s",
                                    pairs[fate->copying], deeds[fate->poison], complaint)
                     : NULL;
}

static int stays(const struct omm_test *t, const struct fate *fate, enum omm_side side)
{
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        omm_note("%s", omm_shapes[i].name);
        struct omm_micromap *source = omm_build_on(side, t, &omm_shapes[i], compactable);
        const struct omm_input *input = source->input;
        const struct omm_micromap *copy = copy_and_poison(source, fate, side);
        ASSERT_OK(after(fate, omm_reads_back_as(copy, input)));
        ASSERT_OK(omm_neighbours_intact(copy));
        ASSERT_OK(omm_usable_on(side, copy));
        const struct omm_block *blob = omm_serialize_on(side, copy);
        ASSERT_OK(omm_reads_back_as(omm_deserialize_on(side, t, blob, copy->size), input));
    }
    PASS();
}

OMM_CASE(by_host, .about = "What the host copied does not hang on its source.",
         .covers = OMM_COVERS("A072", "A093", "A105"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(fates))
{
    return stays(t, param, OMM_ON_HOST);
}

OMM_CASE(by_device, .about = "What a queue copied does not hang on its source.",
         .covers = OMM_COVERS("A072", "A105"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(fates))
{
    return stays(t, param, OMM_ON_DEVICE);
}

// And the other way round: the source does not hang on its copies.
static int source_stays(const struct omm_test *t, const struct fate *fate, enum omm_side side)
{
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        struct omm_micromap *source = omm_build_on(side, t, &omm_shapes[i], compactable);
        struct omm_micromap *copy =
            fate->copying == CLONING ? omm_clone_on(side, source)
            : fate->copying == COMPACTING
                ? omm_compact_on(side, source)
                : omm_deserialize_on(side, t, omm_serialize_on(side, source), source->size);
        copy->input = source->input;
        copy->flags = source->flags; // sizes may depend on flags
        if (fate->poison == REBUILT && copy->size < source->size)
            memset(copy->buffer->map, 0, (size_t)copy->buffer->size); // too small to be built into
        else
            poison(copy, fate->poison, side);
        ASSERT_OK(after(fate, omm_reads_back(source)));
        ASSERT_OK(omm_neighbours_intact(source));
        ASSERT_OK(omm_usable_on(side, source));
    }
    PASS();
}

OMM_CASE(source_by_host, .about = "Nor does the source hang on what the host made from it.",
         .covers = OMM_COVERS("A067", "A105", "A108"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(fates))
{
    return source_stays(t, param, OMM_ON_HOST);
}

OMM_CASE(source_by_device, .about = "Nor on what a queue made from it.",
         .covers = OMM_COVERS("A105", "A108"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(fates))
{
    return source_stays(t, param, OMM_ON_DEVICE);
}
