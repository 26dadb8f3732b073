// SPDX-License-Identifier: Apache-2.0
// The edges of the sixteen valid-usage IDs of vkWriteMicromapsPropertiesEXT (chapter "Copying Micromaps"), and of pMicromaps-07501,
// queryType-07573 and queryType-07574, which only older registries have. queryType-07575 has no edge: in the
// registries that have it the sentence breaks off after "If queryType is" and states no rule.
//
// An edge is valid usage right at the boundary of one rule: nothing beside the dataSize bytes may be written, and
// every value must be enough for what it promises. A serialization size is judged by serializing into exactly so many
// bytes before a guard page, a compacted size by compacting into a micromap of exactly that size. Vacuous if the call
// stood far inside the rule: each edge says what makes it the last valid step. The violations are in
// vkWriteMicromapsPropertiesEXT-violations.c.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkWriteMicromapsPropertiesEXT-" id

static const VkQueryType serialization = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
static const VkQueryType compacted = VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;
static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static const struct type {
    const char *name;
    VkQueryType type;
    VkBuildMicromapFlagsEXT flags; // the fewest that the type allows
} types[] = {
    {"serialization", VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 0},
    {"compacted", VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT,
     VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT},
};

static const char *enough_to_serialize(const struct omm_micromap *map, VkDeviceSize value)
{
    const struct omm_test *t = map->t;
    if (value < OMM_HEADER_SIZE)
        return omm_sentence("the serialization size is %llu bytes, less than the header (A037)",
                            (unsigned long long)value);
    const struct omm_block *blob =
        omm_block(&(struct omm_block_request){.name = "destination of the size that was reported",
                                              .size = (size_t)value,
                                              .alignment = 16});
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(map, blob->bytes);
    omm_must_succeed(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info),
                     "vkCopyMicromapToMemoryEXT");
    const char *complaint = omm_block_intact(blob);
    return complaint ? complaint : omm_header_good(t, blob->bytes);
}

static const char *enough_to_compact(const struct omm_micromap *map, VkDeviceSize value)
{
    const struct omm_test *t = map->t;
    if (!value)
        return "the compacted size is 0 bytes (A038)";
    const struct omm_micromap *destination = omm_create_micromap(t, value);
    const VkCopyMicromapInfoEXT info =
        omm_copy_info(map, destination, VK_COPY_MICROMAP_MODE_COMPACT_EXT);
    omm_must_succeed(t->vk->vkCopyMicromapEXT(t->device, VK_NULL_HANDLE, &info),
                     "vkCopyMicromapEXT");
    const char *complaint = omm_neighbours_intact(destination);
    return complaint ? complaint : omm_usable(destination);
}

static const char *enough(const struct omm_micromap *map, VkQueryType type, const uint8_t *result)
{
    VkDeviceSize value;
    memcpy(&value, result, sizeof value);
    if (value >> 32)
        return omm_sentence("the size of a small micromap is 0x%llx, as if only a part of the "
                            "result had been written (A042)",
                            (unsigned long long)value);
    return type == compacted ? enough_to_compact(map, value) : enough_to_serialize(map, value);
}

static VkResult ask(const struct omm_test *t, uint32_t count, const VkMicromapEXT *maps,
                    VkQueryType type, const struct omm_block *data, size_t stride)
{
    return t->vk->vkWriteMicromapsPropertiesEXT(t->device, count, maps, type, data->size,
                                                data->bytes, stride);
}

static struct omm_block *results(size_t size)
{
    return omm_block(&(struct omm_block_request){.name = "pData", .size = size, .alignment = 8});
}

// One value of one micromap, asked for in the leanest way there is.
static const char *answers(const struct omm_micromap *map, VkQueryType type)
{
    const struct omm_block *data = results(sizeof(VkDeviceSize));
    omm_must_succeed(ask(map->t, 1, &map->handle, type, data, sizeof(VkDeviceSize)),
                     "vkWriteMicromapsPropertiesEXT");
    const char *complaint = omm_block_intact(data);
    return complaint ? complaint : enough(map, type, data->bytes);
}

