// SPDX-License-Identifier: Apache-2.0
// Host commands on a device whose only queue can't compute (chapter "Micromaps", "Host Micromap Commands").
//
// Host micromap commands are "executed on the host timeline, rather than being enqueued into command buffers", and no
// sentence ties them to a queue: a device that was created with a queue for transfers alone has all of them.
// Observed by each command's answer, a VkResult of its own list, and by what it left. Vacuous if the device had another
// queue: the harness creates exactly one. NotSupported, by name, where every family computes or draws.
#include <ommcts/ommcts.h>

OMM_CASE(transfer_only, .about = "A host command needs no queue that computes.",
         .covers = OMM_COVERS("A003", "A131", "A153"), .params = OMM_EACH_COMMAND,
         .needs = {.host_commands = true, .transfer_queue_only = true})
{
    const enum omm_command command = ((const struct omm_command_param *)param)->command;
    const struct omm_job *job = omm_prepare(t, command, &omm_small);
    ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(transfer_only_sizes, .about = "Nor does the query of sizes.",
         .covers = OMM_COVERS("A003", "A036", "A046"), .params = OMM_FEW_SHAPES,
         .needs = {.host_commands = true, .transfer_queue_only = true})
{
    const struct omm_micromap *map =
        omm_build(t, param, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
    ASSERT_OK(omm_usable(map)); // serialized into exactly the size that was asked for
    ASSERT_OK(omm_usable(omm_compact(map)));
    PASS();
}
