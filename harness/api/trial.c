// SPDX-License-Identifier: Apache-2.0
#include <ommcts/deferred.h>
#include <ommcts/device_micromap.h>
#include <ommcts/layer.h>
#include <ommcts/test.h>
#include <ommcts/trial.h>
#include <ommcts/verdict.h>

static void prepare_clone(struct omm_trial *trial)
{
    trial->source = omm_device_build(trial->t, &omm_small, 0);
    trial->destination = omm_create_micromap(trial->t, trial->source->size);
    trial->valid.clone =
        omm_copy_info(trial->source, trial->destination, VK_COPY_MICROMAP_MODE_CLONE_EXT);
    trial->stakes = omm_stakes(trial->t, "vkCmdCopyMicromapEXT");
    omm_stake_micromap(trial->stakes, trial->source);
    omm_stake_micromap(trial->stakes, trial->destination);
}

// There is room enough for an offset that breaks the alignment alone.
static void prepare_serialize(struct omm_trial *trial)
{
    trial->source = omm_device_build(trial->t, &omm_small, 0);
    trial->memory = omm_region(trial->t, omm_device_serialized_size(trial->source) + 256, 256);
    trial->valid.serialize = omm_device_serialize_info(trial->source, trial->memory);
    trial->stakes = omm_stakes(trial->t, "vkCmdCopyMicromapToMemoryEXT");
    omm_stake_micromap(trial->stakes, trial->source);
    omm_stake_buffer(trial->stakes, trial->memory->buffer);
}

static void prepare_deserialize(struct omm_trial *trial)
{
    const struct omm_micromap *built = omm_device_build(trial->t, &omm_small, 0);
    trial->memory = omm_device_serialize(built);
    trial->destination = omm_create_micromap(trial->t, built->size);
    trial->valid.deserialize = omm_device_deserialize_info(trial->memory, trial->destination);
    trial->stakes = omm_stakes(trial->t, "vkCmdCopyMemoryToMicromapEXT");
    omm_stake_buffer(trial->stakes, trial->memory->buffer);
    omm_stake_micromap(trial->stakes, trial->destination);
}

struct omm_trial omm_try_copy(const struct omm_test *t, enum omm_command command)
{
    struct omm_trial trial = {.t = t, .queue = omm_queue(t, OMM_COMPUTES), .command = command};
    if (command == OMM_CLONE)
        prepare_clone(&trial);
    else if (command == OMM_SERIALIZE)
        prepare_serialize(&trial);
    else
        prepare_deserialize(&trial);
    return trial;
}

void omm_trial_record(const struct omm_trial *trial, VkCommandBuffer commands, const void *info)
{
    if (trial->command == OMM_CLONE)
        trial->t->vk->vkCmdCopyMicromapEXT(commands, info);
    else if (trial->command == OMM_SERIALIZE)
        trial->t->vk->vkCmdCopyMicromapToMemoryEXT(commands, info);
    else
        trial->t->vk->vkCmdCopyMemoryToMicromapEXT(commands, info);
}

// The broken command was stopped; the same without the mistake works.
static const char *judge(const struct omm_trial *trial, const char *vuid)
{
    const char *complaint = omm_stopped_silently(trial->stakes, vuid);
    if (complaint)
        return complaint;
    const VkCommandBuffer commands = omm_begin(trial->t, trial->queue, 0);
    omm_trial_record(trial, commands, &trial->valid);
    omm_run(trial->t, trial->queue, commands);
    complaint = trial->destination ? omm_device_usable(trial->destination)
                                   : omm_header_good(trial->t, trial->memory->bytes);
    return complaint ? complaint : omm_layer_reported(vuid);
}

const char *omm_trial_stopped(const struct omm_trial *trial, const void *broken, const char *vuid)
{
    const VkCommandBuffer commands = omm_begin(trial->t, trial->queue, 0);
    omm_trial_record(trial, commands, broken);
    if (omm_layer_said(vuid)) // else what was recorded is not fit to be executed
        omm_run(trial->t, trial->queue, commands);
    return judge(trial, vuid);
}

const char *omm_trial_stopped_at(const struct omm_test *t, enum omm_command command,
                                 enum omm_place place, const char *vuid)
{
    omm_layer_must_claim(vuid);
    const struct omm_trial trial = omm_try_copy(t, command);
    const struct omm_misplaced misplaced = omm_misplace(t, place);
    omm_trial_record(&trial, misplaced.commands, &trial.valid);
    if (omm_layer_said(vuid))
        omm_misplaced_submit(&misplaced);
    return judge(&trial, vuid);
}

const char *omm_stopped_while_pending(const struct omm_test *t, enum omm_command command,
                                      const char *vuid)
{
    omm_layer_must_claim(vuid);
    const struct omm_job *first = omm_prepare(t, command, &omm_large);
    const struct omm_job *second = omm_prepare(t, command, &omm_small);
    const VkDeferredOperationKHR operation = omm_create_operation(t);
    if (!omm_was_deferred(omm_request(first, operation)))
        omm_not_supported("the driver did not defer, so no operation is pending");
    struct omm_stakes *stakes = omm_job_stakes(second);
    omm_stake_operation(stakes, t, operation);
    const char *complaint = omm_stopped(stakes, vuid, omm_request(second, operation));
    if (complaint)
        return complaint;
    if (omm_answered(omm_join(t, operation), "vkDeferredOperationJoinKHR") != VK_SUCCESS)
        return "the command that was pending did not succeed";
    complaint = omm_job_done(first);
    return complaint ? complaint : omm_job_still_works(second, operation, vuid);
}
