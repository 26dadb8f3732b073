// SPDX-License-Identifier: Apache-2.0
// The seven valid-usage IDs of VkCopyMicromapToMemoryInfoEXT, told through the host command (chapter "Copying
// Micromaps").
//
// An edge is valid usage right at the boundary: the driver must copy, leave the canaries alone and write a good
// header. sType, pNext and the two rules on mode allow one value each; their edge is that value, with everything
// around it as lean as the rules allow. A violation breaks that one rule under one validation layer, in a process of
// its own, directly and with a deferred operation. Observed: the layer reports the ID, the call returns
// VK_ERROR_VALIDATION_FAILED because the messenger answered VK_TRUE, the driver was not entered, destination, source and
// operation are what they were, and the call without the mistake works. A layer that is known not to check the rule
// makes it NotSupported by name. Vacuous if the broken call broke a second rule that is reported first; a mode that is no
// enumerant breaks both rules on mode, and is held to be told by mode-parameter alone.
#include <ommcts/ommcts.h>

#include <string.h>

#define VUID(id) "VUID-VkCopyMicromapToMemoryInfoEXT-" id

struct scene {
    struct omm_micromap *source;
    struct omm_block *destination;
    VkCopyMicromapToMemoryInfoEXT info;
};

static struct scene set_scene(struct omm_micromap *source)
{
    struct scene scene = {.source = source};
    const size_t size = (size_t)omm_serialized_size(source);
    scene.destination = omm_block(&(struct omm_block_request){
        .name = "serialization destination", .size = size, .alignment = 16});
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

// What a violation starts from, when the layer claims its rule.
static struct omm_job *claimed(const struct omm_test *t, const char *vuid)
{
    omm_layer_must_claim(vuid);
    return omm_prepare(t, OMM_SERIALIZE, &omm_small);
}

static VkCopyMicromapToMemoryInfoEXT info_of(const struct omm_job *job)
{
    VkCopyMicromapToMemoryInfoEXT info;
    memcpy(&info, job->info->bytes, sizeof info);
    return info;
}

OMM_EDGE(src_07540,
         .about = "A source is constructed as soon as the deferred copy that makes it is joined.",
         .covers = OMM_COVERS(VUID("src-07540"), "A073"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_micromap *built = omm_build(t, param, 0);
    struct omm_micromap *clone = omm_create_micromap(t, built->size);
    const VkCopyMicromapInfoEXT info = omm_copy_info(built, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    omm_finish(t, operation, t->vk->vkCopyMicromapEXT(t->device, operation, &info));
    omm_destroy_micromap(built);
    const struct scene scene = set_scene(clone);
    ASSERT_OK(copies(t, &scene));
    PASS();
}

OMM_VIOLATION(src_07540, .about = "Nothing, or nothing yet, has constructed the source.",
              .covers = OMM_COVERS(VUID("src-07540")), .needs = {.host_commands = true},
              .params = OMM_NOT_CONSTRUCTED)
{
    struct omm_job *job = claimed(t, VUID("src-07540"));
    VkDeferredOperationKHR pending;
    struct omm_job *clone = omm_make_unconstructed(t, param, &pending);
    struct omm_block *destination = omm_destination(clone->source);
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_block(stakes, destination);
    const VkCopyMicromapToMemoryInfoEXT broken =
        omm_serialize_info(clone->destination, destination->bytes);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("src-07540")));
    ASSERT_OK(omm_construct(clone, pending));
    ASSERT_OK(omm_layer_reported(VUID("src-07540")));
    PASS();
}

OMM_EDGE(dst_07541, .about = "Memory of exactly the serialization size is large enough.",
         .covers = OMM_COVERS(VUID("dst-07541"), "A036", "A061"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct scene scene = set_scene(omm_build(t, param, 0));
    ASSERT_OK(copies(t, &scene));
    PASS();
}

OMM_VIOLATION(dst_07541,
              .about = "The memory is one 16-byte step smaller than the serialization size.",
              .covers = OMM_COVERS(VUID("dst-07541")), .needs = {.host_commands = true})
{
    struct omm_job *job = claimed(t, VUID("dst-07541"));
    const struct omm_block *shorter = omm_block(&(struct omm_block_request){
        .name = "serialization destination", .size = job->memory->size - 16, .alignment = 16});
    struct omm_stakes *stakes = omm_job_stakes(job);
    omm_stake_block(stakes, shorter);
    const VkCopyMicromapToMemoryInfoEXT broken = omm_serialize_info(job->source, shorter->bytes);
    ASSERT_OK(omm_job_stopped(stakes, job, &broken, VUID("dst-07541")));
    PASS();
}

// The values that the rules leave no choice about, with a pNext of NULL and a mode of exactly 1.
static const char *only_value(const struct omm_test *t)
{
    const struct scene scene = set_scene(omm_build(t, &omm_small, 0));
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

struct mode {
    const char *name;
    VkCopyMicromapModeEXT mode;
};

static const struct mode other_modes[] = {
    {"clone", VK_COPY_MICROMAP_MODE_CLONE_EXT},
    {"compact", VK_COPY_MICROMAP_MODE_COMPACT_EXT},
    {"deserialize", VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT},
};

static const struct mode no_modes[] = {
    {"past_last", (VkCopyMicromapModeEXT)(VK_COPY_MICROMAP_MODE_COMPACT_EXT + 1)},
    {"max_enum", VK_COPY_MICROMAP_MODE_MAX_ENUM_EXT},
};

OMM_VIOLATION(mode_07542, .about = "The mode is a valid value of the wrong command.",
              .covers = OMM_COVERS(VUID("mode-07542")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(other_modes))
{
    const struct mode *mode = param;
    struct omm_job *job = claimed(t, VUID("mode-07542"));
    VkCopyMicromapToMemoryInfoEXT broken = info_of(job);
    broken.mode = mode->mode;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("mode-07542")));
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
    struct omm_job *job = claimed(t, VUID("sType-sType"));
    VkCopyMicromapToMemoryInfoEXT broken = info_of(job);
    broken.sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("sType-sType")));
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
    struct omm_job *job = claimed(t, VUID("pNext-pNext"));
    VkCopyMicromapToMemoryInfoEXT broken = info_of(job);
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    broken.pNext = &stranger;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("pNext-pNext")));
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
    const struct scene scene = set_scene(loaded);
    ASSERT_OK(copies(t, &scene));
    PASS();
}

