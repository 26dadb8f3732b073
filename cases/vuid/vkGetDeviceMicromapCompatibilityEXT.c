// SPDX-License-Identifier: Apache-2.0
// The four valid-usage IDs of vkGetDeviceMicromapCompatibilityEXT (chapter "Copying Micromaps").
//
// An edge is valid usage right at the boundary of one rule: the answer must be COMPATIBLE for what the device itself has
// serialized, and nothing else may be written. Vacuous if the call stood far inside the rule: each edge says what makes it
// the last valid step. A violation breaks that one rule under one validation layer, in a process of its own. Observed: the
// layer reports the ID, the driver was not entered because the messenger answered VK_TRUE, *pCompatibility is what it was,
// and the call without the mistake gets an answer.
//
// device-parameter has no violation: a wild dispatchable handle never reaches a layer, the loader reads through it first.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-vkGetDeviceMicromapCompatibilityEXT-" id

typedef VkAccelerationStructureCompatibilityKHR answer;

// A block that ends, after its canaries, at a guard page.
static struct omm_block *guarded(const char *name, const void *bytes, size_t size)
{
    struct omm_block *block =
        omm_block(&(struct omm_block_request){.name = name, .size = size, .alignment = 16});
    if (bytes)
        memcpy(block->bytes, bytes, size);
    return block;
}

// What one call reads and writes, each between guard pages.
struct scene {
    const struct omm_block *data, *info, *answer;
};

static struct scene set_scene(const uint8_t *header)
{
    const struct scene scene = {
        .data = guarded("version data", header, OMM_HEADER_SIZE),
        .info = guarded("pVersionInfo", NULL, sizeof(VkMicromapVersionInfoEXT)),
        .answer = guarded("pCompatibility", NULL, sizeof(answer)),
    };
    const VkMicromapVersionInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = scene.data->bytes,
    };
    memcpy(scene.info->bytes, &info, sizeof info);
    return scene;
}

static const VkMicromapVersionInfoEXT *info_of(const struct scene *scene)
{
    return (const VkMicromapVersionInfoEXT *)(const void *)scene->info->bytes;
}

static answer *answer_of(const struct scene *scene)
{
    return (answer *)(void *)scene->answer->bytes;
}

static const char *compatible(const struct omm_test *t, const struct scene *scene)
{
    t->vk->vkGetDeviceMicromapCompatibilityEXT(t->device, info_of(scene), answer_of(scene));
    const char *complaint = omm_block_intact(scene->answer);
    if (complaint)
        return complaint;
    if (*answer_of(scene) == VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR)
        return NULL;
    return omm_sentence("the device answers 0x%x to data that it has serialized itself (A116)",
                        (unsigned)*answer_of(scene));
}

OMM_EDGE(micromap_11666,
         .about = "The feature micromap is enough; micromapHostCommands is not enabled.",
         .covers = OMM_COVERS(VUID("micromap-11666"), "A116", "A121"),
         .needs = {.device_commands = true, .own_device = true})
{
    const struct omm_region *blob = omm_device_serialize(omm_device_build(t, &omm_small, 0));
    const struct scene scene = set_scene(blob->bytes);
    ASSERT_OK(compatible(t, &scene));
    PASS();
}

OMM_EDGE(device_parameter, .about = "The command works on the second of two devices of one GPU.",
         .covers = OMM_COVERS(VUID("device-parameter"), "A116"), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *second = omm_open_device(t, &needs, NULL);
    const struct scene scene = set_scene(omm_serialize(omm_build(second, &omm_small, 0))->bytes);
    ASSERT_OK(compatible(second, &scene));
    PASS();
}

OMM_EDGE(pVersionInfo_parameter,
         .about = "pVersionInfo is the last thing before an inaccessible page, and read-only.",
         .covers = OMM_COVERS(VUID("pVersionInfo-parameter"), "A120"),
         .needs = {.host_commands = true})
{
    const struct scene scene = set_scene(omm_serialize(omm_build(t, &omm_small, 0))->bytes);
    omm_block_protect(scene.info, OMM_READ_ONLY);
    ASSERT_OK(compatible(t, &scene));
    PASS();
}

OMM_EDGE(pCompatibility_parameter,
         .about = "pCompatibility is one enumerant, right before an inaccessible page.",
         .covers = OMM_COVERS(VUID("pCompatibility-parameter"), "A117", "A120"),
         .needs = {.host_commands = true})
{
    struct scene scene = set_scene(omm_serialize(omm_build(t, &omm_small, 0))->bytes);
    scene.answer = omm_block(&(struct omm_block_request){
        .name = "pCompatibility", .size = sizeof(answer), .alignment = 4});
    ASSERT_OK(compatible(t, &scene));
    PASS();
}

