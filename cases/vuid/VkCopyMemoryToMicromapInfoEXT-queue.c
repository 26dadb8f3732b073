// SPDX-License-Identifier: Apache-2.0
// Violations of the valid-usage IDs of VkCopyMemoryToMicromapInfoEXT through the command on a queue; those through the
// host command, and the edges, are in the file of the structure's name.
//
// Each breaks one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the
// driver is not entered, or, where only execution breaks the rule, vkQueueSubmit executes nothing; source and
// destination keep every byte, and the command without the mistake works then. Vacuous if the broken command broke a
// second rule that is reported first.
#include <ommcts/ommcts.h>

#define VUID(id) "VUID-VkCopyMemoryToMicromapInfoEXT-" id

struct scene {
    const struct omm_test *t;
    const struct omm_queue *queue;
    const struct omm_micromap *destination;
    VkCopyMemoryToMicromapInfoEXT valid;
    struct omm_stakes *stakes;
};

static struct scene set_scene(const struct omm_test *t)
{
    const struct omm_micromap *built = omm_device_build(t, &omm_small, 0);
    const struct omm_region *source = omm_device_serialize(built);
    const struct omm_micromap *destination = omm_create_micromap(t, built->size);
    const struct scene scene = {
        .t = t,
        .queue = omm_queue(t, OMM_COMPUTES),
        .destination = destination,
        .valid = omm_device_deserialize_info(source, destination),
        .stakes = omm_stakes(t, "vkCmdCopyMemoryToMicromapEXT"),
    };
    omm_stake_buffer(scene.stakes, source->buffer);
    omm_stake_micromap(scene.stakes, destination);
    return scene;
}

// The broken command was stopped; the valid one works.
static const char *judge(const struct scene *scene, const char *vuid)
{
    const char *complaint = omm_stopped_silently(scene->stakes, vuid);
    if (complaint)
        return complaint;
    const VkCommandBuffer commands = omm_begin(scene->t, scene->queue, 0);
    scene->t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &scene->valid);
    omm_run(scene->t, scene->queue, commands);
    complaint = omm_device_usable(scene->destination);
    return complaint ? complaint : omm_layer_reported(vuid);
}

static const char *stopped(const struct scene *scene, const VkCopyMemoryToMicromapInfoEXT *broken,
                           const char *vuid)
{
    const VkCommandBuffer commands = omm_begin(scene->t, scene->queue, 0);
    scene->t->vk->vkCmdCopyMemoryToMicromapEXT(commands, broken);
    if (omm_layer_said(vuid)) // else what was recorded is not fit to be executed
        omm_run(scene->t, scene->queue, commands);
    return judge(scene, vuid);
}

// All names differ from those of the violations through the host command.
static const struct omm_breach on_queue[] = {{.name = "on_queue"}};

static const struct mode {
    const char *name;
    VkCopyMicromapModeEXT mode;
} modes[] = {
    {"on_queue_clone", VK_COPY_MICROMAP_MODE_CLONE_EXT},
    {"on_queue_serialize", VK_COPY_MICROMAP_MODE_SERIALIZE_EXT},
    {"on_queue_compact", VK_COPY_MICROMAP_MODE_COMPACT_EXT},
};

OMM_VIOLATION(mode_07548, .about = "The mode is a valid value of another command.",
              .covers = OMM_COVERS(VUID("mode-07548")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(modes))
{
    const struct mode *way = param;
    omm_layer_must_claim(VUID("mode-07548"));
    const struct scene scene = set_scene(t);
    VkCopyMemoryToMicromapInfoEXT broken = scene.valid;
    broken.mode = way->mode;
    ASSERT_OK(stopped(&scene, &broken, VUID("mode-07548")));
    PASS();
}

OMM_VIOLATION(mode_parameter, .about = "The mode is a number that is no VkCopyMicromapModeEXT.",
              .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("mode-parameter"));
    const struct scene scene = set_scene(t);
    VkCopyMemoryToMicromapInfoEXT broken = scene.valid;
    broken.mode = VK_COPY_MICROMAP_MODE_MAX_ENUM_EXT;
    ASSERT_OK(stopped(&scene, &broken, VUID("mode-parameter")));
    PASS();
}

OMM_VIOLATION(sType_sType, .about = "sType is that of another copy.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("sType-sType"));
    const struct scene scene = set_scene(t);
    VkCopyMemoryToMicromapInfoEXT broken = scene.valid;
    broken.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT;
    ASSERT_OK(stopped(&scene, &broken, VUID("sType-sType")));
    PASS();
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("pNext-pNext"));
    const struct scene scene = set_scene(t);
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    VkCopyMemoryToMicromapInfoEXT broken = scene.valid;
    broken.pNext = &stranger;
    ASSERT_OK(stopped(&scene, &broken, VUID("pNext-pNext")));
    PASS();
}

static const struct omm_breach bad_handles[] = {
    {.name = "on_queue_never_created", .kind = 0},
    {.name = "on_queue_destroyed", .kind = 1},
    {.name = "on_queue_null", .kind = 2, .khronos_misses = true},
};

OMM_VIOLATION(dst_parameter,
              .about = "dst was never created, or is destroyed, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("dst-parameter")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(bad_handles))
{
    const struct omm_breach *way = param;
    omm_must_claim_breach(VUID("dst-parameter"), way);
    const struct scene scene = set_scene(t);
    VkCopyMemoryToMicromapInfoEXT broken = scene.valid;
    broken.dst = omm_bad_micromap_of(t, &omm_bad_micromaps[way->kind]);
    ASSERT_OK(stopped(&scene, &broken, VUID("dst-parameter")));
    PASS();
}