OMM_VIOLATION(src_parameter,
              .about = "src was never created, or is destroyed, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("src-parameter")), .needs = {.host_commands = true},
              .params = OMM_BAD_HANDLES)
{
    const struct omm_bad_handle *bad = param;
    omm_must_claim_way(VUID("src-parameter"), bad->name, bad->khronos_misses);
    struct omm_job *job = omm_prepare(t, OMM_SERIALIZE, &omm_small);
    VkCopyMicromapToMemoryInfoEXT broken = info_of(job);
    broken.src = omm_bad_micromap(t, bad);
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("src-parameter")));
    PASS();
}

OMM_EDGE(mode_parameter,
         .about = "The mode is a value of VkCopyMicromapModeEXT, the one this command takes.",
         .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.host_commands = true})
{
    ASSERT_OK(only_value(t));
    PASS();
}

OMM_VIOLATION(mode_parameter, .about = "The mode is a number that is no VkCopyMicromapModeEXT.",
              .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.host_commands = true},
              .params = OMM_PARAMS(no_modes))
{
    const struct mode *mode = param;
    struct omm_job *job = claimed(t, VUID("mode-parameter"));
    VkCopyMicromapToMemoryInfoEXT broken = info_of(job);
    broken.mode = mode->mode;
    ASSERT_OK(omm_job_stopped(NULL, job, &broken, VUID("mode-parameter")));
    PASS();
}
