// SPDX-License-Identifier: Apache-2.0
// The seven valid-usage IDs of VkCopyMicromapToMemoryInfoEXT, told through the host command (chapter "Copying
// Micromaps").
//
// An edge is valid usage right at the boundary: the driver must copy, leave the canaries alone and write a good
// header. sType, pNext and the two rules on mode allow one value each; their edge is that value, with everything
// around it as lean as the rules allow. A violation breaks that one rule under one validation layer, in a process
// of its own. Observed: the layer reports the ID, the call returns VK_ERROR_VALIDATION_FAILED because the
// messenger answered VK_TRUE, and the destination keeps every byte. A layer that is known not to check the rule
// makes it NotSupported by name. Vacuous if the broken call broke a second rule that is reported first.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-VkCopyMicromapToMemoryInfoEXT-" id

struct scene {
    struct omm_micromap *source;
    struct omm_block *destination;
    VkCopyMicromapToMemoryInfoEXT info;
};

// `less` bytes fewer than the serialization size.
static struct scene set_scene(struct omm_micromap *source, size_t less)
{
    struct scene scene = {.source = source};
    const size_t size = (size_t)omm_serialized_size(source);
    scene.destination = omm_block(&(struct omm_block_request){
        .name = "serialization destination", .size = size - less, .alignment = 16});
    scene.info = omm_serialize_info(source, scene.destination->bytes);
    return scene;
}

static const char *copies(const struct omm_test *t, const struct scene *scene)
{
    omm_must_succeed(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &scene->info),
                     "vkCopyMicromapToMemoryEXT");
    const char *complaint = omm_block_intact(scene->destination);
    return complaint ? complaint : omm_header_good(t, scene->destination->bytes);
}

static const char *refused(const struct omm_test *t, const char *vuid, const struct scene *scene)
{
    const VkResult answer =
        t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &scene->info);
    const char *complaint = omm_layer_refused(vuid, answer);
    return complaint ? complaint : omm_block_untouched(scene->destination, 0, OMM_POISON);
}

OMM_EDGE(src_07540,
         .about = "A source that only a copy constructed, and never a build, is constructed.",
         .covers = OMM_COVERS(VUID("src-07540"), "A073"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *built = omm_build(t, param, 0);
    struct omm_micromap *clone = omm_clone(built);
    omm_destroy_micromap(built);
    const struct scene scene = set_scene(clone, 0);
    ASSERT_OK(copies(t, &scene));
    PASS();
}

OMM_VIOLATION(src_07540, .about = "The source was created, bound and never constructed.",
              .covers = OMM_COVERS(VUID("src-07540")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("src-07540"));
    struct scene scene = set_scene(omm_build(t, &omm_small, 0), 0);
    const struct omm_micromap *empty = omm_create_micromap(t, scene.source->size);
    scene.info.src = empty->handle;
    ASSERT_OK(refused(t, VUID("src-07540"), &scene));
    PASS();
}

OMM_EDGE(dst_07541, .about = "Memory of exactly the serialization size is large enough.",
         .covers = OMM_COVERS(VUID("dst-07541"), "A036", "A061"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct scene scene = set_scene(omm_build(t, param, 0), 0);
    ASSERT_OK(copies(t, &scene));
    PASS();
}

OMM_VIOLATION(dst_07541,
              .about = "The memory is one 16-byte step smaller than the serialization size.",
              .covers = OMM_COVERS(VUID("dst-07541")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("dst-07541"));
    const struct scene scene = set_scene(omm_build(t, &omm_small, 0), 16);
    ASSERT_OK(refused(t, VUID("dst-07541"), &scene));
    PASS();
}

// The values that the rules leave no choice about, with a pNext of NULL and a mode of exactly 1.
static const char *only_value(const struct omm_test *t)
{
    const struct scene scene = set_scene(omm_build(t, &omm_small, 0), 0);
    if (scene.info.mode != 1 || scene.info.pNext ||
        scene.info.sType != VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT)
        omm_resource_error("the headers give other values than the registry");
    return copies(t, &scene);
}

OMM_EDGE(mode_07542,
         .about = "VK_COPY_MICROMAP_MODE_SERIALIZE_EXT, the one mode that is allowed, is 1.",
         .covers = OMM_COVERS(VUID("mode-07542"), "A111"), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(mode_07542, .about = "The mode is DESERIALIZE, a valid value of the wrong command.",
              .covers = OMM_COVERS(VUID("mode-07542")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("mode-07542"));
    struct scene scene = set_scene(omm_build(t, &omm_small, 0), 0);
    scene.info.mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT;
    ASSERT_OK(refused(t, VUID("mode-07542"), &scene));
    PASS();
}

OMM_EDGE(sType_sType, .about = "The one structure type that is allowed works.",
         .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(sType_sType, .about = "sType is that of the opposite copy.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("sType-sType"));
    struct scene scene = set_scene(omm_build(t, &omm_small, 0), 0);
    scene.info.sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT;
    ASSERT_OK(refused(t, VUID("sType-sType"), &scene));
    PASS();
}

OMM_EDGE(pNext_pNext, .about = "A pNext of NULL, the one value that is allowed, works.",
         .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("pNext-pNext"));
    struct scene scene = set_scene(omm_build(t, &omm_small, 0), 0);
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    scene.info.pNext = &stranger;
    ASSERT_OK(refused(t, VUID("pNext-pNext"), &scene));
    PASS();
}

OMM_EDGE(src_parameter, .about = "A handle stays valid when the source it was copied from is gone.",
         .covers = OMM_COVERS(VUID("src-parameter"), "A105"), .needs = {.host_commands = true})
{
    struct omm_micromap *built = omm_build(t, &omm_small, 0);
    struct omm_block *blob = omm_serialize(built);
    struct omm_micromap *loaded = omm_deserialize(t, blob, built->size);
    omm_destroy_micromap(built);
    omm_buffer_destroy(built->buffer);
    const struct scene scene = set_scene(loaded, 0);
    ASSERT_OK(copies(t, &scene));
    PASS();
}

OMM_VIOLATION(src_parameter, .about = "src is not a handle that was ever created.",
              .covers = OMM_COVERS(VUID("src-parameter")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("src-parameter"));
    struct scene scene = set_scene(omm_build(t, &omm_small, 0), 0);
    memset(&scene.info.src, 0x5B, sizeof scene.info.src);
    ASSERT_OK(refused(t, VUID("src-parameter"), &scene));
    PASS();
}

OMM_EDGE(mode_parameter,
         .about = "The mode is a value of VkCopyMicromapModeEXT, the one this command takes.",
         .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(mode_parameter,
              .about = "The mode is the first number that is no VkCopyMicromapModeEXT.",
              .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.host_commands = true})
{
    omm_layer_must_claim(VUID("mode-parameter"));
    struct scene scene = set_scene(omm_build(t, &omm_small, 0), 0);
    scene.info.mode = (VkCopyMicromapModeEXT)(VK_COPY_MICROMAP_MODE_COMPACT_EXT + 1);
    ASSERT_OK(refused(t, VUID("mode-parameter"), &scene));
    PASS();
}
