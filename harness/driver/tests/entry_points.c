// SPDX-License-Identifier: Apache-2.0
// The tables of vkGetInstanceProcAddr and vkGetDeviceProcAddr, cell by cell.
#include "open.h"

#include <greatest.h>
#include <string.h>

static const char *const core_names[] = {
#include "core_names.inc"
};

static const char *const micromap_names[] = {
    "vkCreateMicromapEXT",
    "vkDestroyMicromapEXT",
    "vkCmdBuildMicromapsEXT",
    "vkBuildMicromapsEXT",
    "vkCopyMicromapEXT",
    "vkCopyMicromapToMemoryEXT",
    "vkCopyMemoryToMicromapEXT",
    "vkWriteMicromapsPropertiesEXT",
    "vkCmdCopyMicromapEXT",
    "vkCmdCopyMicromapToMemoryEXT",
    "vkCmdCopyMemoryToMicromapEXT",
    "vkCmdWriteMicromapsPropertiesEXT",
    "vkGetDeviceMicromapCompatibilityEXT",
    "vkGetMicromapBuildSizesEXT",
};

static const char *const deferred_names[] = {
    "vkCreateDeferredOperationKHR",
    "vkDestroyDeferredOperationKHR",
    "vkGetDeferredOperationMaxConcurrencyKHR",
    "vkGetDeferredOperationResultKHR",
    "vkDeferredOperationJoinKHR",
};

enum {
    core_count = sizeof core_names / sizeof *core_names,
    micromap_count = sizeof micromap_names / sizeof *micromap_names,
    deferred_count = sizeof deferred_names / sizeof *deferred_names,
};

static bool is_global(const char *name)
{
    return strcmp(name, "vkCreateInstance") == 0 ||
           strncmp(name, "vkEnumerateInstance", strlen("vkEnumerateInstance")) == 0;
}

TEST every_core_command_of_an_instance(void)
{
    ASSERT(core_count > 200);
    for (int i = 0; i < core_count; i++) {
        const bool there = driver.GetInstanceProcAddr(driver.instance, core_names[i]);
        ASSERT_EQm(core_names[i], !is_global(core_names[i]), there);
    }
    PASS();
}

TEST only_global_commands_without_an_instance(void)
{
    for (int i = 0; i < core_count; i++) {
        const bool expected =
            is_global(core_names[i]) || strcmp(core_names[i], "vkGetInstanceProcAddr") == 0;
        ASSERT_EQm(core_names[i], expected,
                   driver.GetInstanceProcAddr(NULL, core_names[i]) != NULL);
    }
    PASS();
}

TEST extension_commands_of_an_instance(void)
{
    for (int i = 0; i < micromap_count; i++)
        ASSERT_EQm(micromap_names[i], driver.has_micromaps,
                   driver.GetInstanceProcAddr(driver.instance, micromap_names[i]) != NULL);
    ASSERT(driver.GetInstanceProcAddr(driver.instance, "vkDeferredOperationJoinKHR"));
    ASSERT_FALSE(driver.GetInstanceProcAddr(driver.instance, "vkCreateDebugUtilsMessengerEXT"));
    ASSERT_FALSE(driver.GetInstanceProcAddr(driver.instance, "vkCreateSwapchainKHR"));
    ASSERT_FALSE(driver.GetInstanceProcAddr(driver.instance, "CreateInstance"));
    ASSERT_FALSE(driver.GetInstanceProcAddr(driver.instance, ""));
    PASS();
}

TEST commands_of_a_device(void)
{
    ASSERT(driver.GetDeviceProcAddr(driver.device, "vkGetDeviceProcAddr"));
    ASSERT(driver.GetDeviceProcAddr(driver.device, "vkCmdDraw"));
    ASSERT(driver.GetDeviceProcAddr(driver.device, "vkQueueSubmit2"));
    ASSERT_FALSE(driver.GetDeviceProcAddr(driver.device, "vkCreateDevice"));
    ASSERT_FALSE(driver.GetDeviceProcAddr(driver.device, "vkDestroyInstance"));
    ASSERT_FALSE(driver.GetDeviceProcAddr(driver.device, "vkCmdBeginDebugUtilsLabelEXT"));
    for (int i = 0; i < micromap_count; i++)
        ASSERT_EQm(micromap_names[i], driver.has_micromaps,
                   driver.GetDeviceProcAddr(driver.device, micromap_names[i]) != NULL);
    for (int i = 0; i < deferred_count; i++)
        ASSERTm(deferred_names[i], driver.GetDeviceProcAddr(driver.device, deferred_names[i]));
    PASS();
}

