// SPDX-License-Identifier: Apache-2.0
// What Vulkan asks of every driver and no case of the suite needs: second forms of commands, images that are not there,
// handles that no one can share.
#include "work.h"

#include <greatest.h>
#include <string.h>

TEST second_forms_of_buffers(void)
{
    const VkBufferCreateInfo info = {.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                     .size = 1000,
                                     .usage = VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT};
    VkBuffer buffers[2];
    VkMemoryRequirements first;
    for (int i = 0; i < 2; i++)
        ASSERT_EQ(VK_SUCCESS, driver.CreateBuffer(driver.device, &info, NULL, &buffers[i]));
    driver.GetBufferMemoryRequirements(driver.device, buffers[0], &first);
    VkMemoryDedicatedRequirements dedicated = {VK_STRUCTURE_TYPE_MEMORY_DEDICATED_REQUIREMENTS,
                                               NULL, 7, 7};
    VkMemoryRequirements2 second = {VK_STRUCTURE_TYPE_MEMORY_REQUIREMENTS_2, &dedicated, {0}};
    const VkBufferMemoryRequirementsInfo2 which = {
        VK_STRUCTURE_TYPE_BUFFER_MEMORY_REQUIREMENTS_INFO_2, NULL, buffers[0]};
    driver.GetBufferMemoryRequirements2(driver.device, &which, &second);
    ASSERT_MEM_EQ(&first, &second.memoryRequirements, sizeof first);
    ASSERT(!dedicated.prefersDedicatedAllocation && !dedicated.requiresDedicatedAllocation);

    struct work_buffer other = work_buffer(0);
    const VkBindBufferMemoryInfo binds[2] = {
        {VK_STRUCTURE_TYPE_BIND_BUFFER_MEMORY_INFO, NULL, buffers[0], other.memory, 0},
        {VK_STRUCTURE_TYPE_BIND_BUFFER_MEMORY_INFO, NULL, buffers[1], other.memory, 16},
    };
    ASSERT_EQ(VK_SUCCESS, driver.BindBufferMemory2(driver.device, 2, binds));
    VkDeviceAddress addresses[2];
    for (int i = 0; i < 2; i++) {
        const VkBufferDeviceAddressInfo address = {VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO,
                                                   NULL, buffers[i]};
        addresses[i] = driver.GetBufferDeviceAddress(driver.device, &address);
        driver.DestroyBuffer(driver.device, buffers[i], NULL);
    }
    ASSERT_EQ(addresses[0] + 16, addresses[1]);
    VkDeviceSize committed = 0;
    driver.GetDeviceMemoryCommitment(driver.device, other.memory, &committed);
    ASSERT(committed >= WORK_SIZE);
    work_buffer_destroy(&other);
    PASS();
}

TEST second_forms_of_formats(void)
{
    static const VkFormat formats[] = {VK_FORMAT_R32_UINT, VK_FORMAT_R16G16_SFLOAT,
                                       VK_FORMAT_R8G8B8A8_UNORM};
    static const VkFormatFeatureFlags some[] = {
        VK_FORMAT_FEATURE_STORAGE_TEXEL_BUFFER_BIT,
        VK_FORMAT_FEATURE_ACCELERATION_STRUCTURE_VERTEX_BUFFER_BIT_KHR, 0};
    for (int i = 0; i < 3; i++) {
        VkFormatProperties first;
        VkFormatProperties3 third = {VK_STRUCTURE_TYPE_FORMAT_PROPERTIES_3, NULL, 7, 7, 7};
        VkFormatProperties2 second = {VK_STRUCTURE_TYPE_FORMAT_PROPERTIES_2, &third, {0}};
        driver.GetPhysicalDeviceFormatProperties(driver.physical_device, formats[i], &first);
        driver.GetPhysicalDeviceFormatProperties2(driver.physical_device, formats[i], &second);
        ASSERT_MEM_EQ(&first, &second.formatProperties, sizeof first);
        ASSERT_EQ(some[i], first.bufferFeatures & (some[i] ? some[i] : ~0u));
        ASSERT_EQ(first.bufferFeatures, third.bufferFeatures);
        ASSERT(!first.optimalTilingFeatures && !third.optimalTilingFeatures &&
               !third.linearTilingFeatures);
    }
    PASS();
}

