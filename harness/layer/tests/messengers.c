// SPDX-License-Identifier: Apache-2.0
// Who hears what, and what a message is made of.
#include "fake.h"
#include "report.h"
#include "state.h"

#include <greatest.h>
#include <stdlib.h>
#include <string.h>

#define ID "VUID-vkCopyMicromapEXT-src-11670"

// Says something wrong about two objects, as a check would.
static bool say(const struct fake_vulkan *vulkan, VkMicromapEXT micromap)
{
    struct lay_call call = {.device = lay_device_of(vulkan->device),
                            .command = "vkCopyMicromapEXT"};
    const struct lay_object objects[] = {{VK_OBJECT_TYPE_MICROMAP_EXT, LAY_KEY(micromap)},
                                         {VK_OBJECT_TYPE_DEVICE, LAY_POINTER_KEY(vulkan->device)}};
    lay_lock(call.device);
    lay_report(&call, ID, objects, 2, "src was built %d times. It must be built once.", 0);
    lay_unlock(call.device);
    return lay_call_stopped(&call);
}

static VkDebugUtilsMessengerEXT listen(const struct fake_vulkan *vulkan,
                                       const VkDebugUtilsMessengerCreateInfoEXT *info)
{
    VkDebugUtilsMessengerEXT messenger = VK_NULL_HANDLE;
    ON_INSTANCE(vulkan, vkCreateDebugUtilsMessengerEXT)(vulkan->instance, info, NULL, &messenger);
    return messenger;
}

TEST says_everything(void)
{
    struct fake_vulkan vulkan;
    struct fake_ear ear = {0};
    fake_open(&vulkan, NULL);
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    const VkDebugUtilsMessengerEXT messenger = listen(&vulkan, &info);
    const VkMicromapEXT micromap = fake_micromap(&vulkan, 256, 1);
    const VkDebugUtilsObjectNameInfoEXT name = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
        .objectType = VK_OBJECT_TYPE_MICROMAP_EXT,
        .objectHandle = LAY_KEY(micromap),
        .pObjectName = "leaf",
    };
    ON_DEVICE(&vulkan, vkSetDebugUtilsObjectNameEXT)(vulkan.device, &name);
    ASSERT_FALSE(say(&vulkan, micromap));
    ASSERT_EQ(1, ear.heard);
    ASSERT_STR_EQ(ID, ear.ids[0]);
    ASSERT_EQ(VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT, ear.severity);
    ASSERT_STRN_EQ("vkCopyMicromapEXT(): src was built 0 times. It must be built once.", ear.text,
                   66);
    ASSERT(strstr(ear.text, "section \"Host Micromap Operations\""));
    ASSERT(strstr(ear.text, "#" ID));
    ASSERT_EQ(2, ear.object_count);
    ASSERT_EQ(VK_OBJECT_TYPE_MICROMAP_EXT, ear.objects[0].objectType);
    ASSERT_EQ(LAY_KEY(micromap), ear.objects[0].objectHandle);
    ASSERT_STR_EQ("leaf", ear.names[0]);
    ASSERT_STR_EQ("", ear.names[1]);
    // The number is a property of the ID alone, and of this one for ever.
    ASSERT_EQ_FMT((int32_t)0x33ab663e, ear.number, "%x");

    ON_INSTANCE(&vulkan, vkDestroyDebugUtilsMessengerEXT)(vulkan.instance, messenger, NULL);
    const VkDebugUtilsMessengerEXT other = listen(&vulkan, &info);
    say(&vulkan, micromap);
    ASSERT_EQ(2, ear.heard);
    ON_INSTANCE(&vulkan, vkDestroyDebugUtilsMessengerEXT)(vulkan.instance, other, NULL);
    fake_close(&vulkan);
    PASS();
}

