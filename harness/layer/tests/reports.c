// SPDX-License-Identifier: Apache-2.0
// What a report becomes: its text, its objects, and what stderr gets where nobody listens.
#include "fake.h"
#include "report.h"
#include "state.h"

#include <greatest.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct fake_vulkan vulkan;
static struct fake_ear ear;

static void listen(void)
{
    const VkDebugUtilsMessengerCreateInfoEXT info = fake_ear_info(&ear);
    VkDebugUtilsMessengerEXT messenger;
    ON_INSTANCE(&vulkan, vkCreateDebugUtilsMessengerEXT)
    (vulkan.instance, &info, NULL, &messenger);
}

static bool say(const char *id, const struct lay_object *objects, uint32_t count, const char *text)
{
    struct lay_call call = {.device = lay_device_of(vulkan.device), .command = "vkCommand"};
    lay_report(&call, id, objects, count, "%s", text);
    return lay_call_stopped(&call);
}

TEST names_the_section(void)
{
    static const char *const rules[][2] = {
        {"VUID-vkCreateMicromapEXT-micromap-07430", "Micromaps"},
        {"VUID-vkDestroyMicromapEXT-micromap-07441", "Micromaps"},
        {"VUID-VkMicromapCreateInfoEXT-buffer-07436", "Micromaps"},
        {"VUID-vkGetMicromapBuildSizesEXT-micromap-07439", "Micromaps"},
        {"VUID-VkMicromapBuildSizesInfoEXT-sType-sType", "Micromaps"},
        {"VUID-vkCmdBuildMicromapsEXT-renderpass", "Building Micromaps"},
        {"VUID-VkMicromapBuildInfoEXT-pUsageCounts-07516", "Building Micromaps"},
        {"VUID-vkBuildMicromapsEXT-pInfos-07552", "Host Micromap Operations"},
        {"VUID-vkCopyMicromapEXT-src-11670", "Host Micromap Operations"},
        {"VUID-vkCopyMemoryToMicromapEXT-dst-11690", "Host Micromap Operations"},
        {"VUID-vkWriteMicromapsPropertiesEXT-stride-07576", "Host Micromap Operations"},
        {"VUID-VkCopyMicromapInfoEXT-mode-07531", "Copying Micromaps"},
        {"VUID-vkCmdCopyMicromapEXT-renderpass", "Copying Micromaps"},
    };
    listen();
    for (size_t i = 0; i < sizeof rules / sizeof *rules; ++i) {
        char section[64];
        snprintf(section, sizeof section, " See the section \"%s\" ", rules[i][1]);
        say(rules[i][0], NULL, 0, "It is wrong.");
        ASSERT(strstr(ear.text, section));
        ASSERT_STR_EQ(rules[i][0], strchr(ear.text, '#') + 1);
    }
    PASS();
}

// However much there is to say.
TEST cuts_what_is_too_long(void)
{
    static char text[4000];
    struct lay_object objects[20];
    memset(text, 'x', sizeof text - 1);
    for (uint64_t i = 0; i < 20; ++i)
        objects[i] = (struct lay_object){VK_OBJECT_TYPE_MICROMAP_EXT, i + 1};
    listen();
    say("VUID-vkCopyMicromapEXT-src-11670", objects, 20, text);
    ASSERT_STRN_EQ("vkCommand(): xxx", ear.text, 16);
    ASSERT(strlen(ear.text) > 500 && strlen(ear.text) < sizeof text);
    ASSERT(ear.object_count > 3 && ear.object_count <= 20);
    for (uint32_t i = 0; i < ear.object_count; ++i)
        ASSERT_EQ(i + 1, ear.objects[i].objectHandle);
    PASS();
}

