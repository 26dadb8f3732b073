// SPDX-License-Identifier: Apache-2.0
// Violations of the valid-usage IDs of vkCmdCopyMicromapEXT, whose edges are in the file of the command's name.
//
// Each breaks one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the
// driver is not entered, and after the rest of the command buffer was ended, submitted and waited for, which is valid
// because the refused command is not in it, source and destination keep every byte; and the same command without the
// mistake works then. Vacuous if the copy would write nothing anyway: but for the broken rule each call is valid, a
// clone of a constructed source into a destination of the same size.
//
// commandBuffer-parameter has no violation: a wild dispatchable handle never reaches a layer, the loader reads through
// it first. videocoding has none: no device of any case has a video coding scope.
#include <ommcts/ommcts.h>
#include <ommcts/trial.h>

#define VUID(id) "VUID-vkCmdCopyMicromapEXT-" id

OMM_VIOLATION(buffer_07529,
              .about = "The source's buffer was never bound to memory, or that is freed.",
              .covers = OMM_COVERS(VUID("buffer-07529")), .needs = {.device_commands = true},
              .params = OMM_UNBACKED)
{
    omm_layer_must_claim(VUID("buffer-07529"));
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    VkCopyMicromapInfoEXT broken = trial.valid.clone;
    broken.src = omm_unbacked_micromap(t, trial.destination->size, param)->handle;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("buffer-07529")));
    PASS();
}

OMM_VIOLATION(buffer_07530,
              .about = "The destination's buffer was never bound to memory, or that is freed.",
              .covers = OMM_COVERS(VUID("buffer-07530")), .needs = {.device_commands = true},
              .params = OMM_UNBACKED)
{
    omm_layer_must_claim(VUID("buffer-07530"));
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    VkCopyMicromapInfoEXT broken = trial.valid.clone;
    broken.dst = omm_unbacked_micromap(t, trial.destination->size, param)->handle;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("buffer-07530")));
    PASS();
}

enum { NEVER, NEVER_2, AFTER, ELSEWHERE };

static const struct omm_breach unconstructed[] = {
    {.name = "never", .kind = NEVER},
    {.name = "never_submit2", .kind = NEVER_2},
    {.name = "right_after", .kind = AFTER},
    {.name = "not_submitted", .kind = ELSEWHERE},
};

OMM_VIOLATION(src_07532,
              .about = "The source is never built, or by a command that stands behind the copy or "
                       "was not submitted.",
              .covers = OMM_COVERS(VUID("src-07532")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(unconstructed))
{
    const struct omm_breach *way = param;
    omm_must_claim_breach(VUID("src-07532"), way);
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    const struct omm_micromap *source = omm_create_micromap(t, size);
    const struct omm_micromap *destination = omm_create_micromap(t, size);
    const VkMicromapBuildInfoEXT build = omm_device_build_info(t, input, 0, source);
    const VkCopyMicromapInfoEXT copy =
        omm_copy_info(source, destination, VK_COPY_MICROMAP_MODE_CLONE_EXT);

    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &copy);
    omm_barrier_copies(t, commands);
    const VkCommandBuffer other = omm_begin(t, queue, 0);
    if (way->kind == AFTER || way->kind == ELSEWHERE)
        t->vk->vkCmdBuildMicromapsEXT(way->kind == AFTER ? commands : other, 1, &build);
    omm_end(t, other);
    omm_end(t, commands);

    struct omm_stakes *stakes = omm_stakes(t, "vkQueueSubmit");
    omm_stake_micromap(stakes, source);
    omm_stake_micromap(stakes, destination);
    ASSERT_OK(way->kind == NEVER_2
                  ? omm_submit2_stopped(stakes, t, queue, commands, VUID("src-07532"))
                  : omm_submit_stopped(stakes, t, queue, commands, VUID("src-07532")));
    PASS();
}

OMM_VIOLATION(commandBuffer_recording,
              .about = "The command buffer was not begun yet, or has ended.",
              .covers = OMM_COVERS(VUID("commandBuffer-recording")),
              .needs = {.device_commands = true}, .params = OMM_NOT_RECORDING)
{
    const struct omm_place_param *way = param;
    ASSERT_OK(omm_trial_stopped_at(t, OMM_CLONE, way->place, VUID("commandBuffer-recording")));
    PASS();
}

OMM_VIOLATION(commandBuffer_cmdpool, .about = "The pool's queue family only transfers.",
              .covers = OMM_COVERS(VUID("commandBuffer-cmdpool")),
              .needs = {.device_commands = true})
{
    ASSERT_OK(
        omm_trial_stopped_at(t, OMM_CLONE, OMM_WITHOUT_COMPUTE, VUID("commandBuffer-cmdpool")));
    PASS();
}

OMM_VIOLATION(renderpass,
              .about = "A render pass instance is active, in the command buffer itself or in the "
                       "one that will execute it.",
              .covers = OMM_COVERS(VUID("renderpass")),
              .needs = {.device_commands = true, .dynamic_rendering = true},
              .params = OMM_INSIDE_RENDERING)
{
    const struct omm_place_param *way = param;
    ASSERT_OK(omm_trial_stopped_at(t, OMM_CLONE, way->place, VUID("renderpass")));
    PASS();
}

OMM_VIOLATION(
    suspended,
    .about = "A render pass instance was suspended and is resumed right after the command.",
    .covers = OMM_COVERS(VUID("suspended")),
    .needs = {.device_commands = true, .dynamic_rendering = true})
{
    ASSERT_OK(omm_trial_stopped_at(t, OMM_CLONE, OMM_IN_SUSPENSION, VUID("suspended")));
    PASS();
}

OMM_VIOLATION(pInfo_parameter, .about = "pInfo is NULL, leads nowhere, or to half a structure.",
              .covers = OMM_COVERS(VUID("pInfo-parameter")), .needs = {.device_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *bad = param;
    omm_must_claim_way(VUID("pInfo-parameter"), bad->name, bad->khronos_misses);
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    const VkCopyMicromapInfoEXT *broken =
        omm_make_bad(bad, &trial.valid.clone, sizeof trial.valid.clone, 16);
    ASSERT_OK(omm_trial_stopped(&trial, broken, VUID("pInfo-parameter")));
    PASS();
}