// The name goes with the object: a later one with the same handle has none.
TEST forgets_names_of_destroyed_objects(void)
{
    struct fake_vulkan vulkan;
    struct fake_ear ear = {0};
    fake_open(&vulkan, NULL);
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    listen(&vulkan, &info);
    const VkMicromapEXT micromap = fake_micromap(&vulkan, 256, 1);
    const VkDebugUtilsObjectNameInfoEXT name = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
        .objectType = VK_OBJECT_TYPE_MICROMAP_EXT,
        .objectHandle = LAY_KEY(micromap),
        .pObjectName = "leaf",
    };
    ON_DEVICE(&vulkan, vkSetDebugUtilsObjectNameEXT)(vulkan.device, &name);
    ON_DEVICE(&vulkan, vkDestroyMicromapEXT)(vulkan.device, micromap, NULL);
    say(&vulkan, micromap);
    ASSERT_STR_EQ("", ear.names[0]);
    fake_close(&vulkan);
    PASS();
}

TEST any_messenger_stops_a_call(void)
{
    struct fake_vulkan vulkan;
    struct fake_ear ears[3] = {{0}, {.stop = true}, {0}};
    fake_open(&vulkan, NULL);
    for (int i = 0; i < 3; ++i) {
        const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ears[i]);
        listen(&vulkan, &info);
    }
    ASSERT(say(&vulkan, VK_NULL_HANDLE));
    for (int i = 0; i < 3; ++i)
        ASSERT_EQ(1, ears[i].heard);
    fake_close(&vulkan);
    PASS();
}

TEST filters_by_severity_and_type(void)
{
    struct fake_vulkan vulkan;
    struct fake_ear ears[2] = {{.stop = true}, {.stop = true}};
    fake_open(&vulkan, NULL);
    VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ears[0]);
    info.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT;
    listen(&vulkan, &info);
    info = fake_ear_info(&ears[1]);
    info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
    listen(&vulkan, &info);
    ASSERT_FALSE(say(&vulkan, VK_NULL_HANDLE));
    ASSERT_EQ(0, ears[0].heard + ears[1].heard);
    fake_close(&vulkan);
    PASS();
}

// Without the extension below, the layer serves it alone.
TEST needs_no_messengers_below(void)
{
    struct fake_vulkan vulkan;
    struct fake_ear ear = {.stop = true};
    fake.messengers = false;
    fake_open(&vulkan, NULL);
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    const VkDebugUtilsMessengerEXT messenger = listen(&vulkan, &info);
    ASSERT(messenger);
    ASSERT(say(&vulkan, VK_NULL_HANDLE));
    const VkDebugUtilsMessengerCallbackDataEXT own = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CALLBACK_DATA_EXT,
        .pMessageIdName = "mine",
        .pMessage = "hello",
    };
    ON_INSTANCE(&vulkan, vkSubmitDebugUtilsMessageEXT)
    (vulkan.instance, VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
     VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT, &own);
    ASSERT_STR_EQ("mine", ear.ids[1]);
    ON_INSTANCE(&vulkan, vkDestroyDebugUtilsMessengerEXT)(vulkan.instance, messenger, NULL);
    ASSERT_FALSE(say(&vulkan, VK_NULL_HANDLE));
    ASSERT_EQ(2, ear.heard);
    fake_close(&vulkan);
    PASS();
}

TEST passes_messengers_down(void)
{
    struct fake_vulkan vulkan;
    struct fake_ear ear = {0};
    fake_open(&vulkan, NULL);
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    const VkDebugUtilsMessengerEXT messenger = listen(&vulkan, &info);
    ON_INSTANCE(&vulkan, vkDestroyDebugUtilsMessengerEXT)(vulkan.instance, messenger, NULL);
    ASSERT_EQ(1, fake_calls("vkCreateDebugUtilsMessengerEXT"));
    ASSERT_EQ(1, fake_calls("vkDestroyDebugUtilsMessengerEXT"));
    fake_close(&vulkan);
    PASS();
}

static VKAPI_ATTR VkBool32 VKAPI_CALL old_callback(VkDebugReportFlagsEXT flags,
                                                   VkDebugReportObjectTypeEXT type, uint64_t object,
                                                   size_t location, int32_t code,
                                                   const char *prefix, const char *message,
                                                   void *user)
{
    (void)type, (void)object, (void)location, (void)code, (void)prefix;
    *(unsigned *)user += flags == VK_DEBUG_REPORT_ERROR_BIT_EXT && strstr(message, ID);
    return VK_TRUE;
}