// Two micromaps whose sizes differ, the larger one first, with their results `stride` bytes apart.
static const char *answers_two(const struct omm_test *t, const struct type *type, size_t stride)
{
    static const struct omm_shape larger = {.name = "s4_l3_n80", .groups = {{4, 3, 80}}};
    const struct omm_micromap *maps[2] = {omm_build(t, &larger, type->flags),
                                          omm_build(t, &omm_small, type->flags)};
    const VkMicromapEXT handles[2] = {maps[0]->handle, maps[1]->handle};
    const struct omm_block *data = results(2 * stride);
    omm_must_succeed(ask(t, 2, handles, type->type, data, stride), "vkWriteMicromapsPropertiesEXT");
    const char *complaint = omm_block_intact(data);
    for (size_t i = 0; i < 2 && !complaint; ++i)
        complaint = enough(maps[i], type->type, data->bytes + i * stride);
    return complaint;
}

// A host-built micromap alone in a buffer of the caller's kind.
static struct omm_micromap *build_in(const struct omm_test *t, struct omm_buffer_request request)
{
    const struct omm_input *input = omm_make_input(t, &omm_small);
    request.size = omm_host_sizes(t, input, 0).micromapSize;
    request.usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT;
    request.memory_type = request.unmapped ? omm_barely_visible_type(t) : OMM_COHERENT;
    struct omm_micromap *map =
        omm_create_micromap_in(omm_create_buffer(t, &request), 0, request.size);
    omm_build_into(map, input, 0);
    return map;
}

OMM_EDGE(pMicromaps_07501,
         .about = "A micromap that only a copy constructed, and never a build, is constructed.",
         .covers = OMM_COVERS(VUID("pMicromaps-07501"), "A044"), .needs = {.host_commands = true})
{
    struct omm_micromap *built = omm_build(t, &omm_small, 0);
    const struct omm_micromap *clone = omm_clone(built);
    omm_destroy_micromap(built);
    ASSERT_OK(answers(clone, serialization));
    PASS();
}

