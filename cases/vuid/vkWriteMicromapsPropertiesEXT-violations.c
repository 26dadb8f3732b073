// SPDX-License-Identifier: Apache-2.0
// The violations of the valid-usage IDs of vkWriteMicromapsPropertiesEXT (chapter "Copying Micromaps").
//
// Each breaks one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the call
// returns VK_ERROR_VALIDATION_FAILED because the messenger answered VK_TRUE, the driver was not entered, pData and the
// micromaps keep every byte, and the call without the mistake works. Vacuous if the broken call broke a second rule that
// is reported first. Two pairs of rules can't be broken apart: a queryType that is no enumerant is held to be told by
// queryType-parameter, a dataSize of 0 by dataSize-arraylength.
//
// device-parameter has no violation: a wild dispatchable handle never reaches a layer, the loader reads through it
// first. buffer-07579 has none: multiple instances need a device group of two.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkWriteMicromapsPropertiesEXT-" id

static const VkQueryType serialization = VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT;
static const VkQueryType compacted = VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT;

// The arguments of one call.
struct query {
    uint32_t count;
    const VkMicromapEXT *maps;
    VkQueryType type;
    size_t size;
    uint8_t *data;
    size_t stride;
};

enum { COUNT = 4 };

// A valid query for the serialization size of one micromap, COUNT times over, and what it touches.
struct scene {
    const struct omm_test *t;
    struct omm_micromap *map;
    VkMicromapEXT handles[COUNT];
    struct omm_block *results;
    struct query query;
};

static struct scene *set_scene(const struct omm_test *t, struct omm_micromap *map)
{
    struct scene *scene = omm_alloc(sizeof *scene);
    scene->t = t;
    scene->map = map;
    for (size_t i = 0; i < COUNT; ++i)
        scene->handles[i] = map->handle;
    scene->results = omm_block(&(struct omm_block_request){
        .name = "pData", .size = COUNT * sizeof(VkDeviceSize), .alignment = 16});
    scene->query = (struct query){.count = COUNT,
                                  .maps = scene->handles,
                                  .type = serialization,
                                  .size = scene->results->size,
                                  .data = scene->results->bytes,
                                  .stride = sizeof(VkDeviceSize)};
    return scene;
}

// What a violation starts from, when the layer claims its rule.
static struct scene *claimed(const struct omm_test *t, const char *vuid)
{
    omm_layer_must_claim(vuid);
    return set_scene(t, omm_build(t, &omm_small, 0));
}

static VkResult ask(const struct scene *scene, const struct query *query)
{
    return scene->t->vk->vkWriteMicromapsPropertiesEXT(scene->t->device, query->count, query->maps,
                                                       query->type, query->size, query->data,
                                                       query->stride);
}

static struct omm_stakes *stakes_of(const struct scene *scene)
{
    struct omm_stakes *stakes = omm_stakes(scene->t, "vkWriteMicromapsPropertiesEXT");
    omm_stake_micromap(stakes, scene->map);
    omm_stake_block(stakes, scene->results);
    return stakes;
}

// The scene's own query, which is valid.
static const char *still_works(const struct scene *scene, const char *vuid)
{
    const VkDeviceSize expected = omm_serialized_size(scene->map);
    omm_must_succeed(ask(scene, &scene->query), "vkWriteMicromapsPropertiesEXT");
    const char *complaint = omm_block_intact(scene->results);
    for (size_t i = 0; i < COUNT && !complaint; ++i) {
        VkDeviceSize value;
        memcpy(&value, scene->results->bytes + i * sizeof value, sizeof value);
        if (value != expected)
            complaint = omm_sentence("result %zu is %llu, asked for alone it was %llu", i,
                                     (unsigned long long)value, (unsigned long long)expected);
    }
    return complaint ? complaint : omm_layer_reported(vuid);
}

// `stakes` may hold more than the scene's own; NULL is exactly those.
static const char *stopped(const struct scene *scene, const struct omm_stakes *stakes,
                           const struct query *broken, const char *vuid)
{
    if (!stakes)
        stakes = stakes_of(scene);
    const char *complaint = omm_stopped(stakes, vuid, ask(scene, broken));
    return complaint ? complaint : still_works(scene, vuid);
}

static const struct lineage {
    const char *name;
    bool cloned; // from a micromap that was built so
} lineages[] = {
    {"built", false},
    {"cloned", true},
};

OMM_VIOLATION(pMicromaps_07502,
              .about = "The compacted size of a micromap that was built without ALLOW_COMPACTION, "
                       "beside others that were built with it.",
              .covers = OMM_COVERS(VUID("pMicromaps-07502")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(lineages))
{
    const struct lineage *lineage = param;
    omm_layer_must_claim(VUID("pMicromaps-07502"));
    struct scene *scene =
        set_scene(t, omm_build(t, &omm_small, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT));
    const struct omm_micromap *built = omm_build(t, &omm_small, 0);
    VkMicromapEXT handles[COUNT];
    memcpy(handles, scene->handles, sizeof handles);
    handles[COUNT - 1] = lineage->cloned ? omm_clone(built)->handle : built->handle;
    struct query broken = scene->query;
    broken.maps = handles;
    broken.type = compacted;
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("pMicromaps-07502")));
    PASS();
}

