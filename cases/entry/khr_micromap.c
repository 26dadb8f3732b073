// SPDX-License-Identifier: Apache-2.0
// VK_KHR_opacity_micromap knows no host commands.
//
// The extension that took opacity micromaps into the core of ray tracing left host commands out: its only feature is
// `micromap` (VkPhysicalDeviceOpacityMicromapFeaturesKHR, chapter "Features"), and its micromaps are acceleration
// structures that "must not be used by host commands" (chapter "Resource Creation"). So a device with this extension alone
// is one without VK_EXT_opacity_micromap, and vkGetDeviceProcAddr answers NULL for all its commands (chapter
// "Initialization", table vkGetDeviceProcAddr behavior), however much of a driver the two share.
//
// Observed on devices that list it, which others need not: the pointers, never called, of a VkDevice that has just the
// extension and what it requires; and the bytes behind the structure's one member. The Vulkan headers that this is
// built with may be older than the extension, so its names are spelled out here.
#include <ommcts/ommcts.h>

#include <string.h>

static const char khr_micromap[] = "VK_KHR_opacity_micromap";

// It and everything that it requires; Vulkan 1.3 has the rest.
static const char *const extensions[] = {
    khr_micromap,
    "VK_KHR_device_address_commands",
    VK_KHR_ACCELERATION_STRUCTURE_EXTENSION_NAME,
    VK_KHR_DEFERRED_HOST_OPERATIONS_EXTENSION_NAME,
};
enum { EXTENSIONS = sizeof extensions / sizeof extensions[0] };

static const char *const commands[] = {
    "vkBuildMicromapsEXT",          "vkCmdBuildMicromapsEXT",
    "vkCmdCopyMemoryToMicromapEXT", "vkCmdCopyMicromapEXT",
    "vkCmdCopyMicromapToMemoryEXT", "vkCmdWriteMicromapsPropertiesEXT",
    "vkCopyMemoryToMicromapEXT",    "vkCopyMicromapEXT",
    "vkCopyMicromapToMemoryEXT",    "vkCreateMicromapEXT",
    "vkDestroyMicromapEXT",         "vkGetDeviceMicromapCompatibilityEXT",
    "vkGetMicromapBuildSizesEXT",   "vkWriteMicromapsPropertiesEXT",
};

static void must_be_listed(const struct omm_test *t, size_t count)
{
    for (size_t i = 0; i < count; ++i)
        if (!omm_has_extension(t->gpu, extensions[i]))
            omm_not_supported("%s is not supported", extensions[i]);
    if (t->gpu->api_version < VK_API_VERSION_1_3)
        omm_not_supported("Vulkan 1.3 is not supported");
}

OMM_CASE(no_commands, .about = "It does not bring the commands of VK_EXT_opacity_micromap.",
         .covers = OMM_COVERS("A167", "A007"))
{
    must_be_listed(t, EXTENSIONS);
    const VkDevice device = omm_open_bare_device(t, extensions, EXTENSIONS);
    const char *there = NULL;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0] && !there; ++i)
        if (vkGetDeviceProcAddr(device, commands[i]))
            there = commands[i];
    ASSERTm(omm_sentence("%s is not NULL on a device with %s and without %s", there ? there : "",
                         khr_micromap, VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME),
            !there);
    PASS();
}

OMM_CASE(one_feature, .about = "Its structure of features has one member, and nothing behind it.",
         .covers = OMM_COVERS("A167"))
{
    must_be_listed(t, 1);
    struct {
        VkBaseOutStructure head;
        VkBool32 micromap;
        VkBool32 behind[3];
    } features = {.head.sType = (VkStructureType)1000623000, .micromap = 0xCCCCCCCC};
    memset(features.behind, 0xCC, sizeof features.behind);
    VkPhysicalDeviceFeatures2 all = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
        .pNext = &features,
    };
    vkGetPhysicalDeviceFeatures2(t->physical_device, &all);
    ASSERTm("`micromap` is neither VK_TRUE nor VK_FALSE", features.micromap <= VK_TRUE);
    for (size_t i = 0; i < sizeof features.behind / sizeof features.behind[0]; ++i)
        ASSERT_EQ_FMTm("what follows the only member of VkPhysicalDeviceOpacityMicromapFeaturesKHR",
                       0xCCCCCCCCu, features.behind[i], "0x%x");
    PASS();
}
