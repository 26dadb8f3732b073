// SPDX-License-Identifier: Apache-2.0
// Instances and devices of unusual create infos.
#include "commands.h"
#include "dispatch.h"
#include "fake.h"

#include <greatest.h>
#include <string.h>

static VkResult create_instance(const VkInstanceCreateInfo *info, VkInstance *instance)
{
    return ((PFN_vkCreateInstance)lay_intercepted("vkCreateInstance")->function)(info, NULL,
                                                                                 instance);
}

// Over the fake, as the loader has it.
static VkResult create_over_fake(const VkApplicationInfo *application, uint32_t count,
                                 const char *const *extensions, VkInstance *instance)
{
    VkLayerInstanceLink next = {NULL, fake_GetInstanceProcAddr, NULL};
    VkLayerInstanceCreateInfo link = {.sType = VK_STRUCTURE_TYPE_LOADER_INSTANCE_CREATE_INFO,
                                      .function = VK_LAYER_LINK_INFO,
                                      .u = {.pLayerInfo = &next}};
    const VkInstanceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
                                       .pNext = &link,
                                       .pApplicationInfo = application,
                                       .enabledExtensionCount = count,
                                       .ppEnabledExtensionNames = extensions};
    return create_instance(&info, instance);
}

static void destroy_instance(VkInstance instance)
{
    ((PFN_vkDestroyInstance)lay_GetInstanceProcAddr(instance, "vkDestroyInstance"))(instance, NULL);
}

static VkResult create_device(VkPhysicalDevice gpu, const VkDeviceCreateInfo *info,
                              VkDevice *device)
{
    return ((PFN_vkCreateDevice)lay_intercepted("vkCreateDevice")->function)(gpu, info, NULL,
                                                                             device);
}

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL knows_nothing(VkInstance instance, const char *name)
{
    (void)instance, (void)name;
    return NULL;
}

// A loader that forgets what a layer needs.
TEST needs_a_next_layer(void)
{
    struct fake_vulkan vulkan = {0};
    ASSERT_EQ(VK_SUCCESS, fake_open_instance(&vulkan, NULL));
    VkLayerInstanceLink next = {.pfnNextGetInstanceProcAddr = knows_nothing};
    VkLayerDeviceLink device_next = {.pfnNextGetInstanceProcAddr = knows_nothing};
    VkLayerInstanceCreateInfo link = {.sType = VK_STRUCTURE_TYPE_LOADER_INSTANCE_CREATE_INFO,
                                      .function = VK_LAYER_LINK_INFO};
    VkLayerDeviceCreateInfo device_link = {.sType = VK_STRUCTURE_TYPE_LOADER_DEVICE_CREATE_INFO,
                                           .function = VK_LAYER_LINK_INFO};
    VkInstanceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
    VkDeviceCreateInfo device_info = {.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO};
    for (int i = 0; i < 3; ++i) {
        VkInstance instance = VK_NULL_HANDLE;
        VkDevice device = VK_NULL_HANDLE;
        ASSERT_EQ(VK_ERROR_INITIALIZATION_FAILED, create_instance(&info, &instance));
        ASSERT_EQ(VK_ERROR_INITIALIZATION_FAILED, create_device(vulkan.gpu, &device_info, &device));
        if (i == 1) {
            link.u.pLayerInfo = &next;
            device_link.u.pLayerInfo = &device_next;
        }
        info.pNext = &link;
        device_info.pNext = &device_link;
    }
    ASSERT_EQ(1, fake_calls("vkCreateInstance"));
    ASSERT_EQ(0, fake_calls("vkCreateDevice"));
    fake_close(&vulkan);
    PASS();
}

