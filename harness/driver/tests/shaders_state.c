// SPDX-License-Identifier: Apache-2.0
// Built-ins, specialization, push constants, and the objects around pipelines.
#include "compute.h"

#include <greatest.h>
#include <string.h>

static const uint32_t add_comp[] = {
#include "shaders/add.inc"
};
static const uint32_t builtins_comp[] = {
#include "shaders/builtins.inc"
};

enum { EACH = 8, LOCAL_Y = 2 };

struct constants {
    uint32_t local_x, number, flag;
    float real;
};

static const VkSpecializationMapEntry entries[] = {
    {10, offsetof(struct constants, local_x), sizeof(uint32_t)},
    {0, offsetof(struct constants, number), sizeof(uint32_t)},
    {1, offsetof(struct constants, flag), sizeof(uint32_t)},
    {2, offsetof(struct constants, real), sizeof(float)},
};

struct asked {
    VkDeviceAddress answers;
    uint32_t values[4];
};

static uint32_t packed(uint32_t x, uint32_t y, uint32_t z)
{
    return x | y << 8 | z << 16;
}

/// Looks at the answers of one group of a dispatch of 3 x 2 x 2.
static enum greatest_test_res check_group(const uint32_t (*seen)[EACH],
                                          const struct constants *constants, uint32_t x, uint32_t y,
                                          uint32_t z)
{
    for (uint32_t i = 0; i < constants->local_x * LOCAL_Y; i++) {
        const uint32_t local_x = i % constants->local_x, local_y = i / constants->local_x;
        const uint32_t global_x = x * constants->local_x + local_x;
        ASSERT_EQ_FMT(packed(global_x, y * LOCAL_Y + local_y, z), seen[i][0], "0x%x");
        ASSERT_EQ_FMT(packed(x, y, z), seen[i][1], "0x%x");
        ASSERT_EQ_FMT(packed(local_x, local_y, 0), seen[i][2], "0x%x");
        ASSERT_EQ_FMT(packed(constants->local_x, LOCAL_Y, 0), seen[i][3], "0x%x");
        ASSERT_EQ_FMT(constants->number * 2 + 1, seen[i][4], "%u");
        ASSERT_EQ_FMT(constants->flag | (uint32_t)(constants->real * 2) << 1, seen[i][5], "%u");
        ASSERT_EQ_FMT(11 * ((global_x & 3) + 1), seen[i][6], "%u");
        ASSERT_EQ_FMT(packed(3, 2, 2), seen[i][7], "0x%x");
    }
    PASS();
}

TEST builtins(const struct constants *given)
{
    const struct constants defaults = {1, 5, 0, 1.5f}, *constants = given ? given : &defaults;
    const VkSpecializationInfo info = {
        .mapEntryCount = sizeof entries / sizeof *entries,
        .pMapEntries = entries,
        .dataSize = sizeof *given,
        .pData = given,
    };
    static uint32_t seen[3 * 2 * 2 * 16][EACH];
    memset(seen, 0, sizeof seen);
    const struct block out = rays_block(seen, sizeof seen);
    const struct asked push = {out.address, {11, 22, 33, 44}};
    const struct pipeline pipeline = pipeline_create(SHADER(builtins), given ? &info : NULL);
    ASSERT_EQ(VK_SUCCESS, pipeline.result);
    VkCommandBuffer commands = rays_begin();
    pipeline_record(commands, &pipeline, (struct push){&push, sizeof push}, 3, 2, 2);
    compute_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, rays_end(commands));
    pipeline_destroy(&pipeline);
    memcpy(seen, out.host, sizeof seen);
    const uint32_t size = constants->local_x * LOCAL_Y;
    for (uint32_t group = 0; group < 12; group++)
        CHECK_CALL(
            check_group(seen + group * size, constants, group % 3, group / 3 % 2, group / 6));
    PASS();
}

/// What is pushed last counts when the dispatch is recorded, byte by byte.
TEST push_constants_are_taken_when_recorded(void)
{
    uint32_t numbers[4] = {10, 20, 30, 40}, none[4] = {0};
    const struct block in = rays_block(numbers, sizeof numbers),
                       out = rays_block(none, sizeof none);
    const struct pipeline pipeline = pipeline_create(SHADER(add), NULL);
    ASSERT_EQ(VK_SUCCESS, pipeline.result);
    struct {
        VkDeviceAddress from, to;
        uint32_t step, unused;
    } push = {in.address, out.address, 1, 0};
    VkCommandBuffer commands = rays_begin();
    pipeline_record(commands, &pipeline, (struct push){&push, sizeof push}, 1, 1, 1);
    for (uint32_t i = 1; i < 4; i++) {
        const VkDeviceAddress to = out.address + i * sizeof *none;
        driver.CmdPushConstants(commands, pipeline.layout, VK_SHADER_STAGE_COMPUTE_BIT, 8,
                                sizeof to, &to);
        if (i < 3)
            driver.CmdDispatch(commands, 1, 1, 1);
        else
            driver.CmdDispatchBase(commands, 0, 0, 0, 1, 0, 1); // no group at all
    }
    memset(&push, 0xFF, sizeof push);
    compute_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, rays_end(commands));
    pipeline_destroy(&pipeline);
    const uint32_t expected[4] = {11, 11, 11, 0};
    ASSERT_MEM_EQ(expected, out.host, sizeof expected);
    PASS();
}

