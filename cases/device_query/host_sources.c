// SPDX-License-Identifier: Apache-2.0
// Device queries of micromaps that host commands made (chapter "Micromaps", "Host Micromap Commands").
//
// Host commands "are performed on the host timeline", and what they construct is usable by device commands "and vice
// versa"; a submission makes prior host writes visible to the device. So a query that is submitted after the host
// command returned must report a size that suffices, with no barrier and no flush, the memory being coherent.
// Observed by serializing on the device into exactly the reported size, and loading what came out. Host query and
// device query of the same micromap are compared: equal numbers are expected, not promised (a QualityWarning).
// Vacuous if driver bookkeeping of the device's own commands answered: the micromap was never touched by one.
#include <ommcts/ommcts.h>

static const struct origin {
    const char *name;
    const char *
        steps; // upper case on the device, lower case on the host: c clone, k compact, d (de)serialize
} origins[] = {
    {"host_built", ""},
    {"host_cloned", "c"},
    {"host_compacted", "k"},
    {"host_deserialized", "d"},
    {"host_built_device_cloned", "C"},
    {"host_built_device_compacted", "K"},
    {"host_built_device_deserialized", "D"},
    {"host_compacted_device_deserialized", "kD"},
    {"device_cloned_host_cloned", "Cc"},
    {"device_deserialized_host_cloned", "Dc"},
    {"device_compacted_host_deserialized", "Kd"},
};

static struct omm_micromap *step(const struct omm_micromap *from, char how)
{
    switch (how) {
    case 'c':
        return omm_clone(from);
    case 'k':
        return omm_compact(from);
    case 'd':
        return omm_deserialize(from->t, omm_serialize(from), from->size);
    case 'C':
        return omm_device_clone(from);
    case 'K':
        return omm_device_compact(from);
    default:
        return omm_device_deserialize(from->t, omm_device_serialize(from), from->size);
    }
}

OMM_CASE(any_origin, .about = "The device knows the size of what the host made, and of its copies.",
         .covers = OMM_COVERS("A034", "A044", "A052", "A053", "A109", "A160"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_PARAMS(origins))
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        struct omm_micromap *map =
            omm_build(t, &omm_shapes[i], VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
        for (const char *how = ((const struct origin *)param)->steps; *how; ++how) {
            struct omm_micromap *next = step(map, *how);
            omm_destroy_micromap(map);
            omm_buffer_destroy(map->buffer);
            map = next;
        }
        const VkDeviceSize device = omm_device_serialized_size(map);
        const VkDeviceSize host = omm_serialized_size(map);
        ASSERT(device >= OMM_HEADER_SIZE);
        if (host != device)
            omm_warn("%s: the host reports %llu bytes, the device %llu", omm_shapes[i].name,
                     (unsigned long long)host, (unsigned long long)device);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_device_usable(map));
        ASSERT_OK(omm_usable(map));
    }
    PASS();
}

OMM_CASE(compacted_size, .about = "The device knows the compacted size of what the host built.",
         .covers = OMM_COVERS("A034", "A052", "A053", "A109", "A110"),
         .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *map =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    const VkDeviceSize device = omm_device_compacted_size(map);
    const VkDeviceSize host = omm_compacted_size(map);
    ASSERT(device);
    if (host != device)
        omm_warn("the host reports %llu bytes, the device %llu", (unsigned long long)host,
                 (unsigned long long)device);
    const struct omm_micromap *small = omm_device_compact(map);
    ASSERT_OK(omm_neighbours_intact(small));
    ASSERT_OK(omm_device_usable(small));
    ASSERT_OK(omm_usable(small));
    PASS();
}
