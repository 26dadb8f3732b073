// SPDX-License-Identifier: Apache-2.0
// Round trips, the full product: {built} x {serialized} x {deserialized} x shape x path x destination.
//
// The property is that of matrix.c: what was loaded "behaves as" what was serialized. There, each variation is tried with
// the others at their plainest; here, with all others. The cases' names spell the product out, sides first, so that any
// part of it is one glob: omm.roundtrip.full.host_* is all that the host built, *_of_clone_* all that went by a clone.
//
// Observed as there: header, neighbours, every microtriangle; above level 8 a sample. Vacuous as there. The sum of
// microtriangles is bounded so that the whole product stays within minutes on a software driver: what is large goes
// direct into an equal place only.
#include <ommcts/ommcts.h>

#define TRIP(label, path_name, path_steps, room_name, where, ...)                                  \
    {                                                                                              \
        .name = label "_" path_name "_" room_name, .path = {path_name, path_steps},                \
        .room = (where), .shape = {                                                                \
            label,                                                                                 \
            {__VA_ARGS__}                                                                          \
        }                                                                                          \
    }

#define EACH_ROOM(label, path_name, path_steps, ...)                                               \
    TRIP(label, path_name, path_steps, "equal", OMM_ROOM_EQUAL, __VA_ARGS__),                      \
        TRIP(label, path_name, path_steps, "larger", OMM_ROOM_LARGER, __VA_ARGS__),                \
        TRIP(label, path_name, path_steps, "other_offset", OMM_ROOM_OTHER_OFFSET, __VA_ARGS__),    \
        TRIP(label, path_name, path_steps, "other_memory", OMM_ROOM_OTHER_MEMORY, __VA_ARGS__)

#define EACH_WAY(label, ...)                                                                       \
    EACH_ROOM(label, "direct", "", __VA_ARGS__), EACH_ROOM(label, "of_clone", "c", __VA_ARGS__),   \
        EACH_ROOM(label, "of_compacted", "k", __VA_ARGS__),                                        \
        EACH_ROOM(label, "of_deserialized", "d", __VA_ARGS__)

#define DIRECT(label, ...) TRIP(label, "direct", "", "equal", OMM_ROOM_EQUAL, __VA_ARGS__)

static const struct omm_trip trips[] = {
    EACH_WAY("s2_l0_n1", {2, 0, 1}),
    EACH_WAY("s4_l0_n1", {4, 0, 1}),
    EACH_WAY("s2_l1_n1", {2, 1, 1}),
    EACH_WAY("s4_l1_n1", {4, 1, 1}),
    EACH_WAY("s2_l2_n1", {2, 2, 1}),
    EACH_WAY("s4_l2_n1", {4, 2, 1}),
    EACH_WAY("s2_l3_n1", {2, 3, 1}),
    EACH_WAY("s4_l3_n1", {4, 3, 1}),
    EACH_WAY("s2_l4_n1", {2, 4, 1}),
    EACH_WAY("s4_l4_n1", {4, 4, 1}),
    EACH_WAY("s2_l5_n1", {2, 5, 1}),
    EACH_WAY("s4_l5_n1", {4, 5, 1}),
    EACH_WAY("s2_l6_n1", {2, 6, 1}),
    EACH_WAY("s4_l6_n1", {4, 6, 1}),
    EACH_WAY("s2_l7_n1", {2, 7, 1}),
    EACH_WAY("s4_l7_n1", {4, 7, 1}),
    EACH_WAY("s2_l8_n1", {2, 8, 1}),
    EACH_WAY("s4_l8_n1", {4, 8, 1}),
    EACH_WAY("s2_l9_n1", {2, 9, 1}),
    EACH_WAY("s4_l9_n1", {4, 9, 1}),
    EACH_WAY("s2_l10_n1", {2, 10, 1}),
    EACH_WAY("s4_l10_n1", {4, 10, 1}),
    EACH_WAY("s2_l11_n1", {2, 11, 1}),
    EACH_WAY("s4_l11_n1", {4, 11, 1}),
    EACH_WAY("s2_l0_n2", {2, 0, 2}),
    EACH_WAY("s4_l0_n3", {4, 0, 3}),
    EACH_WAY("s2_l1_n31", {2, 1, 31}),
    EACH_WAY("s4_l1_n255", {4, 1, 255}),
    EACH_WAY("s2_l0_n10000", {2, 0, 10000}),
    EACH_WAY("s4_l0_n10000", {4, 0, 10000}),
    EACH_WAY("s2_l2_n1001", {2, 2, 1001}),
    EACH_WAY("s4_l2_n999", {4, 2, 999}),
    EACH_WAY("s2_l3_n333", {2, 3, 333}),
    EACH_WAY("s4_l3_n500", {4, 3, 500}),
    EACH_WAY("s4_l4_n77", {4, 4, 77}),
    EACH_WAY("mix_formats_l3", {2, 3, 50}, {4, 3, 51}),
    EACH_WAY("mix_levels_s2", {2, 0, 9}, {2, 1, 7}, {2, 2, 5}, {2, 3, 3}),
    EACH_WAY("mix_levels_s4", {4, 0, 9}, {4, 1, 7}, {4, 2, 5}, {4, 3, 3}),
    EACH_WAY("mix_all_small", {2, 0, 3}, {2, 1, 2}, {2, 3, 5}, {4, 0, 1}, {4, 2, 3}, {4, 3, 4}),
    EACH_WAY("mix_far_apart", {2, 0, 1000}, {4, 7, 1}, {2, 5, 11}, {4, 1, 100}),
    // At most 2^22 microtriangles.
    DIRECT("s2_l3_n10000", {2, 3, 10000}),
    DIRECT("s4_l3_n10000", {4, 3, 10000}),
    DIRECT("s4_l4_n9999", {4, 4, 9999}),
    DIRECT("s4_l6_n1000", {4, 6, 1000}),
    DIRECT("s2_l8_n64", {2, 8, 64}),
    DIRECT("mix_large", {4, 5, 700}, {2, 4, 3000}, {4, 8, 5}),
};