TEST images_are_not_there(void)
{
    const VkPhysicalDeviceImageFormatInfo2 image = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_IMAGE_FORMAT_INFO_2,
        .format = VK_FORMAT_R8G8B8A8_UNORM,
        .type = VK_IMAGE_TYPE_2D,
        .usage = VK_IMAGE_USAGE_SAMPLED_BIT};
    VkImageFormatProperties2 format = {.sType = VK_STRUCTURE_TYPE_IMAGE_FORMAT_PROPERTIES_2,
                                       .imageFormatProperties.maxArrayLayers = 7};
    ASSERT_EQ(VK_ERROR_FORMAT_NOT_SUPPORTED, driver.GetPhysicalDeviceImageFormatProperties2(
                                                 driver.physical_device, &image, &format));
    ASSERT_EQ(0, format.imageFormatProperties.maxArrayLayers);

    uint32_t count = 7;
    driver.GetPhysicalDeviceSparseImageFormatProperties(
        driver.physical_device, image.format, image.type, VK_SAMPLE_COUNT_1_BIT, image.usage,
        VK_IMAGE_TILING_OPTIMAL, &count, NULL);
    ASSERT_EQ(0, count);
    const VkPhysicalDeviceSparseImageFormatInfo2 sparse = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SPARSE_IMAGE_FORMAT_INFO_2};
    count = 7;
    driver.GetPhysicalDeviceSparseImageFormatProperties2(driver.physical_device, &sparse, &count,
                                                         NULL);
    ASSERT_EQ(0, count);
    const VkDeviceImageMemoryRequirements info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_IMAGE_MEMORY_REQUIREMENTS};
    count = 7;
    driver.GetDeviceImageSparseMemoryRequirements(driver.device, &info, &count, NULL);
    ASSERT_EQ(0, count);
    VkMemoryRequirements2 memory = {VK_STRUCTURE_TYPE_MEMORY_REQUIREMENTS_2, NULL, {7, 7, 7}};
    driver.GetDeviceImageMemoryRequirements(driver.device, &info, &memory);
    ASSERT(!memory.memoryRequirements.size && !memory.memoryRequirements.memoryTypeBits);

    const VkGraphicsPipelineCreateInfo infos[2] = {{0}};
    VkPipeline pipelines[2] = {(VkPipeline)(uintptr_t)1, (VkPipeline)(uintptr_t)1};
    ASSERT_EQ(
        VK_ERROR_FEATURE_NOT_PRESENT,
        driver.CreateGraphicsPipelines(driver.device, VK_NULL_HANDLE, 2, infos, NULL, pipelines));
    ASSERT(!pipelines[0] && !pipelines[1]);
    PASS();
}

TEST nothing_is_shared(void)
{
    const VkPhysicalDeviceExternalBufferInfo buffer = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_BUFFER_INFO,
        .handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT};
    VkExternalBufferProperties buffers = {
        VK_STRUCTURE_TYPE_EXTERNAL_BUFFER_PROPERTIES, NULL, {7, 7, 7}};
    driver.GetPhysicalDeviceExternalBufferProperties(driver.physical_device, &buffer, &buffers);
    ASSERT_EQ(0, buffers.externalMemoryProperties.externalMemoryFeatures);
    ASSERT_EQ(0, buffers.externalMemoryProperties.exportFromImportedHandleTypes);
    // The type that was asked for is always compatible with itself.
    ASSERT_EQ((VkExternalMemoryHandleTypeFlags)buffer.handleType,
              buffers.externalMemoryProperties.compatibleHandleTypes);

    const VkPhysicalDeviceExternalFenceInfo fence = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_FENCE_INFO};
    VkExternalFenceProperties fences = {VK_STRUCTURE_TYPE_EXTERNAL_FENCE_PROPERTIES, NULL, 7, 7, 7};
    driver.GetPhysicalDeviceExternalFenceProperties(driver.physical_device, &fence, &fences);
    ASSERT_EQ(0, fences.externalFenceFeatures | fences.compatibleHandleTypes |
                     fences.exportFromImportedHandleTypes);

    const VkPhysicalDeviceExternalSemaphoreInfo semaphore = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_SEMAPHORE_INFO};
    VkExternalSemaphoreProperties semaphores = {VK_STRUCTURE_TYPE_EXTERNAL_SEMAPHORE_PROPERTIES,
                                                NULL, 7, 7, 7};
    driver.GetPhysicalDeviceExternalSemaphoreProperties(driver.physical_device, &semaphore,
                                                        &semaphores);
    ASSERT_EQ(0, semaphores.externalSemaphoreFeatures | semaphores.compatibleHandleTypes |
                     semaphores.exportFromImportedHandleTypes);
    VkPeerMemoryFeatureFlags peers = 7;
    driver.GetDeviceGroupPeerMemoryFeatures(driver.device, 0, 0, 0, &peers);
    ASSERT_EQ(0, peers);
    PASS();
}

