// SPDX-License-Identifier: Apache-2.0
// Where commands are recorded: scopes that no driver here can open, and how scopes pass from one command buffer to
// another.
#include "work.h"

#include <greatest.h>

static VkMicromapEXT micromap;
static VkQueryPool pool;

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
    micromap = work_micromap();
    pool = work_query_pool(VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, 1, 0);
}

static void close_each(void *unused)
{
    (void)unused;
    work_close();
}

static void build(VkCommandBuffer commands)
{
    work_build(commands, micromap, 0);
}

static void copy(VkCommandBuffer commands)
{
    work_copy(commands, micromap, micromap, VK_COPY_MICROMAP_MODE_CLONE_EXT);
}

static void serialize(VkCommandBuffer commands)
{
    work_serialize(commands, micromap, work_address(fake_buffer(&work.vulkan, 4096, 0)));
}

static void deserialize(VkCommandBuffer commands)
{
    work_deserialize(commands, work_address(fake_buffer(&work.vulkan, 4096, 0)), micromap);
}

static void query(VkCommandBuffer commands)
{
    work_query(commands, micromap, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, pool, 0);
}

static const struct command {
    const char *name;
    void (*record)(VkCommandBuffer commands);
    const char *renderpass, *suspended, *videocoding, *recording, *cmdpool;
} commands[] = {
#define COMMAND(name, record)                                                                      \
    {                                                                                              \
        name, record, "VUID-" name "-renderpass", "VUID-" name "-suspended",                       \
            "VUID-" name "-videocoding", "VUID-" name "-commandBuffer-recording",                  \
            "VUID-" name "-commandBuffer-cmdpool"                                                  \
    }
    COMMAND("vkCmdBuildMicromapsEXT", build),
    COMMAND("vkCmdCopyMicromapEXT", copy),
    COMMAND("vkCmdCopyMicromapToMemoryEXT", serialize),
    COMMAND("vkCmdCopyMemoryToMicromapEXT", deserialize),
    COMMAND("vkCmdWriteMicromapsPropertiesEXT", query),
};
enum { COMMANDS = sizeof commands / sizeof *commands };

TEST video_coding_scopes(void)
{
    for (int i = 0; i < COMMANDS; ++i) {
        const VkCommandBuffer buffer = work_begin();
        const VkVideoBeginCodingInfoKHR begin = {.sType =
                                                     VK_STRUCTURE_TYPE_VIDEO_BEGIN_CODING_INFO_KHR};
        const VkVideoEndCodingInfoKHR end = {.sType = VK_STRUCTURE_TYPE_VIDEO_END_CODING_INFO_KHR};
        commands[i].record(buffer);
        VK(vkCmdBeginVideoCodingKHR)(buffer, &begin);
        ASSERT(work_silent());
        const unsigned before = fake_calls(commands[i].name);
        work.ear.stop = true;
        commands[i].record(buffer);
        ASSERT(work_heard(commands[i].videocoding));
        ASSERT_EQ(before, fake_calls(commands[i].name));
        work.ear.stop = false;
        commands[i].record(buffer);
        ASSERT(work_heard(commands[i].videocoding));
        ASSERT_EQ(before + 1, fake_calls(commands[i].name));
        VK(vkCmdEndVideoCodingKHR)(buffer, &end);
        commands[i].record(buffer);
        ASSERT(work_silent());
    }
    ASSERT_EQ(COMMANDS, (int)fake_calls("vkCmdBeginVideoCodingKHR"));
    ASSERT_EQ(COMMANDS, (int)fake_calls("vkCmdEndVideoCodingKHR"));
    PASS();
}

TEST families_without_compute(void)
{
    for (uint32_t family = 1; family < FAKE_FAMILIES; ++family) {
        const VkCommandPoolCreateInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                              .queueFamilyIndex = family};
        VK(vkCreateCommandPool)(work.vulkan.device, &info, NULL, &work.pool);
        for (int i = 0; i < COMMANDS; ++i) {
            commands[i].record(work_begin());
            ASSERT(work_heard(commands[i].cmdpool));
        }
    }
    PASS();
}

