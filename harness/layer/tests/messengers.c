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
    const VkDebugReportCallbackCreateInfoEXT old = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_REPORT_CALLBACK_CREATE_INFO_EXT};
    VkDebugReportCallbackEXT callback = VK_NULL_HANDLE;
    ON_INSTANCE(&vulkan, vkCreateDebugReportCallbackEXT)(vulkan.instance, &old, NULL, &callback);
    ASSERT(callback && LAY_KEY(callback) != LAY_KEY(messenger));
    ON_INSTANCE(&vulkan, vkDestroyDebugReportCallbackEXT)(vulkan.instance, callback, NULL);
    ASSERT(say(&vulkan, VK_NULL_HANDLE));
    VkDebugUtilsObjectNameInfoEXT object = {.objectType = VK_OBJECT_TYPE_IMAGE, .objectHandle = 9};
    const VkDebugUtilsMessengerCallbackDataEXT own = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CALLBACK_DATA_EXT,
        .pMessageIdName = "mine",
        .messageIdNumber = 77,
        .pMessage = "hello",
        .objectCount = 1,
        .pObjects = &object,
    };
    ON_INSTANCE(&vulkan, vkSubmitDebugUtilsMessageEXT)
    (vulkan.instance, VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
     VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT, &own);
    ASSERT_STR_EQ("mine", ear.ids[1]);
    ASSERT_STR_EQ("hello", ear.text);
    ASSERT_EQ(77, ear.number);
    ASSERT_EQ(VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT, ear.severity);
    ASSERT_EQ(1, ear.object_count);
    ASSERT_EQ(9, ear.objects[0].objectHandle);
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
    // What the application says comes back from below.
    const VkDebugUtilsMessengerCallbackDataEXT own = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CALLBACK_DATA_EXT, .pMessage = "hello"};
    ON_INSTANCE(&vulkan, vkSubmitDebugUtilsMessageEXT)
    (vulkan.instance, VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT,
     VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT, &own);
    ASSERT_EQ(1, fake_calls("vkSubmitDebugUtilsMessageEXT"));
    ASSERT_EQ(0, ear.heard);
    ON_INSTANCE(&vulkan, vkDestroyDebugUtilsMessengerEXT)(vulkan.instance, messenger, NULL);
    ASSERT_EQ(1, fake_calls("vkCreateDebugUtilsMessengerEXT"));
    ASSERT_EQ(1, fake_calls("vkDestroyDebugUtilsMessengerEXT"));
    const VkDebugReportCallbackCreateInfoEXT old = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_REPORT_CALLBACK_CREATE_INFO_EXT};
    VkDebugReportCallbackEXT callback;
    ON_INSTANCE(&vulkan, vkCreateDebugReportCallbackEXT)(vulkan.instance, &old, NULL, &callback);
    ON_INSTANCE(&vulkan, vkDestroyDebugReportCallbackEXT)(vulkan.instance, callback, NULL);
    ASSERT_EQ(1, fake_calls("vkCreateDebugReportCallbackEXT"));
    ASSERT_EQ(1, fake_calls("vkDestroyDebugReportCallbackEXT"));
    fake_close(&vulkan);
    PASS();
}

static VkDebugReportObjectTypeEXT old_type;
static uint64_t old_object;