TEST a_device_is_a_group_of_its_own(void)
{
    uint32_t count = 0;
    ASSERT_EQ(VK_SUCCESS, driver.EnumeratePhysicalDeviceGroups(driver.instance, &count, NULL));
    ASSERT_EQ(1, count);
    VkPhysicalDeviceGroupProperties group = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_GROUP_PROPERTIES, .subsetAllocation = VK_TRUE};
    count = 0;
    ASSERT_EQ(VK_INCOMPLETE, driver.EnumeratePhysicalDeviceGroups(driver.instance, &count, &group));
    ASSERT_EQ(0, group.physicalDeviceCount);
    count = 3;
    ASSERT_EQ(VK_SUCCESS, driver.EnumeratePhysicalDeviceGroups(driver.instance, &count, &group));
    ASSERT_EQ(1, count);
    ASSERT_EQ(1, group.physicalDeviceCount);
    ASSERT_EQ(driver.physical_device, group.physicalDevices[0]);
    ASSERT_EQ((VkBool32)VK_FALSE, group.subsetAllocation);
    count = 7;
    ASSERT_EQ(VK_SUCCESS, driver.EnumerateInstanceLayerProperties(&count, NULL));
    ASSERT_EQ(0, count);
    count = 7;
    ASSERT_EQ(VK_SUCCESS,
              driver.EnumerateDeviceLayerProperties(driver.physical_device, &count, NULL));
    ASSERT_EQ(0, count);
    PASS();
}

/// What could not be carried out is told, not passed over.
TEST copies_of_acceleration_structures_are_refused(void)
{
    VkAccelerationStructureCompatibilityKHR answer =
        VK_ACCELERATION_STRUCTURE_COMPATIBILITY_MAX_ENUM_KHR;
    const VkAccelerationStructureVersionInfoKHR version = {
        .sType = VK_STRUCTURE_TYPE_ACCELERATION_STRUCTURE_VERSION_INFO_KHR};
    driver.GetDeviceAccelerationStructureCompatibilityKHR(driver.device, &version, &answer);
    ASSERT_EQ(VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR, answer);

    struct work work = work_open(WORK_COMPUTE);
    VkCommandBuffer commands = work_begin(work.primary[0]);
    char said[1000];
    stderr_capture();
    driver.CmdBuildAccelerationStructuresIndirectKHR(commands, 0, NULL, NULL, NULL, NULL);
    driver.CmdCopyAccelerationStructureKHR(commands, NULL);
    driver.CmdCopyAccelerationStructureToMemoryKHR(commands, NULL);
    driver.CmdCopyMemoryToAccelerationStructureKHR(commands, NULL);
    driver.CmdWriteAccelerationStructuresPropertiesKHR(commands, 0, NULL, 0, VK_NULL_HANDLE, 0);
    stderr_read(said, sizeof said);
    static const char *const names[] = {
        "BuildAccelerationStructuresIndirectKHR",   "CopyAccelerationStructureKHR",
        "CopyAccelerationStructureToMemoryKHR",     "CopyMemoryToAccelerationStructureKHR",
        "WriteAccelerationStructuresPropertiesKHR",
    };
    for (int i = 0; i < 5; i++) {
        char sentence[200];
        snprintf(sentence, sizeof sentence, "ommref: vkCmd%s is not supported", names[i]);
        ASSERTm(names[i], strstr(said, sentence));
    }
    ASSERT_EQ(VK_SUCCESS, work_end(commands));
    work_close(&work);
    PASS();
}

SUITE(core)
{
    RUN_TEST(second_forms_of_buffers);
    RUN_TEST(second_forms_of_formats);
    RUN_TEST(images_are_not_there);
    RUN_TEST(nothing_is_shared);
    RUN_TEST(a_device_is_a_group_of_its_own);
    RUN_TEST(copies_of_acceleration_structures_are_refused);
}
