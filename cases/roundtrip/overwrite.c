// SPDX-License-Identifier: Apache-2.0
// A destination that held another micromap holds the new one, and nothing of the old.
//
// No rule forbids to build, clone, compact or deserialize into a micromap that is constructed already: it is constructed
// anew, and behaves as its new source (VkCopyMicromapModeEXT; VkMicromapBuildInfoEXT).
//
// Observed: the destination is first built with the inverse content, read back as that, and then written: each
// microtriangle that the command leaves out shows the opposite state. Then once more with a shape that has more and other
// triangles, so that tables of levels and offsets are left over too. Vacuous if the destination were empty: it is seen to
// hold the inverse before.
#include <ommcts/ommcts.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static const struct manner {
    const char *name;
    char how; // b: build, c: clone, k: compact, d: deserialize
} manners[] = {{"built", 'b'}, {"cloned", 'c'}, {"compacted", 'k'}, {"loaded", 'd'}};

static void write(struct omm_micromap *destination, const struct omm_micromap *source, char how,
                  enum omm_side side)
{
    switch (how) {
    case 'c':
        omm_copy_into_on(side, source, destination, VK_COPY_MICROMAP_MODE_CLONE_EXT);
        break;
    case 'k':
        omm_copy_into_on(side, source, destination, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
        break;
    case 'd':
        omm_deserialize_into_on(side, omm_serialize_on(side, source), destination);
        break;
    default:
        omm_build_into_on(side, destination, source->input, compactable);
    }
}

// What `destination` must have room for: a clone has the size of its source, a compacted micromap the size that was asked
// for, which need not be smaller.
static VkDeviceSize room_for(const struct omm_micromap *source, char how, enum omm_side side)
{
    const VkDeviceSize compacted = how == 'k' ? omm_compacted_size_on(side, source) : 0;
    return compacted > source->size ? compacted : source->size;
}

// For ASSERT_OK: what `old` left behind is gone.
static const char *replaces(const struct omm_test *t, const struct omm_input *fresh,
                            const struct omm_input *old, char how, enum omm_side side)
{
    const VkDeviceSize wanted = omm_sizes_on(side, t, fresh, compactable).micromapSize;
    const VkDeviceSize had = omm_sizes_on(side, t, old, compactable).micromapSize;
    const VkDeviceSize size = wanted < had ? had : wanted;
    // As large as a clone: "created with the same parameters".
    struct omm_micromap *source = omm_create_micromap(t, size);
    omm_build_into_on(side, source, fresh, compactable);
    struct omm_micromap *destination = omm_create_micromap(t, room_for(source, how, side));
    omm_build_into_on(side, destination, old, compactable);
    const char *complaint = omm_reads_back(destination);
    if (complaint)
        return omm_sentence("before it is overwritten: %s", complaint);
    write(destination, source, how, side);
    complaint = omm_neighbours_intact(destination);
    if (!complaint)
        complaint = omm_usable_on(side, destination);
    if (!complaint)
        complaint = omm_reads_back_as(destination, fresh);
    if (complaint)
        return omm_sentence("written over another micromap: %s", complaint);
    return omm_reads_back(source);
}

static int all_replaced(const struct omm_test *t, const struct manner *manner, enum omm_side side)
{
    static const struct omm_shape more = {"more", {{4, 3, 40}, {2, 2, 70}, {4, 0, 50}}};
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        omm_note("%s", omm_shapes[i].name);
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        ASSERT_OK(replaces(t, input, omm_inverse(input), manner->how, side));
        ASSERT_OK(replaces(t, input, omm_make_input(t, &more), manner->how, side));
    }
    PASS();
}

OMM_CASE(by_host, .about = "The host leaves nothing of what a destination held.",
         .covers = OMM_COVERS("A095", "A086", "A104", "A106"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(manners))
{
    return all_replaced(t, param, OMM_ON_HOST);
}

OMM_CASE(by_device, .about = "Nor does a queue.",
         .covers = OMM_COVERS("A095", "A100", "A104", "A106"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(manners))
{
    return all_replaced(t, param, OMM_ON_DEVICE);
}

OMM_CASE(by_turns, .about = "Host and device overwrite each other's micromaps.",
         .covers = OMM_COVERS("A095", "A034", "A109", "A160", "A161"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(manners))
{
    const struct manner *manner = param;
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const struct omm_input *inverse = omm_inverse(input);
        const VkDeviceSize size = omm_sizes(t, input, compactable,
                                            VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR)
                                      .micromapSize;
        struct omm_micromap *source = omm_create_micromap(t, size);
        struct omm_micromap *destination = NULL;
        for (int turn = 0; turn < 4; ++turn) {
            const enum omm_side side = turn % 2 ? OMM_ON_DEVICE : OMM_ON_HOST;
            const enum omm_side other = turn % 2 ? OMM_ON_HOST : OMM_ON_DEVICE;
            omm_build_into_on(turn < 2 ? side : other, source, turn % 2 ? inverse : input,
                              compactable);
            const VkDeviceSize room = room_for(source, manner->how, side);
            // Another one only if this content needs more than the one before, which nothing says it must not.
            if (!destination || destination->size < room)
                destination = omm_create_micromap(t, room);
            write(destination, source, manner->how, side);
            ASSERT_OK(omm_neighbours_intact(destination));
            ASSERT_OK(omm_reads_back_as(destination, source->input));
        }
    }
    PASS();
}
