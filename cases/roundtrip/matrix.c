// SPDX-License-Identifier: Apache-2.0
// Round trips, the common ones: built, serialized and deserialized, each on the host or on a queue, and read back.
//
// "DESERIALIZE ... the resulting micromap" behaves as the one that was serialized, whichever command wrote the data:
// both outputs are "equally compatible for use with either" deserialize command, and "host and device operations are
// interchangeable" (chapters "Copying Micromaps" and "Host Micromap Operations"). What is serialized may itself be a copy,
// and where it is loaded may be larger, elsewhere, or in other memory.
//
// Observed: the header, what lies beside data and destination, and every microtriangle of what was loaded, after all that
// it came from was destroyed with its memory. Without ray queries the contents are not judged, and the verdict says so.
// Vacuous if a micromap were still around to answer for its copy: that is why sources are destroyed first. Each variation
// is a case of its own; the product of all is in full.c.
#include <ommcts/ommcts.h>

#define TRIP(label, path_name, path_steps, room_name, where, ...)                                  \
    {                                                                                              \
        .name = label "_" path_name "_" room_name, .path = {path_name, path_steps},                \
        .room = (where), .shape = {                                                                \
            label,                                                                                 \
            {__VA_ARGS__}                                                                          \
        }                                                                                          \
    }

#define DIRECT(label, ...) TRIP(label, "direct", "", "equal", OMM_ROOM_EQUAL, __VA_ARGS__)

#define SMALL                                                                                      \
    {2, 0, 1}, {2, 2, 3}, {4, 1, 2},                                                               \
    {                                                                                              \
        4, 3, 5                                                                                    \
    }

#define EACH_ROOM(path_name, path_steps)                                                           \
    TRIP("small", path_name, path_steps, "equal", OMM_ROOM_EQUAL, SMALL),                          \
        TRIP("small", path_name, path_steps, "larger", OMM_ROOM_LARGER, SMALL),                    \
        TRIP("small", path_name, path_steps, "other_offset", OMM_ROOM_OTHER_OFFSET, SMALL),        \
        TRIP("small", path_name, path_steps, "other_memory", OMM_ROOM_OTHER_MEMORY, SMALL)

// Shapes along the plainest way, and all ways and places with one shape.
static const struct omm_trip trips[] = {
    DIRECT("s2_l0_n1", {2, 0, 1}),
    DIRECT("s4_l0_n1", {4, 0, 1}),
    DIRECT("s2_l3_n7", {2, 3, 7}),
    DIRECT("s4_l2_n33", {4, 2, 33}),
    DIRECT("s2_l0_n1001", {2, 0, 1001}),
    DIRECT("s4_l3_n100", {4, 3, 100}),
    DIRECT("s2_l6_n1", {2, 6, 1}),
    DIRECT("s4_l7_n1", {4, 7, 1}),
    DIRECT("s4_l10_n1", {4, 10, 1}),
    DIRECT("mix_levels", {2, 0, 9}, {4, 1, 7}, {2, 4, 5}, {4, 3, 3}, {4, 5, 1}),
    EACH_ROOM("direct", ""),
    EACH_ROOM("of_clone", "c"),
    EACH_ROOM("of_compacted", "k"),
    EACH_ROOM("of_deserialized", "d"),
};

static const enum omm_side host = OMM_ON_HOST, device = OMM_ON_DEVICE;

OMM_CASE(host_host_host, .about = "Built, serialized and loaded by the host: the same opacity.",
         .covers = OMM_COVERS("A086", "A070", "A073", "A091", "A094", "A096", "A067"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, host, host, host));
    PASS();
}

OMM_CASE(host_host_device, .about = "Built and serialized by the host, loaded on a queue.",
         .covers = OMM_COVERS("A100", "A070", "A073", "A091"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, host, host, device));
    PASS();
}

OMM_CASE(host_device_host, .about = "Built by the host, serialized on a queue, loaded by the host.",
         .covers = OMM_COVERS("A086", "A080", "A083", "A087", "A034"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, host, device, host));
    PASS();
}

OMM_CASE(host_device_device, .about = "Built by the host, serialized and loaded on a queue.",
         .covers = OMM_COVERS("A100", "A080", "A083", "A034"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, host, device, device));
    PASS();
}

OMM_CASE(device_host_host, .about = "Built on a queue, serialized and loaded by the host.",
         .covers = OMM_COVERS("A086", "A071", "A034"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, device, host, host));
    PASS();
}

OMM_CASE(device_host_device,
         .about = "Built on a queue, serialized by the host, loaded on a queue.",
         .covers = OMM_COVERS("A100", "A071", "A070", "A034"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, device, host, device));
    PASS();
}

OMM_CASE(device_device_host, .about = "Built and serialized on a queue, loaded by the host.",
         .covers = OMM_COVERS("A086", "A080", "A083", "A087"),
         .needs = {.host_commands = true, .device_commands = true, .read_back = true},
         .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, device, device, host));
    PASS();
}

OMM_CASE(device_device_device, .about = "Built, serialized and loaded on a queue.",
         .covers = OMM_COVERS("A100", "A080", "A083", "A091", "A096"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_PARAMS(trips))
{
    ASSERT_OK(omm_round_trip(t, param, device, device, device));
    PASS();
}
