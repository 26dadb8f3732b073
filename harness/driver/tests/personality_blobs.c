// SPDX-License-Identifier: Apache-2.0
// What serialized micromaps look like and how large they are said to be.
#include "host.h"
#include "personalities.h"

#include <greatest.h>
#include <inttypes.h>
#include <string.h>

static VkMicromapEXT map, loaded;
static struct block by_host, by_device;

static void set_up(void *context)
{
    (void)context;
    host_open();
    map = host_built(NULL);
    loaded = micromap_create(host.input.sizes.micromapSize, BLOCK_COHERENT, NULL);
    by_host = blob_create();
    by_device = blob_create();
    host_size(map, SERIALIZED);
    host_serialize(map, by_host.host);
    device_serialize(map, &by_device);
}

static void tear_down(void *context)
{
    (void)context;
    host_close();
}

static VkPhysicalDeviceIDProperties identity(void)
{
    VkPhysicalDeviceIDProperties id = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES};
    VkPhysicalDeviceProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
        .pNext = &id,
    };
    driver.GetPhysicalDeviceProperties2(driver.physical_device, &properties);
    return id;
}

/// The bytes of a blob but those at its end that nobody wrote.
static size_t written(const struct block *blob)
{
    size_t size = BLOB_ROOM;
    while (size && blob->host[size - 1] == 0xCC)
        size--;
    return size;
}

/// Either one's blob is loaded by either one, and what the host makes of it is always the same data
/// (behind `data_at`).
TEST loads_everywhere(size_t data_at)
{
    const struct block again = blob_create();
    const size_t size = written(&by_host);
    for (int way = 0; way < 4; way++) {
        const struct block *blob = way % 2 ? &by_host : &by_device;
        ASSERT_EQ(VK_SUCCESS, way < 2 ? host_load(blob->host, loaded) : device_load(blob, loaded));
        host_size(loaded, SERIALIZED);
        ASSERT_EQ(VK_SUCCESS, host_serialize(loaded, again.host));
        ASSERT_MEM_EQ(by_host.host + data_at, again.host + data_at, size - data_at);
    }
    PASS();
}

TEST differ(void)
{
    const struct block again = blob_create();
    ASSERT_EQ(VK_SUCCESS, host_serialize(map, again.host));
    // Noise behind the header, and the rest of two blobs of the host is equal.
    ASSERT(memcmp(by_host.host + 32, again.host + 32, 48) != 0);
    ASSERT_MEM_EQ(by_host.host + 80, again.host + 80, 1024);
    // Not so by the device.
    ASSERT(memcmp(by_host.host + 16, by_device.host + 16, 16) != 0);
    ASSERT(memcmp(by_host.host + 80, by_device.host + 48, 1024) != 0);
    ASSERT(compatible(by_host.host));
    ASSERT(compatible(by_device.host));
    ASSERT_EQ_FMT(written(&by_host), written(&by_device) + 32, "%zu");
    PASS();
}

TEST have_gaps(void)
{
    ASSERT_EQ_FMT((size_t)97, run_of(by_host.host + 32, 1000, 0xCC), "%zu");
    ASSERT_EQ_FMT((size_t)61, run_of(by_device.host + 32, 1000, 0xCC), "%zu");
    PASS();
}

TEST slack(void)
{
    const uint64_t host_says = host_size(map, SERIALIZED);
    const uint64_t device_says = device_size(map, SERIALIZED);
    ASSERT(host_says > written(&by_host));
    ASSERT(device_says > host_says);
    ASSERT(host_says % 4 || device_says % 4);
    ASSERT_EQ_FMT(host_says, host_size(map, SERIALIZED), "%" PRIu64);
    ASSERT_EQ(VK_SUCCESS, host_copy(map, loaded, CLONE));
    ASSERT(host_size(loaded, SERIALIZED) != host_says);
    PASS();
}

TEST zero(void)
{
    const VkPhysicalDeviceIDProperties id = identity();
    ASSERT_EQ_FMT((size_t)VK_UUID_SIZE, run_of(id.driverUUID, VK_UUID_SIZE, 0), "%zu");
    ASSERT(run_of(id.deviceUUID, VK_UUID_SIZE, 0) < VK_UUID_SIZE);
    ASSERT(run_of(by_host.host, 64, 0) >= 32);
    ASSERT(run_of(by_device.host, 64, 0) >= 32);
    ASSERT(compatible(by_host.host));
    for (int byte = 0; byte < 32; byte++) {
        uint8_t header[32] = {0};
        header[byte] = 1;
        ASSERT_FALSE(compatible(header));
    }
    PASS();
}

TEST shared(void)
{
    const VkPhysicalDeviceIDProperties id = identity();
    VkPhysicalDeviceProperties2 properties = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
    };
    driver.GetPhysicalDeviceProperties2(driver.physical_device, &properties);
    ASSERT_MEM_EQ(id.driverUUID, by_host.host, VK_UUID_SIZE);
    ASSERT_MEM_EQ(id.driverUUID, by_host.host + VK_UUID_SIZE, VK_UUID_SIZE);
    ASSERT_MEM_EQ(properties.properties.pipelineCacheUUID, by_device.host + VK_UUID_SIZE,
                  VK_UUID_SIZE);
    for (int byte = 0; byte < 32; byte++) {
        const bool counts = byte >= 16 && byte < 28;
        uint8_t header[32];
        memcpy(header, by_device.host, sizeof header);
        header[byte] ^= 0x80;
        ASSERT_EQ_FMT(!counts, compatible(header), "%d");
    }
    PASS();
}

SUITE(personality_blobs)
{
    GREATEST_SET_SETUP_CB(set_up, NULL);
    GREATEST_SET_TEARDOWN_CB(tear_down, NULL);
    if (personality_is("default"))
        RUN_TEST1(loads_everywhere, 32);
    if (personality_is("blobs-differ")) {
        RUN_TEST(differ);
        RUN_TEST1(loads_everywhere, 80);
    }
    if (personality_is("blobs-have-gaps")) {
        RUN_TEST(have_gaps);
        RUN_TEST1(loads_everywhere, 32 + 97);
    }
    if (personality_is("sizes-have-slack")) {
        RUN_TEST(slack);
        RUN_TEST1(loads_everywhere, 32);
    }
    if (personality_is("uuids-zero"))
        RUN_TEST(zero);
    if (personality_is("uuids-shared")) {
        RUN_TEST(shared);
        RUN_TEST1(loads_everywhere, 32);
    }
}
