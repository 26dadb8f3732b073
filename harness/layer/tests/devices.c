// SPDX-License-Identifier: Apache-2.0
// Instances and devices: what is asked of the next layer, and what the layer learns.
#include "device_info.h"
#include "dispatch.h"
#include "fake.h"

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

TEST asks_for_private_data_in_its_own_copy(void)
{
    struct fake_vulkan vulkan = {0};
    ASSERT_EQ(VK_SUCCESS, fake_open_instance(&vulkan, NULL));
    const VkPhysicalDeviceDynamicRenderingFeatures other = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DYNAMIC_RENDERING_FEATURES};
    const VkPhysicalDeviceDynamicRenderingFeatures before = other;
    ASSERT_EQ(VK_SUCCESS, fake_open_device(&vulkan, &other));
    ASSERT(fake.saw_private_data);
    ASSERT_EQ(2, fake.saw_extensions);
    ASSERT(lay_device_of(vulkan.device)->features.private_data);
    ASSERT_MEM_EQ(&before, &other, sizeof other);
    fake_close(&vulkan);
    PASS();
}

TEST asks_for_the_extension_before_1_3(void)
{
    struct fake_vulkan vulkan;
    fake.api_version = VK_API_VERSION_1_2;
    fake_open(&vulkan, NULL);
    ASSERT_FALSE(fake.saw_private_data);
    ASSERT_EQ(2, fake.saw_extensions);
    fake_close(&vulkan);
    fake.private_extension = true;
    fake_open(&vulkan, NULL);
    ASSERT(fake.saw_private_data);
    ASSERT_EQ(3, fake.saw_extensions);
    ASSERT_STR_EQ(VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME, fake.saw_names[0]);
    ASSERT_STR_EQ(VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME, fake.saw_names[1]);
    ASSERT_STR_EQ(VK_EXT_PRIVATE_DATA_EXTENSION_NAME, fake.saw_names[2]);
    fake_close(&vulkan);
    PASS();
}

TEST asks_for_nothing_that_is_not_there(void)
{
    struct fake_vulkan vulkan;
    fake.private_data = false;
    fake_open(&vulkan, NULL);
    ASSERT_FALSE(fake.saw_private_data);
    ASSERT_FALSE(lay_device_of(vulkan.device)->features.private_data);
    fake_close(&vulkan);
    fake.private_data = true;
    fake.features_2 = false; // so that nobody can ask
    fake_open(&vulkan, NULL);
    ASSERT_FALSE(fake.saw_private_data);
    fake_close(&vulkan);
    PASS();
}

// The application says no to the feature, somewhere in its chain.
TEST turns_a_no_into_a_yes_without_touching_it(void)
{
    struct fake_vulkan vulkan = {0};
    ASSERT_EQ(VK_SUCCESS, fake_open_instance(&vulkan, NULL));
    const VkPhysicalDeviceVulkan11Features last = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES};
    const VkPhysicalDeviceVulkan13Features no = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
        .pNext = (void *)&last,
        .synchronization2 = VK_TRUE,
    };
    const VkPhysicalDeviceVulkan11Features first = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, .pNext = (void *)&no};
    ASSERT_EQ(VK_SUCCESS, fake_open_device(&vulkan, &first));
    ASSERT(fake.saw_private_data);
    ASSERT_FALSE(no.privateData);
    ASSERT_EQ(&no, first.pNext);
    ASSERT(lay_device_of(vulkan.device)->features.private_data);
    // The rest of the chain is what it was, before and behind.
    ASSERT_EQ(6, fake.saw_links);
    ASSERT(lay_device_of(vulkan.device)->features.micromap_host_commands);
    fake_close(&vulkan);
    PASS();
}

TEST knows_features_and_limits(void)
{
    struct fake_vulkan vulkan;
    fake_open(&vulkan, NULL);
    const struct lay_device *device = lay_device_of(vulkan.device);
    ASSERT(device->features.micromap && device->features.micromap_host_commands);
    ASSERT(device->features.buffer_device_address);
    ASSERT(device->features.opacity_micromap && device->features.deferred_host_operations);
    ASSERT_FALSE(device->features.micromap_capture_replay);
    ASSERT_EQ(12, device->micromap_properties.maxOpacity2StateSubdivisionLevel);
    ASSERT_EQ(256, device->scratch_alignment);
    ASSERT_EQ(3, device->family_count);
    ASSERT_EQ(1, device->group_size);
    fake_close(&vulkan);
    PASS();
}

