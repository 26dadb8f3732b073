// SPDX-License-Identifier: Apache-2.0
// Violations of the valid-usage IDs of VkCopyMicromapToMemoryInfoEXT through the command on a queue; those through the
// host command, and the edges, are in the file of the structure's name.
//
// Each breaks one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the
// driver is not entered, or, where only execution breaks the rule, vkQueueSubmit executes nothing; source and
// destination keep every byte, and the command without the mistake works then. Vacuous if the broken command broke a
// second rule that is reported first.
#include <ommcts/ommcts.h>
#include <ommcts/trial.h>

#define VUID(id) "VUID-VkCopyMicromapToMemoryInfoEXT-" id

// All names differ from those of the violations through the host command.
static const struct omm_breach on_queue[] = {{.name = "on_queue"}};

OMM_VIOLATION(src_07540,
              .about = "The source is not constructed when the device executes the copy.",
              .covers = OMM_COVERS(VUID("src-07540")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("src-07540"));
    const struct omm_trial trial = omm_try_copy(t, OMM_SERIALIZE);
    const struct omm_micromap *never = omm_create_micromap(t, 4096);
    VkCopyMicromapToMemoryInfoEXT broken = trial.valid.serialize;
    broken.src = never->handle;
    const VkCommandBuffer commands = omm_begin(t, trial.queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &broken);
    omm_end(t, commands);
    struct omm_stakes *stakes = omm_stakes(t, "vkQueueSubmit");
    omm_stake_micromap(stakes, never);
    omm_stake_buffer(stakes, trial.memory->buffer);
    ASSERT_OK(omm_submit_stopped(stakes, t, trial.queue, commands, VUID("src-07540")));
    PASS();
}

OMM_VIOLATION(
    dst_07541,
    .about = "The destination's buffer ends one byte before the data would, whose size the "
             "host has asked for.",
    .covers = OMM_COVERS(VUID("dst-07541")),
    .needs = {.host_commands = true, .device_commands = true}, .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("dst-07541"));
    const struct omm_micromap *source = omm_build(t, &omm_small, 0);
    const VkDeviceSize size = omm_serialized_size(source);
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){
               .size = 256 + size - 1, .usage = OMM_REGION_USAGE, .memory_type = OMM_COHERENT});
    const VkDeviceAddress base = omm_region_in(buffer, 0, size)->address;
    if (base % 256)
        omm_not_supported("buffers of this device do not begin at addresses aligned to 256 bytes");
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCopyMicromapToMemoryInfoEXT broken =
        omm_device_serialize_info(source, omm_region_in(buffer, 256, size - 1));
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &broken);
    omm_end(t, commands);
    struct omm_stakes *stakes = omm_stakes(t, "vkQueueSubmit");
    omm_stake_micromap(stakes, source);
    omm_stake_buffer(stakes, buffer);
    ASSERT_OK(omm_submit_stopped(stakes, t, queue, commands, VUID("dst-07541")));
    PASS();
}

static const struct mode {
    const char *name;
    VkCopyMicromapModeEXT mode;
} modes[] = {
    {"on_queue_clone", VK_COPY_MICROMAP_MODE_CLONE_EXT},
    {"on_queue_deserialize", VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT},
    {"on_queue_compact", VK_COPY_MICROMAP_MODE_COMPACT_EXT},
};

OMM_VIOLATION(mode_07542, .about = "The mode is a valid value of another command.",
              .covers = OMM_COVERS(VUID("mode-07542")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(modes))
{
    const struct mode *way = param;
    omm_layer_must_claim(VUID("mode-07542"));
    const struct omm_trial trial = omm_try_copy(t, OMM_SERIALIZE);
    VkCopyMicromapToMemoryInfoEXT broken = trial.valid.serialize;
    broken.mode = way->mode;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("mode-07542")));
    PASS();
}

OMM_VIOLATION(mode_parameter, .about = "The mode is a number that is no VkCopyMicromapModeEXT.",
              .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("mode-parameter"));
    const struct omm_trial trial = omm_try_copy(t, OMM_SERIALIZE);
    VkCopyMicromapToMemoryInfoEXT broken = trial.valid.serialize;
    broken.mode = VK_COPY_MICROMAP_MODE_MAX_ENUM_EXT;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("mode-parameter")));
    PASS();
}

OMM_VIOLATION(sType_sType, .about = "sType is that of another copy.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("sType-sType"));
    const struct omm_trial trial = omm_try_copy(t, OMM_SERIALIZE);
    VkCopyMicromapToMemoryInfoEXT broken = trial.valid.serialize;
    broken.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("sType-sType")));
    PASS();
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("pNext-pNext"));
    const struct omm_trial trial = omm_try_copy(t, OMM_SERIALIZE);
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    VkCopyMicromapToMemoryInfoEXT broken = trial.valid.serialize;
    broken.pNext = &stranger;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("pNext-pNext")));
    PASS();
}

static const struct omm_breach bad_handles[] = {
    {.name = "on_queue_never_created", .kind = 0},
    {.name = "on_queue_destroyed", .kind = 1},
    {.name = "on_queue_null", .kind = 2, .khronos_misses = true},
};

OMM_VIOLATION(src_parameter,
              .about = "src was never created, or is destroyed, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("src-parameter")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(bad_handles))
{
    const struct omm_breach *way = param;
    omm_must_claim_breach(VUID("src-parameter"), way);
    const struct omm_trial trial = omm_try_copy(t, OMM_SERIALIZE);
    VkCopyMicromapToMemoryInfoEXT broken = trial.valid.serialize;
    broken.src = omm_bad_micromap_of(t, &omm_bad_micromaps[way->kind]);
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("src-parameter")));
    PASS();
}