TEST a_base_is_added(void)
{
    uint32_t numbers[8] = {10, 20, 30, 40, 50, 60, 70, 80}, none[8] = {0};
    const struct block in = rays_block(numbers, sizeof numbers),
                       out = rays_block(none, sizeof none);
    const struct pipeline pipeline = pipeline_create(SHADER(add), NULL);
    const struct {
        VkDeviceAddress from, to;
        uint32_t step, unused;
    } push = {in.address, out.address, 1, 0};
    VkCommandBuffer commands = rays_begin();
    pipeline_record(commands, &pipeline, (struct push){&push, sizeof push}, 0, 0, 0);
    driver.CmdDispatchBase(commands, 3, 0, 0, 2, 1, 1);
    compute_to_host(commands);
    ASSERT_EQ(VK_SUCCESS, rays_end(commands));
    pipeline_destroy(&pipeline);
    const uint32_t expected[8] = {0, 0, 0, 41, 51, 0, 0, 0};
    ASSERT_MEM_EQ(expected, out.host, sizeof expected);
    PASS();
}

static VkResult create_two(VkPipelineCreateFlags flags, VkPipeline *pipelines)
{
    static const uint32_t no_spirv[5] = {1, 2, 3, 4, 5};
    VkShaderModule modules[2];
    VkComputePipelineCreateInfo infos[2];
    for (int i = 0; i < 2; i++) {
        const struct shader_words words =
            i == 0 ? (struct shader_words){no_spirv, sizeof no_spirv} : SHADER(add);
        const VkShaderModuleCreateInfo module = {
            .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
            .codeSize = words.size,
            .pCode = words.words,
        };
        driver.CreateShaderModule(driver.device, &module, NULL, &modules[i]);
        infos[i] = (VkComputePipelineCreateInfo){
            .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
            .flags = flags,
            .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                      .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                      .module = modules[i],
                      .pName = "main"},
        };
    }
    const VkResult result =
        driver.CreateComputePipelines(driver.device, VK_NULL_HANDLE, 2, infos, NULL, pipelines);
    for (int i = 0; i < 2; i++)
        driver.DestroyShaderModule(driver.device, modules[i], NULL);
    return result;
}

/// One that fails doesn't take the others with it, unless that is asked for.
TEST several_pipelines(void)
{
    VkPipeline pipelines[2];
    char text[1000];
    stderr_capture();
    const VkResult both = create_two(0, pipelines);
    stderr_read(text, sizeof text);
    ASSERT_EQ_FMT(VK_ERROR_UNKNOWN, both, "%d");
    ASSERT(strstr(text, "it is not SPIR-V"));
    ASSERT_EQ((VkPipeline)VK_NULL_HANDLE, pipelines[0]);
    ASSERT(pipelines[1]);
    driver.DestroyPipeline(driver.device, pipelines[1], NULL);

    pipelines[0] = pipelines[1] = (VkPipeline)(uintptr_t)1;
    stderr_capture();
    const VkResult early = create_two(VK_PIPELINE_CREATE_EARLY_RETURN_ON_FAILURE_BIT, pipelines);
    stderr_read(text, sizeof text);
    ASSERT_EQ_FMT(VK_ERROR_UNKNOWN, early, "%d");
    ASSERT_EQ((VkPipeline)VK_NULL_HANDLE, pipelines[0]);
    ASSERT_EQ((VkPipeline)VK_NULL_HANDLE, pipelines[1]);

    ASSERT_EQ_FMT(VK_PIPELINE_COMPILE_REQUIRED,
                  create_two(VK_PIPELINE_CREATE_FAIL_ON_PIPELINE_COMPILE_REQUIRED_BIT, pipelines),
                  "%d");
    ASSERT_EQ((VkPipeline)VK_NULL_HANDLE, pipelines[1]);
    PASS();
}