struct type {
    const char *name;
    VkQueryType type;
};

static const struct type other_types[] = {
    {"occlusion", VK_QUERY_TYPE_OCCLUSION},
    {"acceleration_structure", VK_QUERY_TYPE_ACCELERATION_STRUCTURE_SERIALIZATION_SIZE_KHR},
};

OMM_VIOLATION(queryType_07503, .about = "The query type is one of other commands.",
              .covers = OMM_COVERS(VUID("queryType-07503")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(other_types))
{
    const struct type *type = param;
    struct scene *scene = claimed(t, VUID("queryType-07503"));
    struct query broken = scene->query;
    broken.type = type->type;
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("queryType-07503")));
    PASS();
}

static const struct type no_types[] = {
    {"unknown", (VkQueryType)77},
    {"max_enum", VK_QUERY_TYPE_MAX_ENUM},
};

OMM_VIOLATION(queryType_parameter, .about = "The query type is a number that is no VkQueryType.",
              .covers = OMM_COVERS(VUID("queryType-parameter")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(no_types))
{
    const struct type *type = param;
    struct scene *scene = claimed(t, VUID("queryType-parameter"));
    struct query broken = scene->query;
    broken.type = type->type;
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("queryType-parameter")));
    PASS();
}

static const struct stride {
    const char *name;
    size_t stride;
} strides[] = {
    {"four", 4},
    {"twelve", 12},
};

OMM_VIOLATION(queryType_10071, .about = "The stride is a multiple of 4 and not of 8.",
              .covers = OMM_COVERS(VUID("queryType-10071")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(strides))
{
    const struct stride *stride = param;
    struct scene *scene = claimed(t, VUID("queryType-10071"));
    struct query broken = scene->query;
    broken.count = 2;
    broken.stride = stride->stride;
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("queryType-10071")));
    PASS();
}

static const struct fit {
    const char *name;
    size_t offset, size, stride;
} misfits[] = {
    {"misaligned", 2, 8, 8}, // 4 is enough on some 32-bit systems
    {"too_small", 0, 4, 0},  // a stride of 0 keeps the rule on dataSize
};

OMM_VIOLATION(queryType_10072, .about = "No VkDeviceSize can be where pData points to.",
              .covers = OMM_COVERS(VUID("queryType-10072")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(misfits))
{
    const struct fit *fit = param;
    struct scene *scene = claimed(t, VUID("queryType-10072"));
    struct query broken = scene->query;
    broken.count = 1;
    broken.data += fit->offset;
    broken.size = fit->size;
    broken.stride = fit->stride;
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("queryType-10072")));
    PASS();
}

static const struct shortage {
    const char *name;
    size_t size, stride;
} shortages[] = {
    {"one_byte", 2 * sizeof(VkDeviceSize) - 1, sizeof(VkDeviceSize)},
    {"one_result", sizeof(VkDeviceSize), sizeof(VkDeviceSize)},
    {"overflow", 2 * sizeof(VkDeviceSize), ((size_t)-1 >> 1) + 1}, // the product of two is 0
};

OMM_VIOLATION(dataSize_07576, .about = "dataSize is less than micromapCount * stride.",
              .covers = OMM_COVERS(VUID("dataSize-07576")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(shortages))
{
    const struct shortage *shortage = param;
    struct scene *scene = claimed(t, VUID("dataSize-07576"));
    struct query broken = scene->query;
    broken.count = 2;
    broken.size = shortage->size;
    broken.stride = shortage->stride;
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("dataSize-07576")));
    PASS();
}

OMM_VIOLATION(pData_parameter,
              .about = "pData is NULL, or leads nowhere, or to constants, or is cut.",
              .covers = OMM_COVERS(VUID("pData-parameter")), .needs = {.host_commands = true},
              .params = OMM_BAD_WRITES)
{
    const struct omm_bad_pointer *bad = param;
    omm_must_claim_way(VUID("pData-parameter"), bad->name, bad->khronos_misses);
    struct scene *scene = claimed(t, VUID("pData-parameter"));
    struct query broken = scene->query;
    broken.data = omm_make_bad(bad, scene->results->bytes, scene->results->size, 16);
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("pData-parameter")));
    PASS();
}

OMM_VIOLATION(buffer_07577,
              .about = "The last micromap lives in memory that is not host-visible, or is freed.",
              .covers = OMM_COVERS(VUID("buffer-07577")),
              .needs = {.host_commands = true, .device_commands = true},
              .params = OMM_UNREACHABLE_SOURCES)
{
    struct scene *scene = claimed(t, VUID("buffer-07577"));
    struct omm_micromap *far = omm_build_unreachable(t, param);
    struct omm_stakes *stakes = stakes_of(scene);
    omm_finish_unreachable(stakes, far, param);
    VkMicromapEXT handles[COUNT];
    memcpy(handles, scene->handles, sizeof handles);
    handles[COUNT - 1] = far->handle;
    struct query broken = scene->query;
    broken.maps = handles;
    ASSERT_OK(stopped(scene, stakes, &broken, VUID("buffer-07577")));
    PASS();
}

