// SPDX-License-Identifier: Apache-2.0
// Enumerations, properties, and what instance and device creation refuse.
#include "open.h"

#include <greatest.h>
#include <string.h>

TEST unknown_extensions_are_refused(void)
{
    const char *name = "VK_EXT_nobody";
    const VkInstanceCreateInfo instance_info = {
        .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
        .enabledExtensionCount = 1,
        .ppEnabledExtensionNames = &name,
    };
    VkInstance instance;
    ASSERT_EQ(VK_ERROR_EXTENSION_NOT_PRESENT,
              driver.CreateInstance(&instance_info, NULL, &instance));
    const VkDeviceCreateInfo device_info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .enabledExtensionCount = 1,
        .ppEnabledExtensionNames = &name,
    };
    VkDevice device;
    ASSERT_EQ(VK_ERROR_EXTENSION_NOT_PRESENT,
              driver.CreateDevice(driver.physical_device, &device_info, NULL, &device));
    PASS();
}

static VkResult create_with(const void *chain, const VkPhysicalDeviceFeatures *features)
{
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = chain,
        .pEnabledFeatures = features,
    };
    VkDevice device;
    const VkResult result = driver.CreateDevice(driver.physical_device, &info, NULL, &device);
    if (result == VK_SUCCESS)
        driver.DestroyDevice(device, NULL);
    return result;
}

TEST unsupported_features_are_refused(void)
{
    const VkPhysicalDeviceFeatures geometry = {.geometryShader = VK_TRUE};
    ASSERT_EQ(VK_ERROR_FEATURE_NOT_PRESENT, create_with(NULL, &geometry));
    const VkPhysicalDeviceFeatures2 sparse = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
        .features.sparseBinding = VK_TRUE,
    };
    ASSERT_EQ(VK_ERROR_FEATURE_NOT_PRESENT, create_with(&sparse, NULL));
    const VkPhysicalDeviceVulkan11Features draw = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES,
        .shaderDrawParameters = VK_TRUE,
    };
    ASSERT_EQ(VK_ERROR_FEATURE_NOT_PRESENT, create_with(&draw, NULL));
    const VkPhysicalDeviceVulkan12Features layer = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
        .shaderOutputLayer = VK_TRUE,
    };
    ASSERT_EQ(VK_ERROR_FEATURE_NOT_PRESENT, create_with(&layer, NULL));
    const VkPhysicalDeviceTextureCompressionASTCHDRFeatures astc = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_TEXTURE_COMPRESSION_ASTC_HDR_FEATURES,
        .textureCompressionASTC_HDR = VK_TRUE,
    };
    ASSERT_EQ(VK_ERROR_FEATURE_NOT_PRESENT, create_with(&astc, NULL));
    const VkPhysicalDeviceAccelerationStructureFeaturesKHR host = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ACCELERATION_STRUCTURE_FEATURES_KHR,
        .accelerationStructureHostCommands = VK_TRUE,
    };
    ASSERT_EQ(VK_ERROR_FEATURE_NOT_PRESENT, create_with(&host, NULL));
    const VkPhysicalDeviceOpacityMicromapFeaturesEXT replay = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
        .micromapCaptureReplay = VK_TRUE,
    };
    ASSERT_EQ(driver.has_micromaps ? VK_ERROR_FEATURE_NOT_PRESENT : VK_SUCCESS,
              create_with(&replay, NULL));
    PASS();
}

TEST all_advertised_features_are_accepted(void)
{
    // The padding after the last VkBool32 holds what happened to be there; it must not be read as
    // one.
    VkPhysicalDeviceVulkan12Features v12;
    memset(&v12, 0xFF, sizeof v12);
    v12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
    v12.pNext = NULL;
    VkPhysicalDeviceVulkan13Features v13;
    memset(&v13, 0xFF, sizeof v13);
    v13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
    v13.pNext = &v12;
    VkPhysicalDeviceFeatures2 features = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
        .pNext = &v13,
    };
    driver.GetPhysicalDeviceFeatures2(driver.physical_device, &features);
    ASSERT_EQ(VK_TRUE, v12.timelineSemaphore);
    ASSERT_EQ(VK_TRUE, v12.subgroupBroadcastDynamicId);
    ASSERT_EQ(VK_FALSE, v12.samplerMirrorClampToEdge);
    ASSERT_EQ(VK_TRUE, v13.synchronization2);
    ASSERT_EQ(VK_TRUE, v13.maintenance4);
    ASSERT_EQ(VK_SUCCESS, create_with(&features, NULL));
    PASS();
}