// The next layer finds its own next one where this one found it, whatever else the loader has to say.
TEST moves_the_link_on(void)
{
    VkLayerInstanceLink last = {0};
    VkLayerInstanceLink next = {&last, fake_GetInstanceProcAddr, NULL};
    VkLayerInstanceCreateInfo link = {.sType = VK_STRUCTURE_TYPE_LOADER_INSTANCE_CREATE_INFO,
                                      .function = VK_LAYER_LINK_INFO,
                                      .u = {.pLayerInfo = &next}};
    const VkLayerInstanceCreateInfo other = {.sType = VK_STRUCTURE_TYPE_LOADER_INSTANCE_CREATE_INFO,
                                             .pNext = &link,
                                             .function = VK_LOADER_DATA_CALLBACK};
    const VkInstanceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
                                       .pNext = &other};
    struct fake_vulkan vulkan = {.get_instance_command = lay_GetInstanceProcAddr,
                                 .get_device_command = lay_GetDeviceProcAddr};
    ASSERT_EQ(VK_SUCCESS, create_instance(&info, &vulkan.instance));
    ASSERT_EQ(&last, link.u.pLayerInfo);
    uint32_t count = 1;
    ON_INSTANCE(&vulkan, vkEnumeratePhysicalDevices)(vulkan.instance, &count, &vulkan.gpu);

    VkLayerDeviceLink device_last = {0};
    VkLayerDeviceLink device_next = {&device_last, fake_GetInstanceProcAddr,
                                     fake_GetDeviceProcAddr};
    VkLayerDeviceCreateInfo device_link = {.sType = VK_STRUCTURE_TYPE_LOADER_DEVICE_CREATE_INFO,
                                           .function = VK_LAYER_LINK_INFO,
                                           .u = {.pLayerInfo = &device_next}};
    const VkLayerDeviceCreateInfo device_other = {.sType =
                                                      VK_STRUCTURE_TYPE_LOADER_DEVICE_CREATE_INFO,
                                                  .pNext = &device_link,
                                                  .function = VK_LOADER_DATA_CALLBACK};
    const VkDeviceCreateInfo device_info = {.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
                                            .pNext = &device_other};
    ASSERT_EQ(VK_SUCCESS, create_device(vulkan.gpu, &device_info, &vulkan.device));
    ASSERT_EQ(&device_last, device_link.u.pLayerInfo);
    // Without the extension nobody is asked for its limits.
    ASSERT_EQ(0,
              lay_device_of(vulkan.device)->micromap_properties.maxOpacity2StateSubdivisionLevel);
    fake_close(&vulkan);
    ASSERT_EQ(1, fake_calls("vkDestroyDevice"));
    ASSERT_EQ(1, fake_calls("vkDestroyInstance"));
    PASS();
}

// What is not enabled, and what nobody below has, is not there.
TEST offers_messengers_where_they_are_enabled(void)
{
    static const char *const names[] = {VK_EXT_DEBUG_UTILS_EXTENSION_NAME,
                                        VK_EXT_DEBUG_REPORT_EXTENSION_NAME};
    static const char *const commands[] = {"vkCreateDebugUtilsMessengerEXT",
                                           "vkCreateDebugReportCallbackEXT"};
    fake.messengers = false;
    for (int enabled = -1; enabled < 2; ++enabled) {
        VkInstance instance;
        ASSERT_EQ(VK_SUCCESS,
                  create_over_fake(NULL, enabled >= 0, names + (enabled > 0), &instance));
        for (int i = 0; i < 2; ++i)
            ASSERT_EQ(i == enabled, lay_GetInstanceProcAddr(instance, commands[i]) != NULL);
        destroy_instance(instance);
    }
    PASS();
}

// VK_API_VERSION_1_0 is also what an application means that names no version, or does not say who it is.
TEST takes_no_version_for_1_0(void)
{
    const VkApplicationInfo applications[] = {
        {.apiVersion = 0}, {.apiVersion = VK_API_VERSION_1_0}, {.apiVersion = VK_API_VERSION_1_1}};
    for (int i = -1; i < 3; ++i) {
        VkInstance instance;
        ASSERT_EQ(VK_SUCCESS,
                  create_over_fake(i < 0 ? NULL : &applications[i], 0, NULL, &instance));
        ASSERT_EQ(i < 2 ? VK_API_VERSION_1_0 : VK_API_VERSION_1_1,
                  lay_instance_of(instance)->api_version);
        destroy_instance(instance);
    }
    PASS();
}

static const struct right {
    uint32_t application, device;
    bool extension;
    unsigned asks, asks_by_extension;
} rights[] = {
    {VK_API_VERSION_1_0, VK_API_VERSION_1_3, false, 0, 0},
    {VK_API_VERSION_1_3, VK_API_VERSION_1_0, false, 0, 0},
    {VK_API_VERSION_1_1, VK_API_VERSION_1_1, false, 1, 0},
    {VK_API_VERSION_1_0, VK_API_VERSION_1_3, true, 0, 1},
    {VK_API_VERSION_1_3, VK_API_VERSION_1_0, true, 0, 1},
};

