// SPDX-License-Identifier: Apache-2.0
// Who the driver says it is: what the header of serialized micromaps relies on (VkPhysicalDeviceIDProperties,
// VkPhysicalDeviceDriverProperties, chapter "Devices and Queues").
//
// Serialized data begins with driverUUID, so that must be written whole, and be the same on every call (vkGet*
// commands are invariant, chapter "Fundamentals"). The names are "null-terminated UTF-8 strings", and deviceLUIDValid
// is a boolean. All structures are prefilled with two patterns: a byte that follows the prefill was not written.
// An all-zero or shared UUID is legal. These cases have a verdict on any Vulkan 1.1 driver.
// Vacuous if the UUIDs were compared with the harness's copy alone, which came from the same call: hence prefills.
#include <ommcts/ommcts.h>

#include <string.h>

static VkPhysicalDeviceIDProperties read_id(const struct omm_test *t, int prefill)
{
    VkPhysicalDeviceIDProperties id;
    memset(&id, prefill, sizeof id);
    id.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES;
    id.pNext = NULL;
    VkPhysicalDeviceProperties2 all = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
        .pNext = &id,
    };
    vkGetPhysicalDeviceProperties2(t->physical_device, &all);
    return id;
}

static const struct uuid {
    const char *name;
    size_t offset;
} uuids[] = {
    {"driverUUID", offsetof(VkPhysicalDeviceIDProperties, driverUUID)},
    {"deviceUUID", offsetof(VkPhysicalDeviceIDProperties, deviceUUID)},
};

OMM_CASE(uuid, .about = "The UUID is written whole and does not change.",
         .covers = OMM_COVERS("A013", "A058"), .params = OMM_PARAMS(uuids))
{
    const size_t offset = ((const struct uuid *)param)->offset;
    const VkPhysicalDeviceIDProperties first = read_id(t, 0xCC);
    const VkPhysicalDeviceIDProperties second = read_id(t, 0x33);
    const uint8_t *expected = (const uint8_t *)&t->gpu->id + offset;
    ASSERT_MEM_EQ(expected, (const uint8_t *)&first + offset, VK_UUID_SIZE);
    ASSERT_MEM_EQ(expected, (const uint8_t *)&second + offset, VK_UUID_SIZE);
    PASS();
}

OMM_CASE(luid_valid, .about = "deviceLUIDValid is 0 or 1.", .covers = OMM_COVERS("A002"))
{
    const VkBool32 value = read_id(t, 0xCC).deviceLUIDValid;
    ASSERTm(omm_sentence("deviceLUIDValid is 0x%x", value), value == VK_TRUE || value == VK_FALSE);
    PASS();
}

OMM_CASE(driver_names, .about = "The driver's name and info are strings, the same on every call.",
         .covers = OMM_COVERS("A013"))
{
    if (t->gpu->properties.apiVersion < VK_API_VERSION_1_2 &&
        !omm_has_extension(t->gpu, VK_KHR_DRIVER_PROPERTIES_EXTENSION_NAME))
        omm_not_supported("%s is not supported", VK_KHR_DRIVER_PROPERTIES_EXTENSION_NAME);
    VkPhysicalDeviceDriverProperties driver;
    memset(&driver, 0xCC, sizeof driver);
    driver.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES;
    driver.pNext = NULL;
    VkPhysicalDeviceProperties2 all = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
        .pNext = &driver,
    };
    vkGetPhysicalDeviceProperties2(t->physical_device, &all);
    ASSERT(memchr(driver.driverName, 0, sizeof driver.driverName));
    ASSERT(memchr(driver.driverInfo, 0, sizeof driver.driverInfo));
    ASSERT_STR_EQ(t->gpu->driver.driverName, driver.driverName);
    ASSERT_STR_EQ(t->gpu->driver.driverInfo, driver.driverInfo);
    ASSERT_EQ_FMT((int)t->gpu->driver.driverID, (int)driver.driverID, "%d");
    PASS();
}

OMM_CASE(
    unknown_is_skipped,
    .about =
        "A structure of an unknown extension in the chain is skipped, what follows is written.",
    .covers = OMM_COVERS("A058"))
{
    // "Any component of the implementation ... must skip over, without processing ... any structures in the chain
    // with sType values not defined by the supported extensions": the micromap structure where it is not supported.
    if (t->gpu->has_micromap)
        omm_not_supported("%s is supported, so its structure is no unknown one",
                          VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME);
    VkPhysicalDeviceIDProperties id = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES};
    memset(id.driverUUID, 0xCC, VK_UUID_SIZE);
    VkPhysicalDeviceOpacityMicromapPropertiesEXT unknown = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_PROPERTIES_EXT,
        .pNext = &id,
    };
    VkPhysicalDeviceProperties2 all = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
        .pNext = &unknown,
    };
    vkGetPhysicalDeviceProperties2(t->physical_device, &all);
    ASSERT_MEM_EQ(t->gpu->id.driverUUID, id.driverUUID, VK_UUID_SIZE);
    PASS();
}
