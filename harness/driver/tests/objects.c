// SPDX-License-Identifier: Apache-2.0
// Query pools, events, private data and what is refused.
#include "open.h"

#include <greatest.h>

static VkResult create_pool(VkQueryType type, VkQueryPool *pool)
{
    const VkQueryPoolCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
        .queryType = type,
        .queryCount = 3,
    };
    return driver.CreateQueryPool(driver.device, &info, NULL, pool);
}

TEST query_pools(void)
{
    static const VkQueryType types[] = {
        VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT,
        VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT,
    };
    for (int i = 0; i < 2; i++) {
        VkQueryPool pool;
        if (!driver.has_micromaps) {
            ASSERT_EQ(VK_ERROR_FEATURE_NOT_PRESENT, create_pool(types[i], &pool));
            continue;
        }
        ASSERT_EQ(VK_SUCCESS, create_pool(types[i], &pool));
        driver.ResetQueryPool(driver.device, pool, 1, 2);
        uint64_t results[3][2] = {{7, 7}, {7, 7}, {7, 7}};
        const VkQueryResultFlags flags =
            VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT;
        ASSERT_EQ(VK_NOT_READY,
                  driver.GetQueryPoolResults(driver.device, pool, 1, 2, sizeof results[0] * 2,
                                             results, sizeof results[0], flags));
        ASSERT_EQ(7, results[0][0]);
        ASSERT_EQ(0, results[0][1]);
        ASSERT_EQ(0, results[1][1]);
        ASSERT_EQ(7, results[2][1]);
        driver.DestroyQueryPool(driver.device, pool, NULL);
    }
    PASS();
}

TEST events(void)
{
    const VkEventCreateInfo info = {.sType = VK_STRUCTURE_TYPE_EVENT_CREATE_INFO};
    VkEvent event;
    ASSERT_EQ(VK_SUCCESS, driver.CreateEvent(driver.device, &info, NULL, &event));
    ASSERT_EQ(VK_EVENT_RESET, driver.GetEventStatus(driver.device, event));
    ASSERT_EQ(VK_SUCCESS, driver.SetEvent(driver.device, event));
    ASSERT_EQ(VK_EVENT_SET, driver.GetEventStatus(driver.device, event));
    ASSERT_EQ(VK_SUCCESS, driver.ResetEvent(driver.device, event));
    ASSERT_EQ(VK_EVENT_RESET, driver.GetEventStatus(driver.device, event));
    driver.DestroyEvent(driver.device, event, NULL);
    PASS();
}

TEST private_data(void)
{
    const VkPrivateDataSlotCreateInfo info = {.sType =
                                                  VK_STRUCTURE_TYPE_PRIVATE_DATA_SLOT_CREATE_INFO};
    VkPrivateDataSlot slots[2];
    for (int i = 0; i < 2; i++)
        ASSERT_EQ(VK_SUCCESS, driver.CreatePrivateDataSlot(driver.device, &info, NULL, &slots[i]));
    const uint64_t device = (uint64_t)(uintptr_t)driver.device;
    const VkObjectType type = VK_OBJECT_TYPE_DEVICE;
    uint64_t value = 1;
    driver.GetPrivateData(driver.device, type, device, slots[0], &value);
    ASSERT_EQ(0, value);
    ASSERT_EQ(VK_SUCCESS, driver.SetPrivateData(driver.device, type, device, slots[0], 11));
    ASSERT_EQ(VK_SUCCESS, driver.SetPrivateData(driver.device, type, device, slots[1], 12));
    ASSERT_EQ(VK_SUCCESS, driver.SetPrivateData(driver.device, type, device, slots[0], 13));
    driver.GetPrivateData(driver.device, type, device, slots[0], &value);
    ASSERT_EQ(13, value);
    driver.GetPrivateData(driver.device, type, device, slots[1], &value);
    ASSERT_EQ(12, value);
    driver.DestroyPrivateDataSlot(driver.device, slots[0], NULL);
    driver.DestroyPrivateDataSlot(driver.device, slots[1], NULL);
    PASS();
}

TEST refused(void)
{
    const VkImageCreateInfo info = {.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO};
    VkImage image = (VkImage)(uintptr_t)1;
    ASSERT_EQ(VK_ERROR_FEATURE_NOT_PRESENT, driver.CreateImage(driver.device, &info, NULL, &image));
    ASSERT_EQ((VkImage)VK_NULL_HANDLE, image);

    VkImageFormatProperties format;
    ASSERT_EQ(VK_ERROR_FORMAT_NOT_SUPPORTED,
              driver.GetPhysicalDeviceImageFormatProperties(
                  driver.physical_device, VK_FORMAT_R8G8B8A8_UNORM, VK_IMAGE_TYPE_2D,
                  VK_IMAGE_TILING_OPTIMAL, VK_IMAGE_USAGE_SAMPLED_BIT, 0, &format));
    PASS();
}

SUITE(objects)
{
    RUN_TEST(query_pools);
    RUN_TEST(events);
    RUN_TEST(private_data);
    RUN_TEST(refused);
}
