// SPDX-License-Identifier: Apache-2.0
// Arguments of host commands that are wrong in more ways than cases try.
#include "work.h"

#include <greatest.h>
#include <string.h>

static void open_each(void *unused)
{
    (void)unused;
    work_open(NULL);
    work.ear.stop = true;
}

static void close_each(void *unused)
{
    (void)unused;
    work_close();
}

// Whether this is among what was heard.
static bool said(const char *id)
{
    for (unsigned i = 0; i < work.ear.heard && i < 8; ++i)
        if (!strcmp(work.ear.ids[i], id))
            return true;
    return false;
}

#define QUERY(id) "VUID-vkWriteMicromapsPropertiesEXT-queryType-" id

static bool has_type_rules(VkMicromapEXT micromap, int32_t type, bool other, bool none)
{
    VkDeviceSize size = 0;
    work_silent();
    VK(vkWriteMicromapsPropertiesEXT)
    (work.vulkan.device, 1, &micromap, (VkQueryType)type, sizeof size, &size, sizeof size);
    return said(QUERY("07503")) == other && said(QUERY("parameter")) == none;
}

// All values that headers had by version 363, each with its neighbours.
TEST tells_types_of_queries_from_other_numbers(void)
{
    static const int32_t types[] = {
        0,          1,          2,          1000023000, 1000028004, 1000116000,
        1000150000, 1000150001, 1000165000, 1000173000, 1000210000, 1000299000,
        1000328000, 1000382000, 1000386000, 1000386001, 1000396000, 1000396001,
    };
    const VkMicromapEXT micromap = fake_micromap(&work.vulkan, 1024, 1);
    const size_t count = sizeof types / sizeof *types;
    for (size_t i = 0; i < count; ++i) {
        const bool micromaps = types[i] / 1000 == 1000396;
        ASSERT(has_type_rules(micromap, types[i], !micromaps, false));
        if (i == 0 || types[i - 1] != types[i] - 1)
            ASSERT(has_type_rules(micromap, types[i] - 1, false, true));
        if (i == count - 1 || types[i + 1] != types[i] + 1)
            ASSERT(has_type_rules(micromap, types[i] + 1, false, true));
    }
    PASS();
}

// Answers that lie over each other are those of the last micromap.
TEST keeps_answers_that_have_places_of_their_own(void)
{
    const VkMicromapEXT micromaps[] = {fake_micromap(&work.vulkan, 1024, 1),
                                       fake_micromap(&work.vulkan, 1024, 1)};
    fake.property = 500;
    for (uint32_t count = 2; count >= 1; --count) {
        struct lay_micromap *first = lay_find_micromap(work.device, micromaps[0]);
        first->contents.constructed = LAY_YES;
        lay_find_micromap(work.device, micromaps[1])->contents.constructed = LAY_YES;
        VkDeviceSize size = 0;
        ASSERT_EQ(VK_SUCCESS,
                  VK(vkWriteMicromapsPropertiesEXT)(work.vulkan.device, count, micromaps,
                                                    VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
                                                    sizeof size, &size, 0));
        ASSERT(work_silent());
        ASSERT_EQ(count == 1 ? 500 : 0, first->contents.serialized_size);
    }
    PASS();
}

// What is wrong with one member says nothing about the next, unless the structure is another.
TEST looks_at_destinations_without_sources(void)
{
    _Alignas(16) char bytes[512];
    VkCopyMicromapToMemoryInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .dst.hostAddress = bytes + 8,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
    VK(vkCopyMicromapToMemoryEXT)(work.vulkan.device, VK_NULL_HANDLE, &info);
    ASSERT_EQ(2, work.ear.heard);
    ASSERT(said("VUID-VkCopyMicromapToMemoryInfoEXT-src-parameter"));
    ASSERT(said("VUID-vkCopyMicromapToMemoryEXT-pInfo-07570"));
    work_silent();
    info.sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT;
    VK(vkCopyMicromapToMemoryEXT)(work.vulkan.device, VK_NULL_HANDLE, &info);
    ASSERT(work_heard("VUID-VkCopyMicromapToMemoryInfoEXT-sType-sType"));
    PASS();
}

TEST says_nothing_of_members_of_other_structures(void)
{
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = fake_micromap(&work.vulkan, 1024, 1), // with nothing in it
        .dst = fake_micromap(&work.vulkan, 1024, 1),
    };
    VK(vkCopyMicromapEXT)(work.vulkan.device, VK_NULL_HANDLE, &info);
    ASSERT(work_heard("VUID-VkCopyMicromapInfoEXT-sType-sType"));
    PASS();
}

// What the host finds in a micromap with nothing in it, by the only finding.
static bool heard_of_query(VkMicromapEXT micromap, const char *vuid)
{
    VkDeviceSize size = 0;
    work_silent();
    VK(vkWriteMicromapsPropertiesEXT)
    (work.vulkan.device, 1, &micromap, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT, sizeof size,
     &size, sizeof size);
    return work_heard(vuid);
}

TEST looks_into_micromaps_whose_memory_may_be_right(void)
{
    const char *empty = "VUID-vkWriteMicromapsPropertiesEXT-pMicromaps-11671";
    const char *backing = "VUID-vkWriteMicromapsPropertiesEXT-buffer-07577";
    const VkMicromapEXT handle = fake_micromap(&work.vulkan, 1024, 1);
    struct lay_micromap *micromap = lay_find_micromap(work.device, handle);
    struct lay_buffer *buffer = lay_find_buffer(work.device, micromap->buffer);
    const VkBuffer under = micromap->buffer;
    const uint64_t id = micromap->buffer_id;
    ASSERT(heard_of_query(handle, empty));
    buffer->sparse = true;
    ASSERT(heard_of_query(handle, empty));
    buffer->sparse = false;
    micromap->buffer_id = 0; // a buffer that nobody was told of
    ASSERT(heard_of_query(handle, empty));
    micromap->buffer_id = id;
    VK(vkFreeMemory)(work.vulkan.device, buffer->memory, NULL);
    ASSERT(heard_of_query(handle, backing));
    VK(vkDestroyBuffer)(work.vulkan.device, under, NULL);
    ASSERT(heard_of_query(handle, backing));
    PASS();
}

SUITE(host_arguments)
{
    SET_SETUP(open_each, NULL);
    SET_TEARDOWN(close_each, NULL);
    RUN_TEST(tells_types_of_queries_from_other_numbers);
    RUN_TEST(keeps_answers_that_have_places_of_their_own);
    RUN_TEST(looks_at_destinations_without_sources);
    RUN_TEST(says_nothing_of_members_of_other_structures);
    RUN_TEST(looks_into_micromaps_whose_memory_may_be_right);
}
