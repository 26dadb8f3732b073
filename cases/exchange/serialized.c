// SPDX-License-Identifier: Apache-2.0
// Serialized data goes from either serialize command to either deserialize command.
//
// The device's output "may not necessarily be bit-for-bit identical, but is equally compatible for use with either
// vkCmdCopyMemoryToMicromapEXT or vkCopyMemoryToMicromapEXT" (vkCmdCopyMicromapToMemoryEXT), the host's likewise
// (vkCopyMicromapToMemoryEXT), and both deserialize commands "can accept micromaps produced by either". Nor does it
// matter where the micromap was built: "host and device operations are interchangeable" (chapter "Host Micromap Operations").
//
// Observed: all four ways, for micromaps built on either side: a good header, COMPATIBLE, success, nothing written
// beside the destination, and a result that host and device can both size, serialize and load. Bytes are never
// compared between the two. What the results mean takes ray queries (A086, A100). Vacuous if data of one side never
// reached the other: each way is written out, and the data is carried by the host.
#include <ommcts/ommcts.h>

static const enum omm_side sides[] = {OMM_ON_HOST, OMM_ON_DEVICE};
static const char *const words[] = {[OMM_ON_HOST] = "host", [OMM_ON_DEVICE] = "device"};

// For ASSERT_OK: what one side wrote the other side loads.
static const char *goes(const struct omm_micromap *origin, enum omm_side from, enum omm_side to)
{
    omm_note("from the %s to the %s", words[from], words[to]);
    const struct omm_block *blob = omm_serialize_on(from, origin);
    const char *complaint = omm_header_good(origin->t, blob->bytes);
    if (complaint)
        return complaint;
    const struct omm_micromap *loaded = omm_deserialize_on(to, origin->t, blob, origin->size);
    complaint = omm_neighbours_intact(loaded);
    if (!complaint)
        complaint = omm_usable(loaded);
    return complaint ? complaint : omm_device_usable(loaded);
}

OMM_CASE(of_host_build, .about = "Data of a host-built micromap goes all four ways.",
         .covers = OMM_COVERS("A070", "A083", "A087", "A100", "A034"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    for (size_t i = 0; i < 4; ++i)
        ASSERT_OK(goes(origin, sides[i / 2], sides[i % 2]));
    PASS();
}

OMM_CASE(of_device_build, .about = "Data of a device-built micromap goes all four ways.",
         .covers = OMM_COVERS("A070", "A083", "A087", "A100", "A071"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    for (size_t i = 0; i < 4; ++i)
        ASSERT_OK(goes(origin, sides[i / 2], sides[i % 2]));
    PASS();
}

OMM_CASE(of_any_origin, .about = "Data of copies, made on either side, goes all four ways.",
         .covers = OMM_COVERS("A070", "A083", "A087", "A100", "A073"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_ALL_ORIGINS)
{
    for (size_t i = 0; i < 8; ++i) {
        const struct omm_micromap *origin = omm_originate(t, param, &omm_small, sides[i / 4]);
        ASSERT_OK(goes(origin, sides[i / 2 % 2], sides[i % 2]));
    }
    PASS();
}

OMM_CASE(large, .about = "Data of a large micromap goes all four ways.",
         .covers = OMM_COVERS("A070", "A083", "A087", "A100"),
         .needs = {.host_commands = true, .device_commands = true})
{
    const struct omm_micromap *origin = omm_build(t, &omm_large, 0);
    for (size_t i = 0; i < 4; ++i)
        ASSERT_OK(goes(origin, sides[i / 2], sides[i % 2]));
    PASS();
}

OMM_CASE(in_turns,
         .about = "Twelve steps of storing and loading, sides changing, lead to a micromap.",
         .covers = OMM_COVERS("A098", "A087", "A100"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *map = omm_build_on(sides[omm_random() % 2], t, param, 0);
    for (int step = 0; step < 12; ++step) {
        const enum omm_side from = sides[omm_random() % 2];
        const enum omm_side to = sides[omm_random() % 2];
        omm_note("step %d: from the %s to the %s", step, words[from], words[to]);
        const struct omm_block *blob = omm_serialize_on(from, map);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        map = omm_deserialize_on(to, t, blob, map->size);
        ASSERT_OK(omm_neighbours_intact(map));
    }
    ASSERT_OK(omm_usable(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(in_place,
         .about = "Either side writes into mapped device memory what the other loads from there.",
         .covers = OMM_COVERS("A064", "A160", "A161", "A087", "A100"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    // Written through the host's pointer, read through the device's address, and the reverse.
    const struct omm_region *region = omm_region(t, omm_serialized_size(origin), 256);
    ASSERT_EQ_FMT(0u, (unsigned)((uintptr_t)region->bytes % 16), "%u");
    const VkCopyMicromapToMemoryInfoEXT store = omm_serialize_info(origin, region->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &store));
    ASSERT_OK(omm_region_neighbours_intact(region));
    ASSERT_OK(omm_header_good(t, region->bytes));
    ASSERT_OK(omm_device_usable(omm_device_deserialize(t, region, origin->size)));

    const struct omm_region *back = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, back->bytes));
    const struct omm_micromap *loaded = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT load = omm_deserialize_info(back->bytes, loaded);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &load));
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_usable(loaded));
    PASS();
}