static VKAPI_ATTR VkBool32 VKAPI_CALL old_callback(VkDebugReportFlagsEXT flags,
                                                   VkDebugReportObjectTypeEXT type, uint64_t object,
                                                   size_t location, int32_t code,
                                                   const char *prefix, const char *message,
                                                   void *user)
{
    (void)location, (void)code, (void)prefix;
    old_type = type;
    old_object = object;
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

// What is newer than the old extension has no type there.
TEST tells_old_callbacks_of_old_types(void)
{
    struct fake_vulkan vulkan;
    unsigned heard = 0;
    fake_open(&vulkan, NULL);
    const VkDebugReportCallbackCreateInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_REPORT_CALLBACK_CREATE_INFO_EXT,
        .flags = VK_DEBUG_REPORT_ERROR_BIT_EXT | VK_DEBUG_REPORT_WARNING_BIT_EXT,
        .pfnCallback = old_callback,
        .pUserData = &heard,
    };
    VkDebugReportCallbackEXT callback;
    ON_INSTANCE(&vulkan, vkCreateDebugReportCallbackEXT)(vulkan.instance, &info, NULL, &callback);
    const struct lay_object objects[] = {{VK_OBJECT_TYPE_DEVICE, 17},
                                         {VK_OBJECT_TYPE_COMMAND_POOL, 18},
                                         {VK_OBJECT_TYPE_MICROMAP_EXT, 19}};
    const VkDebugReportObjectTypeEXT types[] = {VK_DEBUG_REPORT_OBJECT_TYPE_DEVICE_EXT,
                                                VK_DEBUG_REPORT_OBJECT_TYPE_COMMAND_POOL_EXT,
                                                VK_DEBUG_REPORT_OBJECT_TYPE_UNKNOWN_EXT};
    struct lay_call call = {.device = lay_device_of(vulkan.device), .command = "vkCommand"};
    for (unsigned i = 0; i < 3; ++i) {
        lay_report(&call, ID, &objects[i], 1, "It is wrong.");
        ASSERT(lay_call_stopped(&call));
        ASSERT_EQ(i + 1, heard);
        ASSERT_EQ(types[i], old_type);
        ASSERT_EQ(17 + i, old_object);
    }
    lay_report(&call, ID, NULL, 0, "It is wrong.");
    ASSERT(lay_call_stopped(&call));
    ASSERT_EQ(VK_DEBUG_REPORT_OBJECT_TYPE_UNKNOWN_EXT, old_type);
    ASSERT_EQ(0, old_object);
    fake_close(&vulkan);
    PASS();
}

// A callback of the old kind in the create info hears a setting that makes no sense, as a warning.
TEST tells_old_callbacks_of_the_create_info(void)
{
    for (unsigned wanted = 0; wanted < 2; ++wanted) {
        struct fake_vulkan vulkan;
        unsigned heard = 7;
        const VkDebugReportCallbackCreateInfoEXT info = {
            .sType = VK_STRUCTURE_TYPE_DEBUG_REPORT_CALLBACK_CREATE_INFO_EXT,
            .flags = VK_DEBUG_REPORT_ERROR_BIT_EXT | (wanted ? VK_DEBUG_REPORT_WARNING_BIT_EXT : 0),
            .pfnCallback = old_callback,
            .pUserData = &heard,
        };
        old_object = 7;
        setenv("OMMCTS_LAYER_PROBE_POINTERS", "maybe", 1);
        fake_open(&vulkan, &info);
        unsetenv("OMMCTS_LAYER_PROBE_POINTERS");
        ASSERT_EQ(wanted ? 0 : 7, old_object);
        ASSERT_EQ(7, heard);
        ASSERT_FALSE(say(&vulkan, VK_NULL_HANDLE)); // it sleeps
        fake_close(&vulkan);
    }
    PASS();
}

// Whoever goes, the others listen on; and a messenger and a callback may be one number.
TEST removes_the_one_that_is_meant(void)
{
    for (int gone = 0; gone < 3; ++gone) {
        struct fake_vulkan vulkan;
        struct fake_ear ears[3] = {0};
        VkDebugUtilsMessengerEXT messengers[3];
        fake_open(&vulkan, NULL);
        for (int i = 0; i < 3; ++i) {
            const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ears[i]);
            messengers[i] = listen(&vulkan, &info);
        }
        ON_INSTANCE(&vulkan, vkDestroyDebugUtilsMessengerEXT)
        (vulkan.instance, messengers[gone], NULL);
        ON_INSTANCE(&vulkan, vkDestroyDebugUtilsMessengerEXT)
        (vulkan.instance, VK_NULL_HANDLE, NULL);
        ON_INSTANCE(&vulkan, vkDestroyDebugReportCallbackEXT)
        (vulkan.instance, VK_NULL_HANDLE, NULL);
        say(&vulkan, VK_NULL_HANDLE);
        for (int i = 0; i < 3; ++i)
            ASSERT_EQ(i != gone, (int)ears[i].heard);
        fake_close(&vulkan);
    }
    PASS();
}