static struct lay_features read(const void *chain, const VkPhysicalDeviceFeatures *core)
{
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, .pNext = chain, .pEnabledFeatures = core};
    return lay_features_read(&info);
}

// Each structure that can enable something, alone.
TEST reads_features_wherever_they_are(void)
{
    const VkPhysicalDeviceOpacityMicromapFeaturesEXT micromaps = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
        .micromapCaptureReplay = VK_TRUE};
    const VkPhysicalDeviceBufferDeviceAddressFeatures addresses = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_BUFFER_DEVICE_ADDRESS_FEATURES,
        .bufferDeviceAddressMultiDevice = VK_TRUE};
    const VkPhysicalDeviceVulkan12Features both = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
        .bufferDeviceAddress = VK_TRUE,
        .bufferDeviceAddressMultiDevice = VK_TRUE};
    const VkPhysicalDeviceFeatures2 robust = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
        .features = {.robustBufferAccess = VK_TRUE, .sparseBinding = VK_TRUE}};
    const struct lay_features nothing = read(NULL, NULL);
    ASSERT_FALSE(nothing.micromap || nothing.buffer_device_address || nothing.sparse_binding);
    ASSERT(read(&micromaps, NULL).micromap_capture_replay);
    ASSERT_FALSE(read(&micromaps, NULL).micromap);
    ASSERT(read(&addresses, NULL).buffer_device_address_multi_device);
    ASSERT_FALSE(read(&addresses, NULL).buffer_device_address);
    ASSERT(read(&both, NULL).buffer_device_address);
    ASSERT(read(&both, NULL).buffer_device_address_multi_device);
    ASSERT(read(&robust, NULL).robust_buffer_access && read(&robust, NULL).sparse_binding);
    ASSERT(read(NULL, &robust.features).robust_buffer_access);
    ASSERT(read(NULL, &robust.features).sparse_binding);
    PASS();
}

TEST counts_the_devices_of_a_group(void)
{
    struct fake_vulkan vulkan = {0};
    ASSERT_EQ(VK_SUCCESS, fake_open_instance(&vulkan, NULL));
    const VkPhysicalDevice both[2] = {vulkan.gpu, vulkan.gpu};
    const VkDeviceGroupDeviceCreateInfo group = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_GROUP_DEVICE_CREATE_INFO,
        .physicalDeviceCount = 2,
        .pPhysicalDevices = both,
    };
    ASSERT_EQ(VK_SUCCESS, fake_open_device(&vulkan, &group));
    ASSERT_EQ(2, lay_device_of(vulkan.device)->group_size);
    fake_close(&vulkan);
    PASS();
}

TEST leaves_nothing_behind_a_failure(void)
{
    struct fake_vulkan vulkan = {0};
    fake.create_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    ASSERT_EQ(VK_ERROR_OUT_OF_HOST_MEMORY, fake_open_instance(&vulkan, NULL));
    fake.create_result = VK_SUCCESS;
    ASSERT_EQ(VK_SUCCESS, fake_open_instance(&vulkan, NULL));
    fake.create_result = VK_ERROR_DEVICE_LOST;
    ASSERT_EQ(VK_ERROR_DEVICE_LOST, fake_open_device(&vulkan, NULL));
    vulkan.device = VK_NULL_HANDLE;
    fake_close(&vulkan);
    PASS();
}