TEST slices_of_properties_agree(void)
{
    VkPhysicalDeviceMaintenance3Properties third = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES,
    };
    VkPhysicalDeviceIDProperties ids = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES,
        .pNext = &third,
    };
    VkPhysicalDeviceVulkan11Properties v11 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES,
        .pNext = &ids,
    };
    VkPhysicalDeviceTexelBufferAlignmentProperties texel = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_TEXEL_BUFFER_ALIGNMENT_PROPERTIES,
        .pNext = &v11,
    };
    VkPhysicalDeviceVulkan13Properties v13 = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_PROPERTIES,
        .pNext = &texel,
    };
    VkPhysicalDeviceProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
        .pNext = &v13,
    };
    driver.GetPhysicalDeviceProperties2(driver.physical_device, &properties);
    ASSERT_EQ(v11.maxPerSetDescriptors, third.maxPerSetDescriptors);
    ASSERT_EQ(v11.maxMemoryAllocationSize, third.maxMemoryAllocationSize);
    ASSERT(third.maxMemoryAllocationSize >= 1u << 30);
    ASSERT_MEM_EQ(v11.driverUUID, ids.driverUUID, VK_UUID_SIZE);
    ASSERT(memcmp(ids.driverUUID, ids.deviceUUID, VK_UUID_SIZE) != 0);
    ASSERT(memcmp(ids.driverUUID, properties.properties.pipelineCacheUUID, VK_UUID_SIZE) != 0);
    ASSERT(memcmp(ids.deviceUUID, properties.properties.pipelineCacheUUID, VK_UUID_SIZE) != 0);
    ASSERT_EQ(v13.uniformTexelBufferOffsetAlignmentBytes,
              texel.uniformTexelBufferOffsetAlignmentBytes);
    ASSERT(v13.maxBufferSize >= 1u << 30);
    PASS();
}

TEST memory_types_are_ordered(void)
{
    VkPhysicalDeviceMemoryProperties memory;
    driver.GetPhysicalDeviceMemoryProperties(driver.physical_device, &memory);
    for (uint32_t i = 0; i < memory.memoryTypeCount; i++)
        for (uint32_t j = i + 1; j < memory.memoryTypeCount; j++) {
            const VkMemoryPropertyFlags before = memory.memoryTypes[i].propertyFlags;
            const VkMemoryPropertyFlags after = memory.memoryTypes[j].propertyFlags;
            ASSERTm("a later type's flags are a subset of an earlier one's", after & ~before);
        }
    PASS();
}

TEST enumerations_tell_what_did_not_fit(void)
{
    uint32_t count = 1;
    VkExtensionProperties extension;
    ASSERT_EQ(VK_INCOMPLETE, driver.EnumerateDeviceExtensionProperties(driver.physical_device, NULL,
                                                                       &count, &extension));
    ASSERT_EQ(1, count);
    count = 0;
    VkPhysicalDevice physical_device;
    ASSERT_EQ(VK_INCOMPLETE,
              driver.EnumeratePhysicalDevices(driver.instance, &count, &physical_device));
    ASSERT_EQ(0, count);
    count = 7;
    ASSERT_EQ(VK_SUCCESS,
              driver.GetPhysicalDeviceToolProperties(driver.physical_device, &count, NULL));
    ASSERT_EQ(0, count);
    PASS();
}

SUITE(advertised)
{
    RUN_TEST(unknown_extensions_are_refused);
    RUN_TEST(unsupported_features_are_refused);
    RUN_TEST(all_advertised_features_are_accepted);
    RUN_TEST(slices_of_properties_agree);
    RUN_TEST(memory_types_are_ordered);
    RUN_TEST(enumerations_tell_what_did_not_fit);
}
