// SPDX-License-Identifier: Apache-2.0
// Names of objects, which may share a handle if they are of different types.
#include "names.h"

#include "dispatch.h"
#include "fake.h"

#include <greatest.h>
#include <string.h>

static struct fake_vulkan vulkan;
static const VkObjectType types[] = {VK_OBJECT_TYPE_BUFFER, VK_OBJECT_TYPE_MICROMAP_EXT,
                                     VK_OBJECT_TYPE_DEVICE_MEMORY, VK_OBJECT_TYPE_IMAGE};
static const char *const words[] = {"one", "two", "three", "four"};
enum { TYPES = 4, HANDLE = 7 };

static void give_name(VkObjectType type, uint64_t handle, const char *text)
{
    const VkDebugUtilsObjectNameInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
        .objectType = type,
        .objectHandle = handle,
        .pObjectName = text,
    };
    ON_DEVICE(&vulkan, vkSetDebugUtilsObjectNameEXT)(vulkan.device, &info);
}

// "": it has none.
static const char *name_of(VkObjectType type, uint64_t handle)
{
    static char text[LAY_NAME_SIZE];
    const struct lay_object object = {type, handle};
    const char *found = lay_name_of(lay_device_of(vulkan.device), &object, text);
    return found ? found : "";
}

TEST tells_types_apart(void)
{
    for (int i = 0; i < TYPES; ++i)
        give_name(types[i], HANDLE, words[i]);
    for (int i = 0; i < TYPES; ++i)
        ASSERT_STR_EQ(words[i], name_of(types[i], HANDLE));
    ASSERT_STR_EQ("", name_of(VK_OBJECT_TYPE_QUEUE, HANDLE));
    ASSERT_STR_EQ("", name_of(types[0], HANDLE + 1));
    PASS();
}

// Whichever of the names with one handle goes.
TEST forgets_one_at_a_time(void)
{
    struct lay_device *device = lay_device_of(vulkan.device);
    for (int gone = 0; gone < TYPES; ++gone) {
        for (int i = 0; i < TYPES; ++i)
            give_name(types[i], HANDLE, words[i]);
        lay_lock(device);
        lay_name_forget(device, types[gone], HANDLE);
        lay_name_forget(device, VK_OBJECT_TYPE_QUEUE, HANDLE);
        lay_unlock(device);
        for (int i = 0; i < TYPES; ++i)
            ASSERT_STR_EQ(i == gone ? "" : words[i], name_of(types[i], HANDLE));
    }
    PASS();
}

TEST takes_names_back(void)
{
    for (int i = 0; i < TYPES; ++i)
        give_name(types[i], HANDLE, words[i]);
    give_name(types[1], HANDLE, "another");
    ASSERT_STR_EQ("another", name_of(types[1], HANDLE));
    give_name(types[1], HANDLE, NULL);
    ASSERT_STR_EQ("", name_of(types[1], HANDLE));
    const struct lay_object object = {types[2], HANDLE};
    char text[LAY_NAME_SIZE];
    give_name(types[2], HANDLE, "");
    ASSERT_EQ(NULL, lay_name_of(lay_device_of(vulkan.device), &object, text));
    ASSERT_STR_EQ("four", name_of(types[3], HANDLE));
    ASSERT_EQ(TYPES + 3, fake_calls("vkSetDebugUtilsObjectNameEXT"));
    PASS();
}

// More than a table begins with, and none is left behind at the end, which sanitizers would tell.
TEST keeps_many(void)
{
    enum { MANY = 200 };
    char text[16];
    for (uint64_t handle = 0; handle < MANY; ++handle) {
        snprintf(text, sizeof text, "%d", (int)handle);
        give_name(types[handle % TYPES], handle, text);
    }
    for (uint64_t handle = 0; handle < MANY; ++handle) {
        snprintf(text, sizeof text, "%d", (int)handle);
        ASSERT_STR_EQ(text, name_of(types[handle % TYPES], handle));
        ASSERT_STR_EQ("", name_of(types[(handle + 1) % TYPES], handle));
    }
    PASS();
}

TEST cuts_long_names(void)
{
    char text[2 * LAY_NAME_SIZE];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = 0;
    give_name(types[0], HANDLE, text);
    text[LAY_NAME_SIZE - 1] = 0;
    ASSERT_STR_EQ(text, name_of(types[0], HANDLE));
    PASS();
}

// Nobody below needs to know names.
TEST needs_nobody_below(void)
{
    fake_close(&vulkan);
    fake.messengers = false;
    fake_open(&vulkan, NULL);
    give_name(types[0], HANDLE, "mine");
    ASSERT_STR_EQ("mine", name_of(types[0], HANDLE));
    PASS();
}

static void open_each(void *unused)
{
    (void)unused;
    fake_reset();
    fake_open(&vulkan, NULL);
}

static void close_each(void *unused)
{
    (void)unused;
    fake_close(&vulkan);
}

SUITE(names_of_objects)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(tells_types_apart);
    RUN_TEST(forgets_one_at_a_time);
    RUN_TEST(takes_names_back);
    RUN_TEST(keeps_many);
    RUN_TEST(cuts_long_names);
    RUN_TEST(needs_nobody_below);
}