TEST keeps_instances_apart(void)
{
    struct fake_vulkan vulkans[3];
    struct fake_ear ears[3] = {0};
    for (int i = 0; i < 3; ++i)
        fake_open(&vulkans[i], NULL);
    for (int i = 0; i < 3; ++i) {
        const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ears[i]);
        VkDebugUtilsMessengerEXT messenger;
        ON_INSTANCE(&vulkans[i], vkCreateDebugUtilsMessengerEXT)
        (vulkans[i].instance, &info, NULL, &messenger);
        const struct lay_device *device = lay_device_of(vulkans[i].device);
        ASSERT_EQ(vulkans[i].device, device->handle);
        ASSERT_EQ(lay_instance_of(vulkans[i].instance), device->instance);
        ASSERT_EQ(device->instance, lay_instance_of(vulkans[i].gpu));
    }
    // One device's objects are not the other's, but exist.
    const VkBuffer buffer = fake_buffer(&vulkans[0], 64, 1);
    struct lay_device *devices[] = {lay_device_of(vulkans[0].device),
                                    lay_device_of(vulkans[1].device)};
    ASSERT_FALSE(lay_is_invalid(devices[0], LAY_BUFFER, LAY_KEY(buffer)));
    ASSERT(lay_is_invalid(devices[1], LAY_BUFFER, LAY_KEY(buffer)));
    ASSERT(lay_exists(LAY_BUFFER, LAY_KEY(buffer)));
    fake_close(&vulkans[0]);
    ASSERT_FALSE(lay_exists(LAY_BUFFER, LAY_KEY(buffer)));
    ASSERT_EQ(vulkans[1].device, lay_device_of(vulkans[1].device)->handle);
    fake_close(&vulkans[2]);
    fake_close(&vulkans[1]);
    PASS();
}

static bool is_intercepted(const struct fake_vulkan *vulkan, const char *name)
{
    PFN_vkVoidFunction below = fake_GetDeviceProcAddr(vulkan->device, name);
    return below && vulkan->get_device_command(vulkan->device, name) != below;
}

TEST hands_out_commands_as_the_next_layer_does(void)
{
    struct fake_vulkan vulkan;
    fake_open(&vulkan, NULL);
    ASSERT(is_intercepted(&vulkan, "vkCreateMicromapEXT"));
    ASSERT(is_intercepted(&vulkan, "vkBindBufferMemory2"));
    // Not there below, under this name.
    ASSERT_EQ(NULL, vulkan.get_device_command(vulkan.device, "vkBindBufferMemory2KHR"));
    ASSERT_EQ(NULL, vulkan.get_device_command(vulkan.device, "vkMapMemory2"));
    ASSERT_EQ(NULL, vulkan.get_device_command(vulkan.device, "vkNobodyKnows"));
    ASSERT_EQ(NULL, vulkan.get_instance_command(vulkan.instance, "vkNobodyKnows"));
    ASSERT_EQ(NULL, vulkan.get_instance_command(VK_NULL_HANDLE, "vkDestroyInstance"));
    // Nothing to check in them: they pass by.
    ASSERT_FALSE(is_intercepted(&vulkan, "vkGetMicromapWhatever"));
    // These need no instance.
    static const char *const global[] = {
        "vkCreateInstance", "vkEnumerateInstanceExtensionProperties",
        "vkEnumerateInstanceLayerProperties", "vkGetInstanceProcAddr"};
    for (int i = 0; i < 4; ++i)
        ASSERT(vulkan.get_instance_command(VK_NULL_HANDLE, global[i]));
    fake_close(&vulkan);
    PASS();
}

