// SPDX-License-Identifier: Apache-2.0
// What is about to be judged: deqp-runner's --renderer-check, --version-check and --extensions-check run these before
// everything else and read what they tell, so that the wrong GPU or driver build ends a job at once.
//
// They have a file of their own directly in cases/, because deqp-runner asks for omm.info.renderer and no other name.
// Every line is what the driver answers, unchanged: no promise is checked but that its names are strings that end
// ("a null-terminated UTF-8 string", chapter "Devices and Queues"). Vacuous if a name were compared with itself.
#include <ommcts/ommcts.h>

#include <string.h>

OMM_CASE(renderer, .about = "Tells which device runs.")
{
    const VkPhysicalDeviceProperties *properties = &t->gpu->properties;
    ASSERT(memchr(properties->deviceName, 0, sizeof properties->deviceName));
    omm_tell("%s", properties->deviceName);
    PASS();
}

OMM_CASE(version, .about = "Tells which driver runs, in which build.")
{
    const VkPhysicalDeviceDriverProperties *driver = &t->gpu->driver;
    ASSERT(memchr(driver->driverName, 0, sizeof driver->driverName));
    ASSERT(memchr(driver->driverInfo, 0, sizeof driver->driverInfo));
    const uint32_t api = t->gpu->properties.apiVersion;
    omm_tell("%s %s, Vulkan %u.%u.%u", driver->driverName, driver->driverInfo,
             VK_API_VERSION_MAJOR(api), VK_API_VERSION_MINOR(api), VK_API_VERSION_PATCH(api));
    PASS();
}

OMM_CASE(extensions, .about = "Tells every device extension.")
{
    for (uint32_t i = 0; i < t->gpu->extension_count; i++) {
        const VkExtensionProperties *extension = &t->gpu->extensions[i];
        ASSERT(memchr(extension->extensionName, 0, sizeof extension->extensionName));
        omm_tell("%s", extension->extensionName);
    }
    omm_checked();
    PASS();
}

static void tell_uuid(const char *name, const uint8_t uuid[VK_UUID_SIZE])
{
    char text[2 * VK_UUID_SIZE + 1];
    for (size_t i = 0; i < VK_UUID_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", uuid[i]);
    omm_tell("%s: %s", name, text);
}

OMM_CASE(device, .about = "Tells what identifies the device, one property to a line.")
{
    const VkPhysicalDeviceProperties *properties = &t->gpu->properties;
    ASSERT(memchr(properties->deviceName, 0, sizeof properties->deviceName));
    const uint32_t api = properties->apiVersion;
    omm_tell("deviceName: %s", properties->deviceName);
    omm_tell("vendorID: 0x%04x", properties->vendorID);
    omm_tell("deviceID: 0x%04x", properties->deviceID);
    omm_tell("deviceType: %d", (int)properties->deviceType);
    omm_tell("apiVersion: %u.%u.%u", VK_API_VERSION_MAJOR(api), VK_API_VERSION_MINOR(api),
             VK_API_VERSION_PATCH(api));
    omm_tell("driverVersion: 0x%08x", properties->driverVersion);
    omm_tell("driverID: %d", (int)t->gpu->driver.driverID);
    omm_tell("driverName: %s", t->gpu->driver.driverName);
    omm_tell("driverInfo: %s", t->gpu->driver.driverInfo);
    tell_uuid("deviceUUID", t->gpu->id.deviceUUID);
    tell_uuid("driverUUID", t->gpu->id.driverUUID);
    tell_uuid("pipelineCacheUUID", properties->pipelineCacheUUID);
    PASS();
}