// Bytes that no driver has written: valid to ask about.
static struct scene set_any_scene(void)
{
    static const uint8_t header[OMM_HEADER_SIZE] = {0x40, 0x2D};
    return set_scene(header);
}

static struct omm_stakes *stakes_of(const struct omm_test *t, const struct scene *scene)
{
    struct omm_stakes *stakes = omm_stakes(t, "vkGetDeviceMicromapCompatibilityEXT");
    omm_stake_block(stakes, scene->answer);
    omm_stake_block(stakes, scene->info);
    return stakes;
}

static const char *still_works(const struct omm_test *t, const struct scene *scene,
                               const char *vuid)
{
    t->vk->vkGetDeviceMicromapCompatibilityEXT(t->device, info_of(scene), answer_of(scene));
    const answer given = *answer_of(scene);
    if (given != VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR &&
        given != VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR)
        return omm_sentence("the call without the mistake answers 0x%x", (unsigned)given);
    return omm_layer_reported(vuid);
}

// The extension is enabled and no feature is: the harness has no needs for that.
static VkDevice open_featureless(const struct omm_test *t)
{
    const struct omm_needs needs = {.micromap = true};
    const char *extensions[OMM_MAX_EXTENSIONS];
    return omm_open_bare_device(t, extensions, omm_list_extensions(t->gpu, &needs, extensions));
}

OMM_VIOLATION(micromap_11666, .about = "The extension is enabled, the feature micromap is not.",
              .covers = OMM_COVERS(VUID("micromap-11666")), .needs = {.micromap = true})
{
    omm_layer_must_claim(VUID("micromap-11666"));
    const VkDevice featureless = open_featureless(t);
    const PFN_vkGetDeviceMicromapCompatibilityEXT ask =
        (PFN_vkGetDeviceMicromapCompatibilityEXT)vkGetDeviceProcAddr(
            featureless, "vkGetDeviceMicromapCompatibilityEXT");
    ASSERTm("vkGetDeviceMicromapCompatibilityEXT is NULL although the extension is enabled (A006)",
            ask);
    const struct scene scene = set_any_scene();
    const struct omm_stakes *stakes = stakes_of(t, &scene);
    ask(featureless, info_of(&scene), answer_of(&scene));
    ASSERT_OK(omm_stopped_silently(stakes, VUID("micromap-11666")));
    ASSERT_OK(still_works(t, &scene, VUID("micromap-11666")));
    PASS();
}

OMM_VIOLATION(pVersionInfo_parameter,
              .about = "pVersionInfo is NULL, or leads nowhere, or the structure is cut.",
              .covers = OMM_COVERS(VUID("pVersionInfo-parameter")), .needs = {.micromap = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *bad = param;
    omm_must_claim_way(VUID("pVersionInfo-parameter"), bad->name, bad->khronos_misses);
    const struct scene scene = set_any_scene();
    const struct omm_stakes *stakes = stakes_of(t, &scene);
    t->vk->vkGetDeviceMicromapCompatibilityEXT(
        t->device, omm_make_bad(bad, scene.info->bytes, scene.info->size, 16), answer_of(&scene));
    ASSERT_OK(omm_stopped_silently(stakes, VUID("pVersionInfo-parameter")));
    ASSERT_OK(still_works(t, &scene, VUID("pVersionInfo-parameter")));
    PASS();
}

OMM_VIOLATION(pCompatibility_parameter,
              .about = "pCompatibility is NULL, or leads nowhere, or to constants.",
              .covers = OMM_COVERS(VUID("pCompatibility-parameter")), .needs = {.micromap = true},
              .params = OMM_BAD_PLACES)
{
    const struct omm_bad_pointer *bad = param;
    omm_must_claim_way(VUID("pCompatibility-parameter"), bad->name, bad->khronos_misses);
    const struct scene scene = set_any_scene();
    const struct omm_stakes *stakes = stakes_of(t, &scene);
    t->vk->vkGetDeviceMicromapCompatibilityEXT(
        t->device, info_of(&scene), omm_make_bad(bad, scene.answer->bytes, scene.answer->size, 0));
    ASSERT_OK(omm_stopped_silently(stakes, VUID("pCompatibility-parameter")));
    ASSERT_OK(still_works(t, &scene, VUID("pCompatibility-parameter")));
    PASS();
}