TEST enumerates_itself(void)
{
    struct fake_vulkan vulkan;
    fake_open(&vulkan, NULL);
    VkLayerProperties layer;
    uint32_t count = 1;
    ASSERT_EQ(VK_SUCCESS, ON_INSTANCE(&vulkan, vkEnumerateInstanceLayerProperties)(&count, &layer));
    ASSERT_STR_EQ("VK_LAYER_OMMCTS_host_copy", layer.layerName);
    VkExtensionProperties extensions[8];
    count = 8;
    ASSERT_EQ(VK_SUCCESS, ON_INSTANCE(&vulkan, vkEnumerateInstanceExtensionProperties)(
                              layer.layerName, &count, extensions));
    ASSERT_EQ(3, count);
    ASSERT_STR_EQ(VK_EXT_DEBUG_REPORT_EXTENSION_NAME, extensions[0].extensionName);
    ASSERT_STR_EQ(VK_EXT_DEBUG_UTILS_EXTENSION_NAME, extensions[1].extensionName);
    ASSERT_STR_EQ("VK_EXT_layer_settings", extensions[2].extensionName);
    count = 2;
    ASSERT_EQ(VK_INCOMPLETE, ON_INSTANCE(&vulkan, vkEnumerateInstanceExtensionProperties)(
                                 layer.layerName, &count, extensions));
    ASSERT_EQ(2, count);
    ASSERT_EQ(VK_ERROR_LAYER_NOT_PRESENT,
              ON_INSTANCE(&vulkan, vkEnumerateInstanceExtensionProperties)(NULL, &count, NULL));
    ASSERT_EQ(VK_SUCCESS, ON_INSTANCE(&vulkan, vkEnumerateDeviceExtensionProperties)(
                              vulkan.gpu, layer.layerName, &count, NULL));
    ASSERT_EQ(0, count);
    // What an older loader asks of a device, which has the same layers and nothing of its own.
    count = 0;
    ASSERT_EQ(VK_SUCCESS,
              ON_INSTANCE(&vulkan, vkEnumerateDeviceLayerProperties)(vulkan.gpu, &count, NULL));
    ASSERT_EQ(1, count);
    ASSERT_EQ(VK_SUCCESS,
              ON_INSTANCE(&vulkan, vkEnumerateDeviceLayerProperties)(vulkan.gpu, &count, &layer));
    ASSERT_STR_EQ("VK_LAYER_OMMCTS_host_copy", layer.layerName);
    ASSERT_EQ(1, layer.implementationVersion);
    count = 8;
    ASSERT_EQ(VK_SUCCESS, ON_INSTANCE(&vulkan, vkEnumerateDeviceExtensionProperties)(
                              vulkan.gpu, layer.layerName, &count, extensions));
    ASSERT_EQ(0, count);
    count = 0;
    ASSERT_EQ(VK_INCOMPLETE, ON_INSTANCE(&vulkan, vkEnumerateInstanceExtensionProperties)(
                                 layer.layerName, &count, extensions));
    ASSERT_EQ(0, count);
    // Extensions of the device itself are for those below to say.
    fake.private_extension = true;
    count = 8;
    ASSERT_EQ(VK_SUCCESS, ON_INSTANCE(&vulkan, vkEnumerateDeviceExtensionProperties)(
                              vulkan.gpu, NULL, &count, extensions));
    ASSERT_EQ(1, count);
    ASSERT_STR_EQ(VK_EXT_PRIVATE_DATA_EXTENSION_NAME, extensions[0].extensionName);
    fake_close(&vulkan);
    PASS();
}

TEST negotiates(void)
{
    VkNegotiateLayerInterface interface = {.sType = LAYER_NEGOTIATE_INTERFACE_STRUCT,
                                           .loaderLayerInterfaceVersion = 7};
    ASSERT_EQ(VK_SUCCESS, vkNegotiateLoaderLayerInterfaceVersion(&interface));
    ASSERT_EQ(2, interface.loaderLayerInterfaceVersion);
    interface.loaderLayerInterfaceVersion = 1;
    ASSERT_EQ(VK_ERROR_INITIALIZATION_FAILED, vkNegotiateLoaderLayerInterfaceVersion(&interface));
    interface.loaderLayerInterfaceVersion = 2;
    ASSERT_EQ(VK_SUCCESS, vkNegotiateLoaderLayerInterfaceVersion(&interface));
    ASSERT(interface.pfnGetInstanceProcAddr && interface.pfnGetDeviceProcAddr);
    ASSERT_FALSE(interface.pfnGetPhysicalDeviceProcAddr);
    interface.sType = LAYER_NEGOTIATE_UNINTIALIZED;
    ASSERT_EQ(VK_ERROR_INITIALIZATION_FAILED, vkNegotiateLoaderLayerInterfaceVersion(&interface));
    PASS();
}

static void before_each(void *unused)
{
    (void)unused;
    fake_reset();
}

SUITE(devices)
{
    SET_SETUP(before_each, NULL);
    RUN_TEST(asks_for_private_data_in_its_own_copy);
    RUN_TEST(asks_for_the_extension_before_1_3);
    RUN_TEST(asks_for_nothing_that_is_not_there);
    RUN_TEST(turns_a_no_into_a_yes_without_touching_it);
    RUN_TEST(knows_features_and_limits);
    RUN_TEST(reads_features_wherever_they_are);
    RUN_TEST(counts_the_devices_of_a_group);
    RUN_TEST(leaves_nothing_behind_a_failure);
    RUN_TEST(keeps_instances_apart);
    RUN_TEST(hands_out_commands_as_the_next_layer_does);
    RUN_TEST(enumerates_itself);
    RUN_TEST(negotiates);
}