/// What breaks the rules does nothing, and is told by name.
TEST misuse(void)
{
    const VkComputePipelineCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
        .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                  .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                  .pName = "main"},
    };
    VkPipeline pipeline = (VkPipeline)(uintptr_t)1;
    const uint32_t words[4] = {0};
    char text[1000];
    VkCommandBuffer commands = rays_begin();
    stderr_capture();
    const VkResult result =
        driver.CreateComputePipelines(driver.device, VK_NULL_HANDLE, 1, &info, NULL, &pipeline);
    driver.CmdPushConstants(commands, VK_NULL_HANDLE, VK_SHADER_STAGE_COMPUTE_BIT, 65536,
                            sizeof words, words);
    driver.CmdDispatch(commands, 1, 1, 1);
    stderr_read(text, sizeof text);
    ASSERT_EQ_FMT(VK_ERROR_UNKNOWN, result, "%d");
    ASSERT_EQ((VkPipeline)VK_NULL_HANDLE, pipeline);
    ASSERT(strstr(text, "a compute pipeline's stage has no module"));
    ASSERT(strstr(text, "vkCmdPushConstants writes 16 bytes at offset 65536"));
    ASSERT(strstr(text, "vkCmdDispatch without a compute pipeline"));
    ASSERT_EQ(VK_SUCCESS, rays_end(commands));
    PASS();
}

TEST caches(void)
{
    const VkPipelineCacheCreateInfo info = {.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    VkPipelineCache cache;
    ASSERT_EQ(VK_SUCCESS, driver.CreatePipelineCache(driver.device, &info, NULL, &cache));
    size_t size = 0;
    ASSERT_EQ(VK_SUCCESS, driver.GetPipelineCacheData(driver.device, cache, &size, NULL));
    VkPipelineCacheHeaderVersionOne header;
    ASSERT_EQ(sizeof header, size);
    VkPhysicalDeviceProperties2 properties = {.sType =
                                                  VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
    driver.GetPhysicalDeviceProperties2(driver.physical_device, &properties);
    ASSERT_EQ(VK_SUCCESS, driver.GetPipelineCacheData(driver.device, cache, &size, &header));
    ASSERT_EQ(sizeof header, header.headerSize);
    ASSERT_EQ(VK_PIPELINE_CACHE_HEADER_VERSION_ONE, header.headerVersion);
    ASSERT_EQ(properties.properties.deviceID, header.deviceID);
    ASSERT_MEM_EQ(properties.properties.pipelineCacheUUID, header.pipelineCacheUUID, VK_UUID_SIZE);
    size = sizeof header - 1;
    ASSERT_EQ(VK_INCOMPLETE, driver.GetPipelineCacheData(driver.device, cache, &size, &header));
    ASSERT_EQ(0, size);
    VkPipelineCache other;
    ASSERT_EQ(VK_SUCCESS, driver.CreatePipelineCache(driver.device, &info, NULL, &other));
    ASSERT_EQ(VK_SUCCESS, driver.MergePipelineCaches(driver.device, cache, 1, &other));
    driver.DestroyPipelineCache(driver.device, other, NULL);
    driver.DestroyPipelineCache(driver.device, cache, NULL);
    PASS();
}

TEST descriptor_set_layouts(void)
{
    VkDescriptorSetLayoutCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    VkDescriptorSetLayoutSupport support = {.sType =
                                                VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_SUPPORT};
    VkDescriptorSetLayout layout;
    driver.GetDescriptorSetLayoutSupport(driver.device, &info, &support);
    ASSERT(support.supported);
    ASSERT_EQ(VK_SUCCESS, driver.CreateDescriptorSetLayout(driver.device, &info, NULL, &layout));
    driver.DestroyDescriptorSetLayout(driver.device, layout, NULL);
    const VkDescriptorSetLayoutBinding binding = {
        .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
        .descriptorCount = 1,
        .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
    };
    info.bindingCount = 1;
    info.pBindings = &binding;
    driver.GetDescriptorSetLayoutSupport(driver.device, &info, &support);
    ASSERT_FALSE(support.supported);
    ASSERT_EQ(VK_ERROR_FEATURE_NOT_PRESENT,
              driver.CreateDescriptorSetLayout(driver.device, &info, NULL, &layout));
    ASSERT_EQ((VkDescriptorSetLayout)VK_NULL_HANDLE, layout);
    PASS();
}

SUITE(shader_state)
{
    static const struct constants specialized = {5, 21, 1, 4.5f};
    rays_open();
    greatest_set_test_suffix("defaults");
    RUN_TESTp(builtins, NULL);
    greatest_set_test_suffix("specialized");
    RUN_TESTp(builtins, &specialized);
    RUN_TEST(push_constants_are_taken_when_recorded);
    RUN_TEST(a_base_is_added);
    RUN_TEST(several_pipelines);
    RUN_TEST(misuse);
    RUN_TEST(caches);
    RUN_TEST(descriptor_set_layouts);
    rays_close();
}