TEST tells_messengers_from_callbacks_with_one_handle(void)
{
    struct fake_vulkan vulkan;
    struct fake_ear ear = {0};
    unsigned heard = 0;
    fake.equal_handles = true;
    fake_open(&vulkan, NULL);
    const VkDebugReportCallbackCreateInfoEXT old = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_REPORT_CALLBACK_CREATE_INFO_EXT,
        .flags = VK_DEBUG_REPORT_ERROR_BIT_EXT,
        .pfnCallback = old_callback,
        .pUserData = &heard,
    };
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    VkDebugReportCallbackEXT callback;
    ON_INSTANCE(&vulkan, vkCreateDebugReportCallbackEXT)(vulkan.instance, &old, NULL, &callback);
    const VkDebugUtilsMessengerEXT messenger = listen(&vulkan, &info);
    ASSERT_EQ(LAY_KEY(callback), LAY_KEY(messenger));
    ON_INSTANCE(&vulkan, vkDestroyDebugUtilsMessengerEXT)(vulkan.instance, messenger, NULL);
    say(&vulkan, VK_NULL_HANDLE);
    ASSERT_EQ(1, heard);
    ASSERT_EQ(0, ear.heard);
    const VkDebugUtilsMessengerEXT other = listen(&vulkan, &info);
    ON_INSTANCE(&vulkan, vkDestroyDebugReportCallbackEXT)(vulkan.instance, callback, NULL);
    say(&vulkan, VK_NULL_HANDLE);
    ASSERT_EQ(1, heard);
    ASSERT_EQ(1, ear.heard);
    ON_INSTANCE(&vulkan, vkDestroyDebugUtilsMessengerEXT)(vulkan.instance, other, NULL);
    fake_close(&vulkan);
    PASS();
}

// Who is refused below hears nothing.
TEST passes_failures_up(void)
{
    struct fake_vulkan vulkan;
    struct fake_ear ear = {0};
    unsigned heard = 0;
    fake_open(&vulkan, NULL);
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    const VkDebugReportCallbackCreateInfoEXT old = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_REPORT_CALLBACK_CREATE_INFO_EXT,
        .flags = VK_DEBUG_REPORT_ERROR_BIT_EXT,
        .pfnCallback = old_callback,
        .pUserData = &heard,
    };
    VkDebugUtilsMessengerEXT messenger = VK_NULL_HANDLE;
    VkDebugReportCallbackEXT callback = VK_NULL_HANDLE;
    fake.create_result = VK_ERROR_OUT_OF_HOST_MEMORY;
    ASSERT_EQ(VK_ERROR_OUT_OF_HOST_MEMORY, ON_INSTANCE(&vulkan, vkCreateDebugUtilsMessengerEXT)(
                                               vulkan.instance, &info, NULL, &messenger));
    ASSERT_EQ(VK_ERROR_OUT_OF_HOST_MEMORY, ON_INSTANCE(&vulkan, vkCreateDebugReportCallbackEXT)(
                                               vulkan.instance, &old, NULL, &callback));
    fake.create_result = VK_SUCCESS;
    ASSERT_FALSE(say(&vulkan, VK_NULL_HANDLE));
    ASSERT_EQ(0, ear.heard + heard);
    ASSERT_EQ(0, fake_calls("vkDestroyDebugUtilsMessengerEXT"));
    ASSERT_EQ(0, fake_calls("vkDestroyDebugReportCallbackEXT"));
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
    RUN_TEST(tells_old_callbacks_of_old_types);
    RUN_TEST(tells_old_callbacks_of_the_create_info);
    RUN_TEST(removes_the_one_that_is_meant);
    RUN_TEST(tells_messengers_from_callbacks_with_one_handle);
    RUN_TEST(passes_failures_up);
    RUN_TEST(messengers_of_the_create_info_sleep);
    RUN_TEST(no_lock_is_held_meanwhile);
}