OMM_CASE(host_host_host,
         .about = "All trips: built by the host, serialized by the host, loaded by the host.",
         .covers = OMM_COVERS("A086", "A070", "A073", "A091", "A096"),
         .needs = {.host_commands = true, .read_back = true}, .on_request = true,
         .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, OMM_ON_HOST, OMM_ON_HOST, OMM_ON_HOST));
    PASS();
}

OMM_CASE(host_host_device,
         .about = "All trips: built by the host, serialized by the host, loaded by a queue.",
         .covers = OMM_COVERS("A100", "A070", "A073", "A091", "A096"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .on_request = true, .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, OMM_ON_HOST, OMM_ON_HOST, OMM_ON_DEVICE));
    PASS();
}

OMM_CASE(host_device_host,
         .about = "All trips: built by the host, serialized by a queue, loaded by the host.",
         .covers = OMM_COVERS("A086", "A083", "A080", "A034", "A073", "A091", "A096"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .on_request = true, .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, OMM_ON_HOST, OMM_ON_DEVICE, OMM_ON_HOST));
    PASS();
}

OMM_CASE(host_device_device,
         .about = "All trips: built by the host, serialized by a queue, loaded by a queue.",
         .covers = OMM_COVERS("A100", "A083", "A080", "A034", "A073", "A091", "A096"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .on_request = true, .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, OMM_ON_HOST, OMM_ON_DEVICE, OMM_ON_DEVICE));
    PASS();
}

OMM_CASE(device_host_host,
         .about = "All trips: built by a queue, serialized by the host, loaded by the host.",
         .covers = OMM_COVERS("A086", "A070", "A071", "A073", "A091", "A096"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .on_request = true, .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, OMM_ON_DEVICE, OMM_ON_HOST, OMM_ON_HOST));
    PASS();
}

OMM_CASE(device_host_device,
         .about = "All trips: built by a queue, serialized by the host, loaded by a queue.",
         .covers = OMM_COVERS("A100", "A070", "A071", "A073", "A091", "A096"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .on_request = true, .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, OMM_ON_DEVICE, OMM_ON_HOST, OMM_ON_DEVICE));
    PASS();
}

OMM_CASE(device_device_host,
         .about = "All trips: built by a queue, serialized by a queue, loaded by the host.",
         .covers = OMM_COVERS("A086", "A083", "A080", "A073", "A091", "A096"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .on_request = true, .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, OMM_ON_DEVICE, OMM_ON_DEVICE, OMM_ON_HOST));
    PASS();
}

OMM_CASE(device_device_device,
         .about = "All trips: built by a queue, serialized by a queue, loaded by a queue.",
         .covers = OMM_COVERS("A100", "A083", "A080", "A073", "A091", "A096"),
         .needs = {.device_commands = true, .read_back = true}, .on_request = true,
         .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, OMM_ON_DEVICE, OMM_ON_DEVICE, OMM_ON_DEVICE));
    PASS();
}
