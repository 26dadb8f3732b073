// SPDX-License-Identifier: Apache-2.0
#include "settings.h"

#include "self.h"

#include <greatest.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// VK_EXT_layer_settings, as an application with new headers passes it.
struct setting {
    const char *layer, *name;
    int32_t type;
    uint32_t count;
    const void *values;
};
struct settings_info {
    VkStructureType type;
    const void *next;
    uint32_t count;
    const struct setting *settings;
};

static char complaint[256];

static struct lay_settings read_with(const struct setting *given, uint32_t count)
{
    const struct settings_info settings = {(VkStructureType)1000496000, NULL, count, given};
    const VkInstanceCreateInfo info = {.pNext = count ? &settings : NULL};
    return lay_settings_read(&info, complaint, sizeof complaint);
}

static void clean(void *unused)
{
    (void)unused;
    unsetenv("OMMCTS_LAYER_PROBE_POINTERS");
    unsetenv("OMMCTS_LAYER_HASH_CONTENTS");
    unsetenv("OMMCTS_LAYER_STDERR");
}

TEST checks_everything_by_default(void)
{
    const struct lay_settings settings = read_with(NULL, 0);
    ASSERT(settings.probe_pointers && settings.hash_contents);
    ASSERT_EQ(LAY_STDERR_AUTO, settings.to_stderr);
    ASSERT_STR_EQ("", complaint);
    PASS();
}

TEST listens_to_the_environment(void)
{
    setenv("OMMCTS_LAYER_PROBE_POINTERS", "off", 1);
    setenv("OMMCTS_LAYER_HASH_CONTENTS", "0", 1);
    setenv("OMMCTS_LAYER_STDERR", "always", 1);
    struct lay_settings settings = read_with(NULL, 0);
    ASSERT_FALSE(settings.probe_pointers || settings.hash_contents);
    ASSERT_EQ(LAY_STDERR_ALWAYS, settings.to_stderr);
    setenv("OMMCTS_LAYER_PROBE_POINTERS", "true", 1);
    settings = read_with(NULL, 0);
    ASSERT(settings.probe_pointers);
    ASSERT_STR_EQ("", complaint);
    PASS();
}

TEST listens_to_the_application(void)
{
    const uint32_t off = 0;
    const int64_t long_off = 0;
    const char *never = "never";
    const struct setting given[] = {
        {LAY_LAYER_NAME, "probe_pointers", 0, 1, &off},
        {LAY_LAYER_NAME, "hash_contents", 2, 1, &long_off},
        {LAY_LAYER_NAME, "stderr", 7, 1, &never},
        {"VK_LAYER_KHRONOS_validation", "enables", 7, 1, &never},
    };
    struct lay_settings settings = read_with(given, 4);
    ASSERT_FALSE(settings.probe_pointers || settings.hash_contents);
    ASSERT_EQ(LAY_STDERR_NEVER, settings.to_stderr);
    ASSERT_STR_EQ("", complaint);
    setenv("OMMCTS_LAYER_PROBE_POINTERS", "1", 1);
    settings = read_with(given, 4);
    ASSERT(settings.probe_pointers);
    PASS();
}

TEST complains_and_goes_on(void)
{
    setenv("OMMCTS_LAYER_PROBE_POINTERS", "maybe", 1);
    struct lay_settings settings = read_with(NULL, 0);
    ASSERT(settings.probe_pointers);
    ASSERT(strstr(complaint, "OMMCTS_LAYER_PROBE_POINTERS=maybe"));
    clean(NULL);
    const uint32_t two = 2;
    const struct setting wrong[] = {
        {LAY_LAYER_NAME, "probe_pointers", 0, 1, &two},
        {LAY_LAYER_NAME, "probe_pointers", 5, 1, &two},
        {LAY_LAYER_NAME, "probe_everything", 0, 1, &two},
    };
    for (int i = 0; i < 3; ++i) {
        settings = read_with(&wrong[i], 1);
        ASSERT(settings.probe_pointers);
        ASSERT(strstr(complaint, wrong[i].name));
    }
    PASS();
}

SUITE(settings)
{
    SET_SETUP(clean, NULL);
    SET_TEARDOWN(clean, NULL);
    RUN_TEST(checks_everything_by_default);
    RUN_TEST(listens_to_the_environment);
    RUN_TEST(listens_to_the_application);
    RUN_TEST(complains_and_goes_on);
}
