// SPDX-License-Identifier: Apache-2.0
// Violations of the valid-usage IDs of vkCmdCopyMemoryToMicromapEXT, whose edges are in the file of the command's name.
//
// Each breaks one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the
// driver is not entered, and after the rest of the command buffer was ended, submitted and waited for, which is valid
// because the refused command is not in it, source and destination keep every byte; and the same command without the
// mistake works then. Vacuous if the copy would write nothing anyway: but for the broken rule each call is valid, with
// data that was serialized here and room enough.
//
// commandBuffer-parameter has no violation: a wild dispatchable handle never reaches a layer, the loader reads through
// it first. videocoding has none: no device of any case has a video coding scope.
#include <ommcts/ommcts.h>
#include <ommcts/trial.h>

#include <string.h>

#define VUID(id) "VUID-vkCmdCopyMemoryToMicromapEXT-" id

// All leave room enough, and the data is there.
static const struct misalignment {
    const char *name;
    VkDeviceSize by;
} misalignments[] = {
    {"a128", 128},
    {"a1", 1},
};

OMM_VIOLATION(pInfo_07543, .about = "No buffer of the device has the address.",
              .covers = OMM_COVERS(VUID("pInfo-07543")), .needs = {.device_commands = true},
              .params = OMM_BAD_ADDRESSES)
{
    omm_must_claim_breach(VUID("pInfo-07543"), param);
    const struct omm_trial trial = omm_try_copy(t, OMM_DESERIALIZE);
    VkCopyMemoryToMicromapInfoEXT broken = trial.valid.deserialize;
    broken.src.deviceAddress = omm_bad_address(t, param);
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("pInfo-07543")));
    PASS();
}

OMM_VIOLATION(pInfo_07544, .about = "The address is aligned to 128 bytes or to 1.",
              .covers = OMM_COVERS(VUID("pInfo-07544")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(misalignments))
{
    const struct misalignment *way = param;
    omm_layer_must_claim(VUID("pInfo-07544"));
    const struct omm_trial trial = omm_try_copy(t, OMM_DESERIALIZE);
    VkCopyMemoryToMicromapInfoEXT broken = trial.valid.deserialize;
    const struct omm_region *blob = omm_device_serialize(omm_device_build(t, &omm_small, 0));
    const struct omm_region *moved = omm_region(t, blob->size + way->by, 256);
    memcpy(moved->bytes + way->by, blob->bytes, (size_t)blob->size);
    broken.src.deviceAddress = moved->address + way->by;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("pInfo-07544")));
    PASS();
}

OMM_VIOLATION(buffer_07546,
              .about = "The destination's buffer was never bound to memory, or that is freed.",
              .covers = OMM_COVERS(VUID("buffer-07546")), .needs = {.device_commands = true},
              .params = OMM_UNBACKED)
{
    omm_layer_must_claim(VUID("buffer-07546"));
    const struct omm_trial trial = omm_try_copy(t, OMM_DESERIALIZE);
    VkCopyMemoryToMicromapInfoEXT broken = trial.valid.deserialize;
    broken.dst = omm_unbacked_micromap(t, 1 << 16, param)->handle;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("buffer-07546")));
    PASS();
}

OMM_VIOLATION(commandBuffer_recording,
              .about = "The command buffer was not begun yet, or has ended.",
              .covers = OMM_COVERS(VUID("commandBuffer-recording")),
              .needs = {.device_commands = true}, .params = OMM_NOT_RECORDING)
{
    const struct omm_place_param *way = param;
    ASSERT_OK(
        omm_trial_stopped_at(t, OMM_DESERIALIZE, way->place, VUID("commandBuffer-recording")));
    PASS();
}

OMM_VIOLATION(commandBuffer_cmdpool, .about = "The pool's queue family only transfers.",
              .covers = OMM_COVERS(VUID("commandBuffer-cmdpool")),
              .needs = {.device_commands = true})
{
    ASSERT_OK(omm_trial_stopped_at(t, OMM_DESERIALIZE, OMM_WITHOUT_COMPUTE,
                                   VUID("commandBuffer-cmdpool")));
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
    ASSERT_OK(omm_trial_stopped_at(t, OMM_DESERIALIZE, way->place, VUID("renderpass")));
    PASS();
}

OMM_VIOLATION(
    suspended,
    .about = "A render pass instance was suspended and is resumed right after the command.",
    .covers = OMM_COVERS(VUID("suspended")),
    .needs = {.device_commands = true, .dynamic_rendering = true})
{
    ASSERT_OK(omm_trial_stopped_at(t, OMM_DESERIALIZE, OMM_IN_SUSPENSION, VUID("suspended")));
    PASS();
}

OMM_VIOLATION(pInfo_parameter, .about = "pInfo is NULL, leads nowhere, or to half a structure.",
              .covers = OMM_COVERS(VUID("pInfo-parameter")), .needs = {.device_commands = true},
              .params = OMM_BAD_READS)
{
    const struct omm_bad_pointer *bad = param;
    omm_must_claim_way(VUID("pInfo-parameter"), bad->name, bad->khronos_misses);
    const struct omm_trial trial = omm_try_copy(t, OMM_DESERIALIZE);
    const VkCopyMemoryToMicromapInfoEXT *broken =
        omm_make_bad(bad, &trial.valid.deserialize, sizeof trial.valid.deserialize, 16);
    ASSERT_OK(omm_trial_stopped(&trial, broken, VUID("pInfo-parameter")));
    PASS();
}