typedef void step(VkCommandBuffer buffer);

static void begin_render_pass(VkCommandBuffer buffer)
{
    const VkRenderPassBeginInfo info = {.sType = VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    VK(vkCmdBeginRenderPass)(buffer, &info, VK_SUBPASS_CONTENTS_INLINE);
}

static void end_render_pass(VkCommandBuffer buffer)
{
    VK(vkCmdEndRenderPass)(buffer);
}

static void begin_render_pass_2(VkCommandBuffer buffer)
{
    const VkRenderPassBeginInfo info = {.sType = VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    const VkSubpassBeginInfo subpass = {.sType = VK_STRUCTURE_TYPE_SUBPASS_BEGIN_INFO};
    VK(vkCmdBeginRenderPass2)(buffer, &info, &subpass);
}

static void end_render_pass_2(VkCommandBuffer buffer)
{
    const VkSubpassEndInfo info = {.sType = VK_STRUCTURE_TYPE_SUBPASS_END_INFO};
    VK(vkCmdEndRenderPass2)(buffer, &info);
}

static void begin_rendering_with(VkCommandBuffer buffer, VkRenderingFlags flags)
{
    const VkRenderingInfo info = {.sType = VK_STRUCTURE_TYPE_RENDERING_INFO, .flags = flags};
    VK(vkCmdBeginRendering)(buffer, &info);
}

static void begin_rendering(VkCommandBuffer buffer)
{
    begin_rendering_with(buffer, 0);
}

static void end_rendering(VkCommandBuffer buffer)
{
    VK(vkCmdEndRendering)(buffer);
}

static void end_rendering_2(VkCommandBuffer buffer)
{
    typedef void(VKAPI_PTR * end)(VkCommandBuffer, const void *);
    ((end)work.vulkan.get_device_command(work.vulkan.device, "vkCmdEndRendering2KHR"))(buffer,
                                                                                       NULL);
}

TEST render_pass_instances_of_all_kinds(void)
{
    static const struct {
        step *begin, *end;
        const char *begin_name, *end_name;
    } kinds[] = {
        {begin_render_pass, end_render_pass, "vkCmdBeginRenderPass", "vkCmdEndRenderPass"},
        {begin_render_pass_2, end_render_pass_2, "vkCmdBeginRenderPass2", "vkCmdEndRenderPass2"},
        {begin_rendering, end_rendering, "vkCmdBeginRendering", "vkCmdEndRendering"},
        {begin_rendering, end_rendering_2, "vkCmdBeginRendering", "vkCmdEndRendering2KHR"},
    };
    for (unsigned kind = 0; kind < sizeof kinds / sizeof *kinds; ++kind)
        for (int i = 0; i < COMMANDS; ++i) {
            const VkCommandBuffer buffer = work_begin();
            const unsigned begun = fake_calls(kinds[kind].begin_name);
            const unsigned ended = fake_calls(kinds[kind].end_name);
            kinds[kind].begin(buffer);
            commands[i].record(buffer);
            ASSERT(work_heard(commands[i].renderpass));
            kinds[kind].end(buffer);
            ASSERT_EQ(begun + 1, fake_calls(kinds[kind].begin_name));
            ASSERT_EQ(ended + 1, fake_calls(kinds[kind].end_name));
            commands[i].record(buffer);
            ASSERT(work_silent());
        }
    PASS();
}

// A secondary suspends an instance, another resumes it: the primary is between them in between.
TEST suspended_across_secondaries(void)
{
    const VkCommandBuffer first = work_allocate(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    const VkCommandBuffer last = work_allocate(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    const VkCommandBuffer neither = work_allocate(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    work_begin_again(first, 0);
    begin_rendering_with(first, VK_RENDERING_SUSPENDING_BIT);
    end_rendering(first);
    work_end(first);
    work_begin_again(last, 0);
    begin_rendering_with(last, VK_RENDERING_RESUMING_BIT);
    end_rendering(last);
    work_end(last);
    work_begin_again(neither, 0);
    work_end(neither);
    for (int i = 0; i < COMMANDS; ++i) {
        const VkCommandBuffer buffer = work_begin();
        VK(vkCmdExecuteCommands)(buffer, 1, &first);
        VK(vkCmdExecuteCommands)(buffer, 1, &neither);
        commands[i].record(buffer);
        ASSERT(work_heard(commands[i].suspended));
        VK(vkCmdExecuteCommands)(buffer, 1, &last);
        commands[i].record(buffer);
        ASSERT(work_silent());
    }
    PASS();
}

// What is resumed is suspended no longer, even before it ends.
TEST resumed_in_one_buffer(void)
{
    const VkCommandBuffer buffer = work_begin();
    begin_rendering_with(buffer, VK_RENDERING_SUSPENDING_BIT);
    end_rendering(buffer);
    begin_rendering_with(buffer, VK_RENDERING_RESUMING_BIT);
    copy(buffer);
    ASSERT(work_heard("VUID-vkCmdCopyMicromapEXT-renderpass"));
    PASS();
}

// As VK_EXT_nested_command_buffer allows.
TEST suspended_in_secondaries_of_secondaries(void)
{
    const VkCommandBuffer inner = work_allocate(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    const VkCommandBuffer outer = work_allocate(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    work_begin_again(inner, 0);
    begin_rendering_with(inner, VK_RENDERING_SUSPENDING_BIT);
    end_rendering(inner);
    work_end(inner);
    work_begin_again(outer, 0);
    VK(vkCmdExecuteCommands)(outer, 1, &inner);
    work_end(outer);
    const VkCommandBuffer buffer = work_begin();
    VK(vkCmdExecuteCommands)(buffer, 1, &outer);
    copy(buffer);
    ASSERT(work_heard("VUID-vkCmdCopyMicromapEXT-suspended"));
    ASSERT_EQ(2, fake_calls("vkCmdExecuteCommands"));
    PASS();
}

TEST continuation_means_nothing_to_primaries(void)
{
    const VkCommandBufferUsageFlags flags = VK_COMMAND_BUFFER_USAGE_RENDER_PASS_CONTINUE_BIT;
    const VkCommandBuffer primary = work_allocate(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    const VkCommandBuffer secondary = work_allocate(VK_COMMAND_BUFFER_LEVEL_SECONDARY);
    work_begin_again(primary, flags);
    work_begin_again(secondary, flags);
    copy(primary);
    ASSERT(work_silent());
    copy(secondary);
    ASSERT(work_heard("VUID-vkCmdCopyMicromapEXT-renderpass"));
    PASS();
}

// A reset of any kind ends the recording and every scope that it was in.
TEST resets(void)
{
    for (int way = 0; way < 3; ++way) {
        const VkCommandBuffer buffer = work_begin();
        begin_rendering_with(buffer, VK_RENDERING_SUSPENDING_BIT);
        end_rendering(buffer);
        if (way == 0)
            VK(vkResetCommandBuffer)(buffer, 0);
        if (way == 1)
            VK(vkResetCommandPool)(work.vulkan.device, work.pool, 0);
        if (way < 2) {
            copy(buffer);
            ASSERT(work_heard("VUID-vkCmdCopyMicromapEXT-commandBuffer-recording"));
        }
        work_begin_again(buffer, 0);
        copy(buffer);
        ASSERT(work_silent());
        work_end(buffer);
        copy(buffer);
        ASSERT(work_heard("VUID-vkCmdCopyMicromapEXT-commandBuffer-recording"));
    }
    PASS();
}

TEST pools_take_their_buffers_with_them(void)
{
    for (int i = 0; i < 100; ++i)
        work_begin();
    ASSERT_EQ(100, work.device->maps[LAY_COMMAND_BUFFER].count);
    VK(vkDestroyCommandPool)(work.vulkan.device, work.pool, NULL);
    ASSERT_EQ(0, work.device->maps[LAY_COMMAND_BUFFER].count);
    PASS();
}

// Nobody knows what they contain then.
TEST resets_may_fail(void)
{
    const VkCommandBuffer buffer = work_begin();
    work_end(buffer);
    fake.create_result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
    VK(vkResetCommandPool)(work.vulkan.device, work.pool, 0);
    fake.create_result = VK_SUCCESS;
    copy(buffer);
    ASSERT(work_silent());
    PASS();
}

// More of them than one sees by accident: the first and the last place of a table count as the others do.
TEST pools_know_all_their_buffers(void)
{
    enum { MANY = 44 };
    struct lay_command_buffer *buffers[MANY];
    lay_lock(work.device);
    for (uint64_t i = 0; i < MANY; ++i) {
        buffers[i] = lay_track(work.device, LAY_COMMAND_BUFFER, 16 * (i + 1));
        buffers[i]->pool = work.pool;
        buffers[i]->state = LAY_EXECUTABLE;
    }
    lay_unlock(work.device);
    VK(vkResetCommandPool)(work.vulkan.device, work.pool, 0);
    for (int i = 0; i < MANY; ++i)
        ASSERT_EQ(LAY_INITIAL, buffers[i]->state);
    VK(vkDestroyCommandPool)(work.vulkan.device, work.pool, NULL);
    ASSERT_EQ(0, work.device->maps[LAY_COMMAND_BUFFER].count);
    PASS();
}

static void track(uint64_t handle)
{
    struct lay_command_buffer *buffer = lay_track(work.device, LAY_COMMAND_BUFFER, handle);
    buffer->pool = work.pool;
}

// One alone, and as many as a small table takes, wherever in it they are.
TEST pools_take_their_buffers_from_any_place(void)
{
    for (uint64_t first = 1; first <= 300; ++first) {
        const VkCommandPoolCreateInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
        VK(vkCreateCommandPool)(work.vulkan.device, &info, NULL, &work.pool);
        for (uint64_t i = 0; i < (first % 2 ? 1 : 12); ++i)
            track(16 * (first + i * i));
        VK(vkDestroyCommandPool)(work.vulkan.device, work.pool, NULL);
        ASSERT_EQ(0, work.device->maps[LAY_COMMAND_BUFFER].count);
    }
    PASS();
}

TEST pools_of_families_that_are_none(void)
{
    const VkCommandPoolCreateInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                          .queueFamilyIndex = FAKE_FAMILIES};
    VK(vkCreateCommandPool)(work.vulkan.device, &info, NULL, &work.pool);
    copy(work_begin());
    ASSERT(work_silent());
    PASS();
}

// Of a pool that memory was missing for, the family is not known.
TEST pools_may_have_no_record(void)
{
    const VkCommandPoolCreateInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                          .queueFamilyIndex = 1};
    VK(vkCreateCommandPool)(work.vulkan.device, &info, NULL, &work.pool);
    lay_lock(work.device);
    lay_untrack(work.device, LAY_COMMAND_POOL, LAY_KEY(work.pool));
    work.device->incomplete[LAY_COMMAND_POOL] = true;
    lay_unlock(work.device);
    copy(work_begin());
    ASSERT(work_silent());
    PASS();
}

SUITE(places)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(video_coding_scopes);
    RUN_TEST(families_without_compute);
    RUN_TEST(render_pass_instances_of_all_kinds);
    RUN_TEST(suspended_across_secondaries);
    RUN_TEST(resumed_in_one_buffer);
    RUN_TEST(suspended_in_secondaries_of_secondaries);
    RUN_TEST(continuation_means_nothing_to_primaries);
    RUN_TEST(resets);
    RUN_TEST(resets_may_fail);
    RUN_TEST(pools_know_all_their_buffers);
    RUN_TEST(pools_take_their_buffers_from_any_place);
    RUN_TEST(pools_of_families_that_are_none);
    RUN_TEST(pools_may_have_no_record);
    RUN_TEST(pools_take_their_buffers_with_them);
}
