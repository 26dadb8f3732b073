// SPDX-License-Identifier: Apache-2.0
// A micromap may be created before its buffer has memory (chapter "Resource Creation", "Micromaps").
//
// No rule of vkCreateMicromapEXT or VkMicromapCreateInfoEXT asks for memory; those of the host commands do, when they
// are called. So: create the buffer, create the micromap, bind the memory, use the micromap. A driver that looks up
// the memory when the micromap is created finds none there.
// Observed with every command that writes a micromap, mapped by the application and not: it succeeds, the pattern
// around the micromap is whole, and the micromap can be used as a source.
// Vacuous if the helper bound the buffer early: the buffer is asked for unbound.
#include <ommcts/ommcts.h>

static struct omm_micromap *create_then_bind(const struct omm_test *t, VkDeviceSize size,
                                             bool unmapped)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = 768 + size + 512,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = 4096,
                                 .memory_type = OMM_COHERENT,
                                 .unbound = true,
                                 .unmapped = unmapped,
                             });
    struct omm_micromap *map = omm_create_micromap_in(buffer, 768, size);
    omm_buffer_bind(buffer);
    return map;
}

OMM_CASE(after_create, .about = "Memory bound after the micromap was created is used.",
         .covers = OMM_COVERS("A019", "A021"), .needs = {.host_commands = true},
         .params = OMM_EACH_COMMAND)
{
    const struct omm_command_param *command = param;
    if (command->command == OMM_SERIALIZE) {
        // A source that was created before its memory was bound.
        struct omm_input *input = omm_make_input(t, &omm_small);
        struct omm_micromap *map =
            create_then_bind(t, omm_host_sizes(t, input, 0).micromapSize, false);
        omm_build_into(map, input, 0);
        const struct omm_block *blob = omm_serialize(map);
        ASSERT_OK(omm_block_intact(blob));
        ASSERT_OK(omm_header_good(t, blob->bytes));
        PASS();
    }
    struct omm_job *job = omm_prepare(t, command->command, &omm_small);
    omm_job_aim(job, create_then_bind(t, job->destination->size, false));
    ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
    ASSERT_OK(omm_job_done(job));
    PASS();
}

OMM_CASE(after_create_unmapped,
         .about = "Memory bound late that the application never maps while it works is used.",
         .covers = OMM_COVERS("A019", "A045"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_input *input = omm_make_input(t, param);
    struct omm_micromap *map = create_then_bind(t, omm_host_sizes(t, input, 0).micromapSize, true);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.dstMicromap = map->handle;
    info.scratchData.hostAddress =
        omm_alloc((size_t)omm_host_sizes(t, input, 0).buildScratchSize + 1);
    ASSERT_SUCCESS(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(several_before_one_bind, .about = "Several micromaps wait for the memory of one buffer.",
         .covers = OMM_COVERS("A019", "A021"), .needs = {.host_commands = true})
{
    enum { COUNT = 5 };
    const struct omm_input *input = omm_make_input(t, &omm_small);
    const VkDeviceSize size = omm_host_sizes(t, input, 0).micromapSize;
    const VkDeviceSize step = (size + 255) / 256 * 256;
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = COUNT * step + 256,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .memory_type = OMM_COHERENT,
                                 .unbound = true,
                             });
    struct omm_micromap *maps[COUNT];
    for (VkDeviceSize i = 0; i < COUNT; ++i)
        maps[i] = omm_create_micromap_in(buffer, i * step, size);
    omm_buffer_bind(buffer);
    for (size_t i = 0; i < COUNT; ++i)
        omm_build_into(maps[i], input, 0);
    ASSERT_OK(omm_buffer_intact_outside(buffer, 0, COUNT * step));
    for (size_t i = 0; i < COUNT; ++i)
        ASSERT_OK(omm_usable(maps[i]));
    PASS();
}