TEST commands_of_a_device_without_extensions(void)
{
    const VkDeviceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO};
    VkDevice device;
    ASSERT_EQ(VK_SUCCESS, driver.CreateDevice(driver.physical_device, &info, NULL, &device));
    for (int i = 0; i < micromap_count; i++)
        ASSERT_FALSEm(micromap_names[i], driver.GetDeviceProcAddr(device, micromap_names[i]));
    for (int i = 0; i < deferred_count; i++)
        ASSERT_FALSEm(deferred_names[i], driver.GetDeviceProcAddr(device, deferred_names[i]));
    ASSERT(driver.GetDeviceProcAddr(device, "vkCreateBuffer"));
    driver.DestroyDevice(device, NULL);
    PASS();
}

typedef VkResult(VKAPI_PTR *negotiate_function)(uint32_t *version);

/// What a loader asks first, of whatever version it is.
TEST the_loaders_interface(void)
{
    const negotiate_function negotiate = (negotiate_function)driver.GetInstanceProcAddr(
        NULL, "vk_icdNegotiateLoaderICDInterfaceVersion");
    uint32_t version = 4;
    ASSERT_EQ(VK_ERROR_INCOMPATIBLE_DRIVER, negotiate(&version));
    version = 5;
    ASSERT_EQ(VK_SUCCESS, negotiate(&version));
    ASSERT_EQ(5, version);
    version = 99;
    ASSERT_EQ(VK_SUCCESS, negotiate(&version));
    ASSERT(version >= 5 && version < 99);

    const PFN_vkGetInstanceProcAddr of_physical_device =
        (PFN_vkGetInstanceProcAddr)driver.GetInstanceProcAddr(NULL,
                                                              "vk_icdGetPhysicalDeviceProcAddr");
    static const char command[] = "vkGetPhysicalDeviceFeatures2";
    ASSERT_EQ(driver.GetInstanceProcAddr(driver.instance, command),
              of_physical_device(driver.instance, command));
    ASSERT_FALSE(of_physical_device(driver.instance, "vkDestroyInstance"));
    ASSERT_FALSE(of_physical_device(driver.instance, "vkCreateBuffer"));
    ASSERT_FALSE(of_physical_device(driver.instance, "vkGetPhysicalDeviceSurfaceSupportKHR"));
    PASS();
}

/// Their names and tags are taken, for whoever looks at the driver through a layer.
TEST objects_have_names(void)
{
    static const char *const extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
    const VkInstanceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
                                       .enabledExtensionCount = 1,
                                       .ppEnabledExtensionNames = &extension};
    VkInstance instance;
    ASSERT_EQ(VK_SUCCESS, driver.CreateInstance(&info, NULL, &instance));
    const PFN_vkSetDebugUtilsObjectNameEXT set_name =
        (PFN_vkSetDebugUtilsObjectNameEXT)driver.GetInstanceProcAddr(
            instance, "vkSetDebugUtilsObjectNameEXT");
    const PFN_vkSetDebugUtilsObjectTagEXT set_tag =
        (PFN_vkSetDebugUtilsObjectTagEXT)driver.GetInstanceProcAddr(instance,
                                                                    "vkSetDebugUtilsObjectTagEXT");
    ASSERT(set_name && set_tag);
    const VkDebugUtilsObjectNameInfoEXT name = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
        .objectType = VK_OBJECT_TYPE_DEVICE,
        .objectHandle = (uintptr_t)driver.device,
        .pObjectName = "device"};
    const VkDebugUtilsObjectTagInfoEXT tag = {.sType =
                                                  VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_TAG_INFO_EXT,
                                              .objectType = VK_OBJECT_TYPE_DEVICE,
                                              .objectHandle = (uintptr_t)driver.device};
    ASSERT_EQ(VK_SUCCESS, set_name(driver.device, &name));
    ASSERT_EQ(VK_SUCCESS, set_tag(driver.device, &tag));
    driver.DestroyInstance(instance, NULL);
    PASS();
}

SUITE(entry_points)
{
    RUN_TEST(the_loaders_interface);
    RUN_TEST(objects_have_names);
    RUN_TEST(every_core_command_of_an_instance);
    RUN_TEST(only_global_commands_without_an_instance);
    RUN_TEST(extension_commands_of_an_instance);
    RUN_TEST(commands_of_a_device);
    RUN_TEST(commands_of_a_device_without_extensions);
}
