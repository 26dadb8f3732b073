// SPDX-License-Identifier: Apache-2.0
// The host must not trust notes that it took when it last had a micromap in hand.
//
// A micromap is constructed once a build or copy command was executed with it as destination (chapter "Micromaps"), on
// either side, and may be constructed again: no rule forbids it. A driver that keeps size, level table or the mere
// fact of construction in an object of its own, filled by host commands, goes wrong as soon as the device writes the
// micromap; and the reverse.
//
// Observed: a micromap that one side made is made anew by the other, with much more and much less in it, and each time
// both sides must size it, serialize it into exactly that size with nothing written past it, and load the result. What
// it means takes ray queries (A034). Vacuous if the contents were alike: they are 11 and 1,000 triangles.
#include <ommcts/ommcts.h>

static const char *usable_by_both(const struct omm_micromap *map)
{
    const char *complaint = omm_neighbours_intact(map);
    if (!complaint)
        complaint = omm_usable(map);
    return complaint ? complaint : omm_device_usable(map);
}

// One way to make a micromap of another.
struct way {
    enum omm_side side;
    bool by_data; // serialized and loaded, not cloned
};

static void make(const struct way *way, const struct omm_micromap *from, struct omm_micromap *to)
{
    if (way->by_data)
        omm_deserialize_into_on(way->side, omm_serialize_on(way->side, from), to);
    else
        omm_copy_into_on(way->side, from, to, VK_COPY_MICROMAP_MODE_CLONE_EXT);
}

// Who writes first, and who writes over it.
static const struct order {
    const char *name;
    struct way first;
    struct way then;
} orders[] = {
    {"host_clone_device_clone", {OMM_ON_HOST, false}, {OMM_ON_DEVICE, false}},
    {"host_clone_device_load", {OMM_ON_HOST, false}, {OMM_ON_DEVICE, true}},
    {"host_load_device_clone", {OMM_ON_HOST, true}, {OMM_ON_DEVICE, false}},
    {"host_load_device_load", {OMM_ON_HOST, true}, {OMM_ON_DEVICE, true}},
    {"device_clone_host_clone", {OMM_ON_DEVICE, false}, {OMM_ON_HOST, false}},
    {"device_clone_host_load", {OMM_ON_DEVICE, false}, {OMM_ON_HOST, true}},
    {"device_load_host_clone", {OMM_ON_DEVICE, true}, {OMM_ON_HOST, false}},
    {"device_load_host_load", {OMM_ON_DEVICE, true}, {OMM_ON_HOST, true}},
};

OMM_CASE(written_over, .about = "A micromap that one side made is made anew by the other.",
         .covers = OMM_COVERS("A034", "A071", "A044", "A095"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_PARAMS(orders))
{
    const struct order *order = param;
    const struct omm_input *large = omm_make_input(t, &omm_shapes[5]);
    const struct omm_input *small = omm_make_input(t, &omm_small);
    const VkDeviceSize size = omm_host_sizes(t, large, 0).micromapSize;
    // Equal create sizes, so that each may be cloned into any other.
    struct omm_micromap *contents[] = {omm_create_micromap(t, size), omm_create_micromap(t, size)};
    omm_build_into(contents[0], small, 0);
    omm_build_into(contents[1], large, 0);
    struct omm_micromap *map = omm_create_micromap(t, size);
    for (size_t round = 0; round < 4; ++round) {
        make(&order->first, contents[round % 2], map);
        ASSERT_OK(usable_by_both(map));
        make(&order->then, contents[(round + 1) % 2], map);
        ASSERT_OK(usable_by_both(map));
    }
    PASS();
}

OMM_CASE(first_seen_by_host, .about = "The host's first command on a micromap may be its query.",
         .covers = OMM_COVERS("A044", "A071", "A073"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_ORIGINS)
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *map = omm_originate(t, param, &omm_shapes[i], OMM_ON_DEVICE);
        const struct omm_block *blob = omm_serialize(map);
        ASSERT_OK(omm_block_intact(blob));
        ASSERT_OK(omm_header_good(t, blob->bytes));
        ASSERT_OK(omm_usable(omm_deserialize(t, blob, map->size)));
    }
    PASS();
}

OMM_CASE(first_seen_by_device,
         .about = "The device's first command on a micromap may be its query.",
         .covers = OMM_COVERS("A044", "A034", "A080"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_ORIGINS)
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        omm_note("shape %s", omm_shapes[i].name);
        const struct omm_micromap *map = omm_originate(t, param, &omm_shapes[i], OMM_ON_HOST);
        const struct omm_region *blob = omm_device_serialize(map);
        ASSERT_OK(omm_region_neighbours_intact(blob));
        ASSERT_OK(omm_header_good(t, blob->bytes));
        ASSERT_OK(omm_device_usable(omm_device_deserialize(t, blob, map->size)));
    }
    PASS();
}