// A check may look twice whether it may go on.
TEST tells_findings_once_and_in_order(void)
{
    struct lay_call call = {.device = lay_device_of(vulkan.device), .command = "vkCommand"};
    listen();
    ear.stop = true;
    ASSERT_FALSE(lay_call_has_findings(&call));
    ASSERT_FALSE(lay_call_stopped(&call));
    lay_report(&call, "VUID-vkCopyMicromapEXT-a", NULL, 0, "First.");
    lay_report(&call, "VUID-vkCopyMicromapEXT-b", NULL, 0, "Second.");
    lay_report(&call, "VUID-vkCopyMicromapEXT-c", NULL, 0, "Third.");
    ASSERT(lay_call_has_findings(&call));
    ASSERT(lay_call_stopped(&call));
    ASSERT_EQ(3, ear.heard);
    for (int i = 0; i < 3; ++i)
        ASSERT_EQ('a' + i, ear.ids[i][strlen(ear.ids[i]) - 1]);
    ASSERT_FALSE(lay_call_has_findings(&call));
    ASSERT_FALSE(lay_call_stopped(&call));
    lay_report(&call, "VUID-vkCopyMicromapEXT-d", NULL, 0, "Fourth.");
    ASSERT(lay_call_stopped(&call));
    ASSERT_EQ(4, ear.heard);
    PASS();
}

static void open_again(const char *to_stderr)
{
    fake_close(&vulkan);
    setenv("OMMCTS_LAYER_STDERR", to_stderr, 1);
    fake_open(&vulkan, NULL);
}

static void give_name(const struct lay_object *object, const char *text)
{
    const VkDebugUtilsObjectNameInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT,
        .objectType = object->type,
        .objectHandle = object->handle,
        .pObjectName = text,
    };
    ON_DEVICE(&vulkan, vkSetDebugUtilsObjectNameEXT)(vulkan.device, &info);
}

// What stderr gets while something is said of these objects.
static const char *stderr_of(const struct lay_object *objects, uint32_t count)
{
    static char text[8192];
    FILE *file = tmpfile();
    const int before = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    say("VUID-vkCopyMicromapEXT-src-11670", objects, count, "It is wrong.");
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

static const char begin[] = "VK_LAYER_OMMCTS_host_copy: VUID-vkCopyMicromapEXT-src-11670: "
                            "vkCommand(): It is wrong. See ";

TEST prints_where_nobody_listens(void)
{
    const struct lay_object objects[] = {{VK_OBJECT_TYPE_MICROMAP_EXT, 0x1234},
                                         {VK_OBJECT_TYPE_BUFFER, 0x5678}};
    static const char end[] = "\n    object 0: 0x1234, VkObjectType 1000396000\n"
                              "    object 1: 0x5678, VkObjectType 9, named \"leaf\"\n";
    ASSERT_STR_EQ("", stderr_of(objects, 2)); // as open_each wants it
    open_again("auto");
    give_name(&objects[1], "leaf");
    const char *text = stderr_of(objects, 2);
    ASSERT_STRN_EQ(begin, text, sizeof begin - 1);
    ASSERT_STR_EQ(end, text + strlen(text) - (sizeof end - 1));
    listen();
    ASSERT_STR_EQ("", stderr_of(objects, 2));
    open_again("always");
    listen();
    ASSERT_STRN_EQ(begin, stderr_of(objects, 2), sizeof begin - 1);
    ASSERT_EQ(2, ear.heard);
    PASS();
}

TEST prints_no_more_than_fits(void)
{
    char name[96];
    struct lay_object objects[20];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    open_again("always");
    for (uint64_t i = 0; i < 20; ++i) {
        objects[i] = (struct lay_object){VK_OBJECT_TYPE_MICROMAP_EXT, UINT64_MAX - i};
        give_name(&objects[i], name);
    }
    const char *text = stderr_of(objects, 20);
    ASSERT_STRN_EQ(begin, text, sizeof begin - 1);
    ASSERT(strlen(text) > 1000 && strlen(text) < 4000);
    PASS();
}

static void open_each(void *unused)
{
    (void)unused;
    fake_reset();
    setenv("OMMCTS_LAYER_STDERR", "never", 1);
    memset(&ear, 0, sizeof ear);
    fake_open(&vulkan, NULL);
}

static void close_each(void *unused)
{
    (void)unused;
    fake_close(&vulkan);
}

SUITE(reports)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(names_the_section);
    RUN_TEST(cuts_what_is_too_long);
    RUN_TEST(tells_findings_once_and_in_order);
    RUN_TEST(prints_where_nobody_listens);
    RUN_TEST(prints_no_more_than_fits);
}
