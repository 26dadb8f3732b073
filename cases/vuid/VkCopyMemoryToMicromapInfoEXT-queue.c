// SPDX-License-Identifier: Apache-2.0
// Violations of the valid-usage IDs of VkCopyMemoryToMicromapInfoEXT through the command on a queue; those through the
// host command, and the edges, are in the file of the structure's name.
//
// Each breaks one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the
// driver is not entered, or, where only execution breaks the rule, vkQueueSubmit executes nothing; source and
// destination keep every byte, and the command without the mistake works then. Vacuous if the broken command broke a
// second rule that is reported first.
#include <ommcts/ommcts.h>
#include <ommcts/trial.h>

#define VUID(id) "VUID-VkCopyMemoryToMicromapInfoEXT-" id

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
    const struct omm_trial trial = omm_try_copy(t, OMM_DESERIALIZE);
    VkCopyMemoryToMicromapInfoEXT broken = trial.valid.deserialize;
    broken.mode = way->mode;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("mode-07548")));
    PASS();
}

OMM_VIOLATION(mode_parameter, .about = "The mode is a number that is no VkCopyMicromapModeEXT.",
              .covers = OMM_COVERS(VUID("mode-parameter")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("mode-parameter"));
    const struct omm_trial trial = omm_try_copy(t, OMM_DESERIALIZE);
    VkCopyMemoryToMicromapInfoEXT broken = trial.valid.deserialize;
    broken.mode = VK_COPY_MICROMAP_MODE_MAX_ENUM_EXT;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("mode-parameter")));
    PASS();
}

OMM_VIOLATION(sType_sType, .about = "sType is that of another copy.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("sType-sType"));
    const struct omm_trial trial = omm_try_copy(t, OMM_DESERIALIZE);
    VkCopyMemoryToMicromapInfoEXT broken = trial.valid.deserialize;
    broken.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("sType-sType")));
    PASS();
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("pNext-pNext"));
    const struct omm_trial trial = omm_try_copy(t, OMM_DESERIALIZE);
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    VkCopyMemoryToMicromapInfoEXT broken = trial.valid.deserialize;
    broken.pNext = &stranger;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("pNext-pNext")));
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
    const struct omm_trial trial = omm_try_copy(t, OMM_DESERIALIZE);
    VkCopyMemoryToMicromapInfoEXT broken = trial.valid.deserialize;
    broken.dst = omm_bad_micromap_of(t, &omm_bad_micromaps[way->kind]);
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("dst-parameter")));
    PASS();
}