OMM_VIOLATION(micromapHostCommands_07578,
              .about = "The feature is not enabled; a queue has built the micromap.",
              .covers = OMM_COVERS(VUID("micromapHostCommands-07578")),
              .needs = {.device_commands = true})
{
    const char *vuid = VUID("micromapHostCommands-07578");
    omm_layer_must_claim(vuid);
    const struct scene *scene = set_scene(t, omm_device_build(t, &omm_small, 0));
    ASSERT_OK(omm_stopped(stakes_of(scene), vuid, ask(scene, &scene->query)));
    PASS();
}

OMM_VIOLATION(pMicromaps_11671,
              .about = "Nothing, or nothing yet, has constructed the last micromap.",
              .covers = OMM_COVERS(VUID("pMicromaps-11671")), .needs = {.host_commands = true},
              .params = OMM_NOT_CONSTRUCTED)
{
    struct scene *scene = claimed(t, VUID("pMicromaps-11671"));
    VkDeferredOperationKHR pending;
    struct omm_job *clone = omm_make_unconstructed(t, param, &pending);
    VkMicromapEXT handles[COUNT];
    memcpy(handles, scene->handles, sizeof handles);
    handles[COUNT - 1] = clone->destination->handle;
    struct query broken = scene->query;
    broken.maps = handles;
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("pMicromaps-11671")));
    ASSERT_OK(omm_construct(clone, pending));
    ASSERT_OK(omm_layer_reported(VUID("pMicromaps-11671")));
    PASS();
}

// Either the array is no valid pointer, or its last element is no valid handle.
static const struct array {
    const char *name;
    const struct omm_bad_pointer *pointer;
    const struct omm_bad_handle *handle;
    bool khronos_misses;
} arrays[] = {
    {"array_cut", &omm_bad_pointers[0], NULL, true},
    {"array_null", &omm_bad_pointers[1], NULL, true},
    {"array_unmapped", &omm_bad_pointers[2], NULL, true},
    {"element_never_created", NULL, &omm_bad_handles[0], false},
    {"element_destroyed", NULL, &omm_bad_handles[1], false},
    {"element_null", NULL, &omm_bad_handles[2], true},
};

OMM_VIOLATION(pMicromaps_parameter,
              .about = "pMicromaps is no valid pointer, or its last element no valid handle.",
              .covers = OMM_COVERS(VUID("pMicromaps-parameter")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(arrays))
{
    const struct array *array = param;
    omm_must_claim_way(VUID("pMicromaps-parameter"), array->name, array->khronos_misses);
    struct scene *scene = claimed(t, VUID("pMicromaps-parameter"));
    VkMicromapEXT handles[COUNT];
    memcpy(handles, scene->handles, sizeof handles);
    struct query broken = scene->query;
    broken.maps = handles;
    if (array->pointer)
        broken.maps = omm_make_bad(array->pointer, handles, sizeof handles, 16);
    else
        handles[COUNT - 1] = omm_bad_micromap(t, array->handle);
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("pMicromaps-parameter")));
    PASS();
}

OMM_VIOLATION(micromapCount_arraylength, .about = "No micromap at all.",
              .covers = OMM_COVERS(VUID("micromapCount-arraylength")),
              .needs = {.host_commands = true})
{
    struct scene *scene = claimed(t, VUID("micromapCount-arraylength"));
    struct query broken = scene->query;
    broken.count = 0;
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("micromapCount-arraylength")));
    PASS();
}

OMM_VIOLATION(dataSize_arraylength, .about = "No byte of results; a stride of 0 makes it enough.",
              .covers = OMM_COVERS(VUID("dataSize-arraylength")), .needs = {.host_commands = true})
{
    struct scene *scene = claimed(t, VUID("dataSize-arraylength"));
    struct query broken = scene->query;
    broken.count = 1;
    broken.size = 0;
    broken.stride = 0;
    ASSERT_OK(stopped(scene, NULL, &broken, VUID("dataSize-arraylength")));
    PASS();
}

OMM_VIOLATION(pMicromaps_parent, .about = "The last micromap was created from another device.",
              .covers = OMM_COVERS(VUID("pMicromaps-parent")), .needs = {.host_commands = true})
{
    struct scene *scene = claimed(t, VUID("pMicromaps-parent"));
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *other = omm_open_device(t, &needs, NULL);
    const struct scene *theirs = set_scene(other, omm_build(other, &omm_small, 0));
    struct omm_stakes *stakes = stakes_of(scene);
    omm_stake_micromap(stakes, theirs->map);
    VkMicromapEXT handles[COUNT];
    memcpy(handles, scene->handles, sizeof handles);
    handles[COUNT - 1] = theirs->map->handle;
    struct query broken = scene->query;
    broken.maps = handles;
    ASSERT_OK(stopped(scene, stakes, &broken, VUID("pMicromaps-parent")));
    ASSERT_OK(still_works(theirs, VUID("pMicromaps-parent")));
    PASS();
}