OMM_EDGE(pMicromaps_11671,
         .about = "A micromap that only loading constructed, and never a build, is constructed.",
         .covers = OMM_COVERS(VUID("pMicromaps-11671"), "A044"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *built = omm_build(t, param, 0);
    const struct omm_micromap *loaded = omm_deserialize(t, omm_serialize(built), built->size);
    omm_destroy_micromap(built);
    ASSERT_OK(answers(loaded, serialization));
    PASS();
}

OMM_EDGE(pMicromaps_07502,
         .about = "The compacted size needs ALLOW_COMPACTION and no other flag; the serialization "
                  "size does not need it.",
         .covers = OMM_COVERS(VUID("pMicromaps-07502"), "A036", "A038"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(types))
{
    const struct type *type = param;
    ASSERT_OK(answers(omm_build(t, &omm_small, type->flags), type->type));
    PASS();
}

OMM_EDGE(queryType_07503,
         .about = "The two query types that are allowed work on one and the same micromap.",
         .covers = OMM_COVERS(VUID("queryType-07503"), "A170"), .needs = {.host_commands = true})
{
    const struct omm_micromap *map = omm_build(t, &omm_small, compactable);
    ASSERT_OK(answers(map, compacted));
    ASSERT_OK(answers(map, serialization));
    PASS();
}

OMM_EDGE(queryType_parameter,
         .about = "The query types have the values 1000396000 and 1000396001, and work.",
         .covers = OMM_COVERS(VUID("queryType-parameter"), "A170"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(types))
{
    const struct type *type = param;
    ASSERT_EQ_FMT(type->flags ? 1000396001 : 1000396000, (int)type->type, "%d");
    ASSERT_OK(answers(omm_build(t, &omm_small, type->flags), type->type));
    PASS();
}

OMM_EDGE(queryType_07573, .about = "A stride of exactly one VkDeviceSize packs the sizes.",
         .covers = OMM_COVERS(VUID("queryType-07573"), "A039"), .needs = {.host_commands = true})
{
    ASSERT_OK(answers_two(t, &types[0], sizeof(VkDeviceSize)));
    PASS();
}

OMM_EDGE(queryType_10071,
         .about = "A stride that is a multiple of 8 and of no larger power of two works.",
         .covers = OMM_COVERS(VUID("queryType-10071"), "A039"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(types))
{
    ASSERT_OK(answers_two(t, param, 3 * sizeof(VkDeviceSize)));
    PASS();
}

// pData right behind a guard page and right before one, at an address aligned to 8 and to nothing larger.
static const char *answers_at(const struct omm_micromap *map, VkQueryType type, enum omm_edge edge)
{
    const struct omm_block *data = omm_block(&(struct omm_block_request){
        .name = "pData", .size = 8, .alignment = 16, .residue = 8, .edge = edge});
    omm_must_succeed(ask(map->t, 1, &map->handle, type, data, 8), "vkWriteMicromapsPropertiesEXT");
    const char *complaint = omm_block_intact(data);
    return complaint ? complaint : enough(map, type, data->bytes);
}

OMM_EDGE(queryType_07574,
         .about = "pData points to one VkDeviceSize and not a byte more, before a guard page.",
         .covers = OMM_COVERS(VUID("queryType-07574"), "A040", "A042"),
         .needs = {.host_commands = true})
{
    ASSERT_OK(answers_at(omm_build(t, &omm_small, 0), serialization, OMM_ENDS_AT_GUARD));
    PASS();
}

OMM_EDGE(queryType_10072,
         .about = "pData is aligned as a VkDeviceSize is, to 8 bytes and to nothing larger.",
         .covers = OMM_COVERS(VUID("queryType-10072"), "A040", "A042"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(types))
{
    const struct type *type = param;
    const struct omm_micromap *map = omm_build(t, &omm_small, type->flags);
    ASSERT_OK(answers_at(map, type->type, OMM_ENDS_AT_GUARD));
    ASSERT_OK(answers_at(map, type->type, OMM_BEGINS_AT_GUARD));
    PASS();
}

OMM_EDGE(dataSize_07576, .about = "A dataSize of exactly micromapCount * stride is large enough.",
         .covers = OMM_COVERS(VUID("dataSize-07576"), "A040"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(types))
{
    ASSERT_OK(answers_two(t, param, 4096));
    PASS();
}

OMM_EDGE(pData_parameter,
         .about = "pData is a page full of results, the last right before an inaccessible page.",
         .covers = OMM_COVERS(VUID("pData-parameter"), "A040", "A043"),
         .needs = {.host_commands = true})
{
    enum { COUNT = 512 }; // of 8 bytes: one page of 4 KiB, a part of a larger one
    const struct omm_micromap *map = omm_build(t, &omm_small, 0);
    const struct omm_block *data = results(COUNT * sizeof(VkDeviceSize));
    VkMicromapEXT handles[COUNT];
    for (int i = 0; i < COUNT; ++i)
        handles[i] = map->handle;
    ASSERT_SUCCESS(ask(t, COUNT, handles, serialization, data, sizeof(VkDeviceSize)));
    ASSERT_OK(omm_block_intact(data));
    ASSERT_OK(enough(map, serialization, data->bytes));
    ASSERT_OK(enough(map, serialization, data->bytes + data->size - sizeof(VkDeviceSize)));
    PASS();
}

OMM_EDGE(buffer_07577, .about = "Host-visible memory is enough, neither coherent nor ever mapped.",
         .covers = OMM_COVERS(VUID("buffer-07577"), "A045"), .needs = {.host_commands = true})
{
    ASSERT_OK(answers(build_in(t, (struct omm_buffer_request){.unmapped = true}), serialization));
    PASS();
}

OMM_EDGE(micromapHostCommands_07578,
         .about = "The feature enabled, and nothing beyond what it requires, is enough.",
         .covers = OMM_COVERS(VUID("micromapHostCommands-07578"), "A003"),
         .needs = {.host_commands = true, .own_device = true})
{
    ASSERT_OK(answers(omm_build(t, &omm_small, 0), serialization));
    PASS();
}

OMM_EDGE(buffer_07579,
         .about = "Memory allocated with a device mask of one device is single-instance.",
         .covers = OMM_COVERS(VUID("buffer-07579")), .needs = {.host_commands = true})
{
    const VkMemoryAllocateFlagsInfo flags = {
        .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO,
        .flags = VK_MEMORY_ALLOCATE_DEVICE_MASK_BIT,
        .deviceMask = 1,
    };
    ASSERT_OK(
        answers(build_in(t, (struct omm_buffer_request){.allocate_next = &flags}), serialization));
    PASS();
}

OMM_EDGE(dataSize_arraylength,
         .about = "The smallest dataSize that holds a result, 8 bytes, is enough.",
         .covers = OMM_COVERS(VUID("dataSize-arraylength"), "A040"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(types))
{
    const struct type *type = param;
    ASSERT_OK(answers(omm_build(t, &omm_small, type->flags), type->type));
    PASS();
}

OMM_EDGE(micromapCount_arraylength,
         .about = "One micromap, the fewest that are allowed, with a stride far beyond it.",
         .covers = OMM_COVERS(VUID("micromapCount-arraylength"), "A043"),
         .needs = {.host_commands = true})
{
    const struct omm_micromap *map = omm_build(t, &omm_small, 0);
    const struct omm_block *data = results(4096);
    ASSERT_SUCCESS(ask(t, 1, &map->handle, serialization, data, 4096));
    ASSERT_OK(omm_block_intact(data));
    ASSERT_OK(enough(map, serialization, data->bytes));
    PASS();
}

OMM_EDGE(pMicromaps_parameter,
         .about = "pMicromaps ends before an inaccessible page, is read-only, and names one "
                  "micromap twice.",
         .covers = OMM_COVERS(VUID("pMicromaps-parameter"), "A043"),
         .needs = {.host_commands = true})
{
    const struct omm_micromap *map = omm_build(t, &omm_small, 0);
    const VkMicromapEXT twice[2] = {map->handle, map->handle};
    const struct omm_block *handles = omm_block(&(struct omm_block_request){
        .name = "pMicromaps", .size = sizeof twice, .alignment = _Alignof(VkMicromapEXT)});
    memcpy(handles->bytes, twice, sizeof twice);
    omm_block_protect(handles, OMM_READ_ONLY);
    const struct omm_block *data = results(2 * sizeof(VkDeviceSize));
    ASSERT_SUCCESS(ask(t, 2, (const VkMicromapEXT *)(const void *)handles->bytes, serialization,
                       data, sizeof(VkDeviceSize)));
    ASSERT_OK(omm_block_intact(data));
    ASSERT_OK(enough(map, serialization, data->bytes));
    ASSERT_OK(enough(map, serialization, data->bytes + sizeof(VkDeviceSize)));
    PASS();
}

OMM_EDGE(pMicromaps_parent,
         .about = "All elements come from one device while another device has the like of them.",
         .covers = OMM_COVERS(VUID("pMicromaps-parent")), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *other = omm_open_device(t, &needs, NULL);
    const struct omm_micromap *theirs = omm_build(other, &omm_small, 0);
    ASSERT_OK(answers_two(t, &types[0], sizeof(VkDeviceSize)));
    ASSERT_OK(answers(theirs, serialization));
    PASS();
}

OMM_EDGE(device_parameter, .about = "The command works on the second of two devices of one GPU.",
         .covers = OMM_COVERS(VUID("device-parameter")), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *second = omm_open_device(t, &needs, NULL);
    ASSERT_OK(answers(omm_build(second, &omm_small, compactable), compacted));
    PASS();
}
