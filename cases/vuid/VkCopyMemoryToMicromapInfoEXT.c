// SPDX-License-Identifier: Apache-2.0
// The eight valid-usage IDs of VkCopyMemoryToMicromapInfoEXT, told through the host command (chapter "Copying
// Micromaps").
//
// An edge is valid usage right at the boundary: the driver must load the data, write nothing beside the destination
// and leave a micromap that can be queried, serialized and loaded again. sType, pNext and the two rules on mode allow
// one value each; their edge is that value, with everything around it as lean as the rules allow. Vacuous if the call
// stood far inside the rule: each edge says what makes it the last valid step.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-VkCopyMemoryToMicromapInfoEXT-" id

static const char *loads(const VkCopyMemoryToMicromapInfoEXT *info,
                         const struct omm_micromap *destination)
{
    const struct omm_test *t = destination->t;
    omm_must_succeed(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, info),
                     "vkCopyMemoryToMicromapEXT");
    const char *complaint = omm_neighbours_intact(destination);
    return complaint ? complaint : omm_usable(destination);
}

// Data that the rule on compatibility allows to load.
static struct omm_block *compatible_data(const struct omm_micromap *origin)
{
    struct omm_block *data = omm_serialize(origin);
    const char *complaint = omm_header_good(origin->t, data->bytes);
    if (complaint)
        omm_fail("%s", complaint);
    return data;
}

OMM_EDGE(
    src_07547,
    .about = "What the device has serialized loads on the host, copied there by the application.",
    .covers = OMM_COVERS(VUID("src-07547"), "A087", "A083"),
    .needs = {.host_commands = true, .device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *region = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, region->bytes));
    const struct omm_block *data = omm_block(&(struct omm_block_request){
        .name = "data that the device serialized", .size = (size_t)region->size, .alignment = 16});
    memcpy(data->bytes, region->bytes, data->size);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    ASSERT_OK(loads(&info, destination));
    PASS();
}

OMM_EDGE(src_07549,
         .about = "The 32 bytes of the header alone, and the answer to them, decide what may load.",
         .covers = OMM_COVERS(VUID("src-07549"), "A116", "A119", "A122"),
         .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *data = omm_serialize(origin);
    const struct omm_block *header =
        omm_block(&(struct omm_block_request){.name = "header", .size = OMM_HEADER_SIZE});
    memcpy(header->bytes, data->bytes, OMM_HEADER_SIZE);
    omm_block_protect(header, OMM_READ_ONLY);
    ASSERTm("the device calls its own serialized micromap incompatible (A116)",
            omm_compatible(t, header->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    ASSERT_OK(loads(&info, destination));
    PASS();
}

OMM_EDGE(dst_07550,
         .about = "A destination of exactly the size that the serialized micromap was created with "
                  "is large enough.",
         .covers = OMM_COVERS(VUID("dst-07550"), "A091", "A092"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *data = compatible_data(origin);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    ASSERT_OK(loads(&info, destination));
    PASS();
}

// The values that the rules leave no choice about, with a pNext of NULL and a mode of exactly 2.
static const char *only_value(const struct omm_test *t)
{
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *data = compatible_data(origin);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    if (info.mode != 2 || info.pNext ||
        info.sType != VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT)
        omm_resource_error("the headers give other values than the registry");
    return loads(&info, destination);
}

OMM_EDGE(mode_07548,
         .about = "VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT, the one mode that is allowed, is 2.",
         .covers = OMM_COVERS(VUID("mode-07548"), "A111"), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_EDGE(sType_sType, .about = "The one structure type that is allowed works.",
         .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_EDGE(pNext_pNext, .about = "A pNext of NULL, the one value that is allowed, works.",
         .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_EDGE(mode_parameter,
         .about = "The mode is a value of VkCopyMicromapModeEXT, the one this command takes.",
         .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_EDGE(
    dst_parameter,
    .about =
        "A handle is valid that was created, in the same place, right after another was destroyed.",
    .covers = OMM_COVERS(VUID("dst-parameter")), .needs = {.host_commands = true})
{
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *data = compatible_data(origin);
    struct omm_micromap *gone = omm_deserialize(t, data, origin->size);
    omm_destroy_micromap(gone);
    const struct omm_micromap *destination =
        omm_create_micromap_in(gone->buffer, gone->offset, gone->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(data->bytes, destination);
    ASSERT_OK(loads(&info, destination));
    PASS();
}
