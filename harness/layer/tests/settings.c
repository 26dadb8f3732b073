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

// Every word there is for a setting, and every type that a value can have.
TEST knows_all_words_and_types(void)
{
    static const char *const words[] = {"0", "1", "off", "on", "false", "true"};
    for (int i = 0; i < 6; ++i) {
        setenv("OMMCTS_LAYER_PROBE_POINTERS", words[i], 1);
        setenv("OMMCTS_LAYER_HASH_CONTENTS", words[i ^ 1], 1);
        const struct lay_settings settings = read_with(NULL, 0);
        ASSERT_EQ(i % 2, settings.probe_pointers);
        ASSERT_EQ(!(i % 2), settings.hash_contents);
    }
    static const char *const places[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; ++i) {
        setenv("OMMCTS_LAYER_STDERR", places[i], 1);
        ASSERT_EQ(LAY_STDERR_AUTO + i, (int)read_with(NULL, 0).to_stderr);
    }
    clean(NULL);
    const uint32_t narrow[] = {0, 7}; // the second belongs to nobody
    const uint64_t wide = 0;
    for (int32_t type = 0; type < 5; ++type) {
        const void *value = type == 2 || type == 4 ? (const void *)&wide : narrow;
        const struct setting given = {LAY_LAYER_NAME, "hash_contents", type, 1, value};
        ASSERT_FALSE(read_with(&given, 1).hash_contents);
        ASSERT_STR_EQ("", complaint);
    }
    PASS();
}

TEST reads_all_of_a_number(void)
{
    const uint64_t wide = UINT64_C(1) << 32;
    const struct setting given = {LAY_LAYER_NAME, "hash_contents", 4, 1, &wide};
    ASSERT(read_with(&given, 1).hash_contents);
    ASSERT(strstr(complaint, "hash_contents=4294967296"));
    PASS();
}

// Neither settings without values nor those of others.
TEST ignores_what_says_nothing(void)
{
    const uint32_t off = 0;
    const struct setting given[] = {
        {LAY_LAYER_NAME, "hash_contents", 0, 0, NULL},
        {"VK_LAYER_KHRONOS_validation", "hash_contents", 0, 1, &off},
        {"VK_LAYER_KHRONOS_validation", "probe_everything", 0, 1, &off},
    };
    ASSERT(read_with(given, 3).hash_contents);
    ASSERT_STR_EQ("", complaint);
    PASS();
}

TEST says_what_a_setting_can_be(void)
{
    setenv("OMMCTS_LAYER_STDERR", "on", 1);
    ASSERT_EQ(LAY_STDERR_AUTO, read_with(NULL, 0).to_stderr);
    ASSERT(strstr(complaint, "it can be auto, always or never,"));
    clean(NULL);
    setenv("OMMCTS_LAYER_HASH_CONTENTS", "never", 1);
    ASSERT(read_with(NULL, 0).hash_contents);
    ASSERT(strstr(complaint, "it can be 1, on, true, 0, off or false,"));
    clean(NULL);
    setenv("OMMCTS_LAYER_PROBE_POINTERS", "hash_contents", 1); // what stands behind the words
    ASSERT(read_with(NULL, 0).probe_pointers);
    ASSERT(strstr(complaint, "OMMCTS_LAYER_PROBE_POINTERS=hash_contents is not a value"));
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
    RUN_TEST(knows_all_words_and_types);
    RUN_TEST(reads_all_of_a_number);
    RUN_TEST(ignores_what_says_nothing);
    RUN_TEST(says_what_a_setting_can_be);
}
