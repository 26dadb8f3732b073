// SPDX-License-Identifier: Apache-2.0
// Violations of the valid-usage IDs of VkCopyMicromapInfoEXT through the command on a queue; those through the
// host command, and the edges, are in the file of the structure's name.
//
// Each breaks one rule under one validation layer, in a process of its own. Observed: the layer reports the ID, the
// driver is not entered, or, where only execution breaks the rule, vkQueueSubmit executes nothing; source and
// destination keep every byte, and the command without the mistake works then. Vacuous if the broken command broke a
// second rule that is reported first.
#include <ommcts/ommcts.h>
#include <ommcts/trial.h>

#define VUID(id) "VUID-VkCopyMicromapInfoEXT-" id

// All names differ from those of the violations through the host command.
static const struct omm_breach on_queue[] = {{.name = "on_queue"}};

enum { SOURCE, DESTINATION };

static const struct omm_breach strangers[] = {
    {.name = "on_queue_source", .kind = SOURCE},
    {.name = "on_queue_destination", .kind = DESTINATION},
};

OMM_VIOLATION(commonparent, .about = "One of the two was created from another device.",
              .covers = OMM_COVERS(VUID("commonparent")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(strangers))
{
    const struct omm_breach *way = param;
    omm_must_claim_breach(VUID("commonparent"), way);
    const struct omm_needs needs = {.device_commands = true};
    const struct omm_trial theirs = omm_try_copy(omm_open_device(t, &needs, NULL), OMM_CLONE);
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    omm_stake_micromap(trial.stakes, theirs.destination);
    VkCopyMicromapInfoEXT broken = trial.valid.clone;
    if (way->kind == SOURCE)
        broken.src = theirs.valid.clone.src;
    else
        broken.dst = theirs.valid.clone.dst;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("commonparent")));
    PASS();
}

OMM_VIOLATION(mode_07533, .about = "COMPACT of a source that was built without ALLOW_COMPACTION.",
              .covers = OMM_COVERS(VUID("mode-07533")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("mode-07533"));
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    VkCopyMicromapInfoEXT broken = trial.valid.clone;
    broken.mode = VK_COPY_MICROMAP_MODE_COMPACT_EXT;
    const VkCommandBuffer commands = omm_begin(t, trial.queue, 0);
    t->vk->vkCmdCopyMicromapEXT(commands, &broken);
    omm_end(t, commands);
    struct omm_stakes *stakes = omm_stakes(t, "vkQueueSubmit");
    omm_stake_micromap(stakes, trial.destination);
    ASSERT_OK(omm_submit_stopped(stakes, t, trial.queue, commands, VUID("mode-07533")));
    PASS();
}

static const struct mode {
    const char *name;
    VkCopyMicromapModeEXT mode;
} modes[] = {
    {"on_queue_serialize", VK_COPY_MICROMAP_MODE_SERIALIZE_EXT},
    {"on_queue_deserialize", VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT},
    {"on_queue_past_last", (VkCopyMicromapModeEXT)(VK_COPY_MICROMAP_MODE_COMPACT_EXT + 1)},
};

OMM_VIOLATION(mode_07531, .about = "The mode is neither CLONE nor COMPACT.",
              .covers = OMM_COVERS(VUID("mode-07531")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(modes))
{
    const struct mode *way = param;
    omm_layer_must_claim(VUID("mode-07531"));
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    VkCopyMicromapInfoEXT broken = trial.valid.clone;
    broken.mode = way->mode;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("mode-07531")));
    PASS();
}

OMM_VIOLATION(sType_sType, .about = "sType is that of another copy.",
              .covers = OMM_COVERS(VUID("sType-sType")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("sType-sType"));
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    VkCopyMicromapInfoEXT broken = trial.valid.clone;
    broken.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT;
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("sType-sType")));
    PASS();
}

OMM_VIOLATION(pNext_pNext, .about = "A structure hangs in the chain.",
              .covers = OMM_COVERS(VUID("pNext-pNext")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(on_queue))
{
    omm_layer_must_claim(VUID("pNext-pNext"));
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    const VkApplicationInfo stranger = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO};
    VkCopyMicromapInfoEXT broken = trial.valid.clone;
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
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    VkCopyMicromapInfoEXT broken = trial.valid.clone;
    broken.src = omm_bad_micromap_of(t, &omm_bad_micromaps[way->kind]);
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("src-parameter")));
    PASS();
}

OMM_VIOLATION(dst_parameter,
              .about = "dst was never created, or is destroyed, or is VK_NULL_HANDLE.",
              .covers = OMM_COVERS(VUID("dst-parameter")), .needs = {.device_commands = true},
              .params = OMM_PARAMS(bad_handles))
{
    const struct omm_breach *way = param;
    omm_must_claim_breach(VUID("dst-parameter"), way);
    const struct omm_trial trial = omm_try_copy(t, OMM_CLONE);
    VkCopyMicromapInfoEXT broken = trial.valid.clone;
    broken.dst = omm_bad_micromap_of(t, &omm_bad_micromaps[way->kind]);
    ASSERT_OK(omm_trial_stopped(&trial, &broken, VUID("dst-parameter")));
    PASS();
}
