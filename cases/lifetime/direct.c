// SPDX-License-Identifier: Apache-2.0
// When a host command returns and was not deferred, everything that it was given is the application's again.
//
// "Application-owned memory is immediately consumed by any Vulkan command it is passed into", and the application may
// alter or free it as soon as the commands that use it have returned (chapter "Fundamentals", object lifetime,
// paraphrased). So pInfo and what it points to, host memory that was read or written, and the micromaps, their buffers and
// their memory may go at that moment. A thread that still copies, a pointer that waits for the next command, a reference
// count that is written late: all of them break this.
//
// Observed: the first thing after the return is that pages lose their access, or that objects and memory are gone; then
// host commands of every kind run on other objects. Of the pages, pInfo was read-only during the call. Nothing of this
// asks whether the output is right before it is out of reach: where it stays reachable it is judged at the end. Run
// without layers that keep what they were given.
#include <ommcts/ommcts.h>

OMM_CASE(pages_gone,
         .about = "What the command was given may lose its pages when the call returns.",
         .covers = OMM_COVERS("A075", "A030", "A093", "A066"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_shape *const shapes[] = {&omm_small, &omm_large};
    for (size_t i = 0; i < 2; ++i) {
        const struct omm_job *job = omm_prepare(t, each->command, shapes[i]);
        omm_block_protect(job->info, OMM_READ_ONLY);
        const VkResult answer = omm_request(job, VK_NULL_HANDLE);
        omm_job_protect(job, OMM_NO_ACCESS);
        ASSERT_SUCCESS(answer);
        ASSERT_OK(omm_go_on(t));
        omm_job_protect(job, OMM_READ_WRITE);
        ASSERT_OK(omm_job_done(job));
    }
    PASS();
}

OMM_CASE(objects_gone,
         .about = "Micromaps, buffers and memory may be destroyed when the call returns.",
         .covers = OMM_COVERS("A024", "A066", "A075"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *each = param;
    const struct omm_job *job = omm_prepare(t, each->command, &omm_large);
    const VkResult answer = omm_request(job, VK_NULL_HANDLE);
    struct omm_micromap *const maps[] = {job->source, job->destination};
    for (size_t i = 0; i < 2; ++i) {
        if (!maps[i])
            continue;
        omm_destroy_micromap(maps[i]);
        omm_buffer_destroy(maps[i]->buffer);
    }
    omm_job_protect(job, OMM_NO_ACCESS);
    ASSERT_SUCCESS(answer);
    ASSERT_OK(omm_go_on(t));
    PASS();
}

OMM_CASE(source_gone, .about = "What was copied needs no source from the moment of the return.",
         .covers = OMM_COVERS("A072", "A105"), .needs = {.host_commands = true})
{
    static const enum omm_command copies[] = {OMM_CLONE, OMM_COMPACT, OMM_SERIALIZE};
    for (size_t i = 0; i < sizeof copies / sizeof copies[0]; ++i) {
        const struct omm_job *job = omm_prepare(t, copies[i], &omm_large);
        const VkDeviceSize size = job->source->size;
        const VkResult answer = omm_request(job, VK_NULL_HANDLE);
        omm_destroy_micromap(job->source);
        omm_buffer_destroy(job->source->buffer);
        ASSERT_SUCCESS(answer);
        ASSERT_OK(omm_go_on(t));
        ASSERT_OK(omm_usable(job->destination ? job->destination
                                              : omm_deserialize(t, job->memory, size)));
    }
    PASS();
}