// What the application has not enabled, a layer below would blame it for.
TEST asks_only_what_the_application_could_ask(void)
{
    static const char *const name = VK_KHR_GET_PHYSICAL_DEVICE_PROPERTIES_2_EXTENSION_NAME;
    for (size_t i = 0; i < sizeof rights / sizeof *rights; ++i) {
        const struct right *right = &rights[i];
        const VkApplicationInfo application = {.apiVersion = right->application};
        struct fake_vulkan vulkan = {.get_instance_command = lay_GetInstanceProcAddr,
                                     .get_device_command = lay_GetDeviceProcAddr};
        fake_reset();
        fake.api_version = right->device;
        fake.private_extension = true;
        ASSERT_EQ(VK_SUCCESS,
                  create_over_fake(&application, right->extension, &name, &vulkan.instance));
        uint32_t count = 1;
        ON_INSTANCE(&vulkan, vkEnumeratePhysicalDevices)(vulkan.instance, &count, &vulkan.gpu);
        ASSERT_EQ(VK_SUCCESS, fake_open_device(&vulkan, NULL));
        ASSERT_EQ(right->asks, fake_calls("vkGetPhysicalDeviceFeatures2"));
        ASSERT_EQ(right->asks, fake_calls("vkGetPhysicalDeviceProperties2"));
        ASSERT_EQ(right->asks_by_extension, fake_calls("vkGetPhysicalDeviceFeatures2KHR"));
        ASSERT_EQ(right->asks_by_extension, fake_calls("vkGetPhysicalDeviceProperties2KHR"));
        ASSERT_EQ(right->asks + right->asks_by_extension > 0, fake.saw_private_data);
        ASSERT_EQ(fake.saw_private_data ? 3 : 2, fake.saw_extensions);
        fake_close(&vulkan);
    }
    PASS();
}

// A structure of unknown size cannot be copied, so that what is behind it can't be changed: the application's chain goes
// down as it is. What was copied before is no part of it.
TEST leaves_chains_alone_that_it_does_not_know(void)
{
    struct fake_vulkan vulkan = {0};
    ASSERT_EQ(VK_SUCCESS, fake_open_instance(&vulkan, NULL));
    const VkPhysicalDeviceVulkan13Features no = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES};
    struct {
        VkBaseOutStructure head;
        uint64_t word;
    } unknown = {{(VkStructureType)1999999999, (void *)&no}, 42};
    const VkPhysicalDeviceVulkan11Features known = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, .pNext = &unknown};
    ASSERT_EQ(VK_SUCCESS, fake_open_device(&vulkan, &known));
    ASSERT_FALSE(fake.saw_private_data);
    ASSERT_FALSE(lay_device_of(vulkan.device)->features.private_data);
    ASSERT_EQ((void *)&unknown, known.pNext);
    ASSERT_EQ((void *)&no, (void *)unknown.head.pNext);
    ASSERT_EQ(42, unknown.word);
    fake_close(&vulkan);
    PASS();
}

TEST opens_without_the_newer_questions(void)
{
    struct fake_vulkan vulkan;
    fake.features_2 = false;
    fake_open(&vulkan, NULL);
    ASSERT_EQ(0, lay_device_of(vulkan.device)->scratch_alignment);
    fake_close(&vulkan);
    PASS();
}

TEST destroys_nothing(void)
{
    ((PFN_vkDestroyInstance)lay_intercepted("vkDestroyInstance")->function)(NULL, NULL);
    ((PFN_vkDestroyDevice)lay_intercepted("vkDestroyDevice")->function)(NULL, NULL);
    ASSERT_EQ(0, fake_calls("vkDestroyInstance") + fake_calls("vkDestroyDevice"));
    PASS();
}

static VKAPI_ATTR void VKAPI_CALL nothing(void)
{
}

static const char *only_suffix;

static VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL knows_old_names(VkDevice device, const char *name)
{
    (void)device;
    const size_t length = strlen(name);
    return length > 3 && !strcmp(name + length - 3, only_suffix) ? nothing : NULL;
}

// Of commands that came to the core from extensions of either kind.
TEST finds_commands_under_older_names(void)
{
    struct lay_device_next next;
    only_suffix = "KHR";
    lay_device_next_load(&next, VK_NULL_HANDLE, knows_old_names);
    ASSERT(next.BindBufferMemory2 && next.MapMemory2 && next.CmdEndRendering2);
    only_suffix = "EXT";
    lay_device_next_load(&next, VK_NULL_HANDLE, knows_old_names);
    ASSERT(next.ResetQueryPool && next.GetBufferDeviceAddress && next.CmdEndRendering2);
    PASS();
}

static void before_each(void *unused)
{
    (void)unused;
    fake_reset();
}

SUITE(opening)
{
    SET_SETUP(before_each, NULL);
    RUN_TEST(needs_a_next_layer);
    RUN_TEST(moves_the_link_on);
    RUN_TEST(offers_messengers_where_they_are_enabled);
    RUN_TEST(takes_no_version_for_1_0);
    RUN_TEST(asks_only_what_the_application_could_ask);
    RUN_TEST(leaves_chains_alone_that_it_does_not_know);
    RUN_TEST(opens_without_the_newer_questions);
    RUN_TEST(destroys_nothing);
    RUN_TEST(finds_commands_under_older_names);
}