TEST tells_old_callbacks(void)
{
    struct fake_vulkan vulkan;
    unsigned heard = 0;
    fake_open(&vulkan, NULL);
    VkDebugReportCallbackCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_REPORT_CALLBACK_CREATE_INFO_EXT,
        .flags = VK_DEBUG_REPORT_ERROR_BIT_EXT,
        .pfnCallback = old_callback,
        .pUserData = &heard,
    };
    VkDebugReportCallbackEXT callback;
    ON_INSTANCE(&vulkan, vkCreateDebugReportCallbackEXT)(vulkan.instance, &info, NULL, &callback);
    ASSERT(say(&vulkan, VK_NULL_HANDLE));
    ASSERT_EQ(1, heard);
    ON_INSTANCE(&vulkan, vkDestroyDebugReportCallbackEXT)(vulkan.instance, callback, NULL);
    info.flags = VK_DEBUG_REPORT_WARNING_BIT_EXT;
    ON_INSTANCE(&vulkan, vkCreateDebugReportCallbackEXT)(vulkan.instance, &info, NULL, &callback);
    ASSERT_FALSE(say(&vulkan, VK_NULL_HANDLE));
    ASSERT_EQ(1, heard);
    fake_close(&vulkan);
    PASS();
}

// A messenger in the instance's create info sleeps while the instance lives.
TEST messengers_of_the_create_info_sleep(void)
{
    struct fake_vulkan vulkan;
    struct fake_ear ear = {.stop = true};
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    setenv("OMMCTS_LAYER_PROBE_POINTERS", "maybe", 1);
    fake_open(&vulkan, &info);
    unsetenv("OMMCTS_LAYER_PROBE_POINTERS");
    ASSERT_EQ(1, ear.heard);
    ASSERT_STR_EQ("OMMCTS-layer-setting", ear.ids[0]);
    ASSERT(strstr(ear.text, "OMMCTS_LAYER_PROBE_POINTERS=maybe"));
    ASSERT_FALSE(say(&vulkan, VK_NULL_HANDLE));
    ASSERT_EQ(1, ear.heard);
    fake_close(&vulkan);
    PASS();
}

// A messenger may take its time: meanwhile no lock of the layer is held.
static VKAPI_ATTR VkBool32 VKAPI_CALL try_lock(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                               VkDebugUtilsMessageTypeFlagsEXT types,
                                               const VkDebugUtilsMessengerCallbackDataEXT *data,
                                               void *user)
{
    (void)severity, (void)types, (void)data;
    struct lay_device *device = user;
    if (pthread_mutex_trylock(&device->lock))
        return VK_FALSE;
    lay_unlock(device);
    return VK_TRUE;
}

TEST no_lock_is_held_meanwhile(void)
{
    struct fake_vulkan vulkan;
    fake_open(&vulkan, NULL);
    struct fake_ear ear = {0};
    VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    info.pfnUserCallback = try_lock;
    info.pUserData = lay_device_of(vulkan.device);
    listen(&vulkan, &info);
    ASSERT(say(&vulkan, VK_NULL_HANDLE));
    fake_close(&vulkan);
    PASS();
}

static void before_each(void *unused)
{
    (void)unused;
    fake_reset();
    setenv("OMMCTS_LAYER_STDERR", "never", 1);
}

SUITE(messengers)
{
    SET_SETUP(before_each, NULL);
    RUN_TEST(says_everything);
    RUN_TEST(forgets_names_of_destroyed_objects);
    RUN_TEST(any_messenger_stops_a_call);
    RUN_TEST(filters_by_severity_and_type);
    RUN_TEST(needs_no_messengers_below);
    RUN_TEST(passes_messengers_down);
    RUN_TEST(tells_old_callbacks);
    RUN_TEST(messengers_of_the_create_info_sleep);
    RUN_TEST(no_lock_is_held_meanwhile);
}
