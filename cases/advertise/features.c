// SPDX-License-Identifier: Apache-2.0
// The three features of VK_EXT_opacity_micromap, as a physical device reports them (chapter "Features").
//
// A driver that lists the extension must support `micromap` (the registry names it as the extension's required
// feature; "Feature Requirements"). Every member is a VkBool32, so it is VK_TRUE or VK_FALSE and nothing else
// ("VkBool32", chapter "Fundamentals"). The members are prefilled with two different patterns: what the driver
// does not write shows as a value that no boolean has. Asking for a feature that is not supported makes
// vkCreateDevice answer VK_ERROR_FEATURE_NOT_PRESENT (chapter "Features").
// micromapHostCommands and micromapCaptureReplay are optional: off is never a failure here.
// Vacuous if the harness's own reading were judged: these cases ask the driver anew.
#include <ommcts/ommcts.h>

#include <string.h>

typedef VkPhysicalDeviceOpacityMicromapFeaturesEXT features;

static void must_be_listed(const struct omm_test *t)
{
    if (!t->gpu->has_micromap)
        omm_not_supported("%s is not supported", VK_EXT_OPACITY_MICROMAP_EXTENSION_NAME);
}

static features read_features(const struct omm_test *t, int prefill)
{
    features asked;
    memset(&asked, prefill, sizeof asked);
    asked.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT;
    asked.pNext = NULL;
    VkPhysicalDeviceFeatures2 all = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
        .pNext = &asked,
    };
    vkGetPhysicalDeviceFeatures2(t->physical_device, &all);
    return asked;
}

static const struct member {
    const char *name;
    size_t offset;
} members[] = {
    {"micromap", offsetof(features, micromap)},
    {"micromapCaptureReplay", offsetof(features, micromapCaptureReplay)},
    {"micromapHostCommands", offsetof(features, micromapHostCommands)},
};

static VkBool32 *value_of(features *of, const struct member *member)
{
    return (VkBool32 *)(void *)((char *)of + member->offset);
}

OMM_CASE(micromap_is_required, .about = "A driver that lists the extension supports `micromap`.",
         .covers = OMM_COVERS("A001"))
{
    must_be_listed(t);
    ASSERT_EQ_FMT((VkBool32)VK_TRUE, read_features(t, 0).micromap, "%u");
    PASS();
}

OMM_CASE(boolean, .about = "The feature is reported as 0 or 1, whatever stood there before.",
         .covers = OMM_COVERS("A002"), .params = OMM_PARAMS(members))
{
    must_be_listed(t);
    features first = read_features(t, 0xCC);
    features second = read_features(t, 0x33);
    const VkBool32 value = *value_of(&first, param);
    ASSERT_EQ_FMTm("the answer depends on what stood there before", value,
                   *value_of(&second, param), "0x%x");
    ASSERTm(omm_sentence("%s is 0x%x, neither VK_TRUE nor VK_FALSE",
                         ((const struct member *)param)->name, value),
            value == VK_TRUE || value == VK_FALSE);
    PASS();
}

OMM_CASE(same_twice, .about = "Asking twice gives the same features.",
         .covers = OMM_COVERS("A002", "A013"))
{
    must_be_listed(t);
    const features first = read_features(t, 0);
    const features second = read_features(t, 0);
    ASSERT_EQ_FMT(first.micromap, second.micromap, "%u");
    ASSERT_EQ_FMT(first.micromapCaptureReplay, second.micromapCaptureReplay, "%u");
    ASSERT_EQ_FMT(first.micromapHostCommands, second.micromapHostCommands, "%u");
    PASS();
}

// Enables exactly `wanted`, beside the case's own device, for which a driver need not have room. A device that comes
// into being against the rule is destroyed at once.
static VkResult create_device(const struct omm_test *t, features *wanted)
{
    const float priority = 1.0f;
    const VkDeviceQueueCreateInfo queue = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
        .queueCount = 1,
        .pQueuePriorities = &priority,
    };
    const char *extensions[OMM_MAX_EXTENSIONS];
    const struct omm_needs needs = {.micromap = true};
    const VkDeviceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .pNext = wanted,
        .queueCreateInfoCount = 1,
        .pQueueCreateInfos = &queue,
        .enabledExtensionCount = omm_list_extensions(t->gpu, &needs, extensions),
        .ppEnabledExtensionNames = extensions,
    };
    VkDevice device = VK_NULL_HANDLE;
    const VkResult result = vkCreateDevice(t->physical_device, &info, NULL, &device);
    if (result == VK_ERROR_TOO_MANY_OBJECTS)
        omm_not_supported("the driver has no second VkDevice beside the first");
    if (result == VK_SUCCESS)
        ((PFN_vkDestroyDevice)vkGetDeviceProcAddr(device, "vkDestroyDevice"))(device, NULL);
    return result;
}

OMM_CASE(unsupported_is_refused,
         .about = "Enabling a feature that is not supported makes vkCreateDevice fail.",
         .covers = OMM_COVERS("A004"), .params = OMM_PARAMS(members))
{
    must_be_listed(t);
    features reported = read_features(t, 0);
    if (*value_of(&reported, param))
        omm_not_supported("%s is supported, so there is nothing to refuse",
                          ((const struct member *)param)->name);
    features wanted = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
        .micromap = reported.micromap,
    };
    *value_of(&wanted, param) = VK_TRUE;
    ASSERT_RESULT(VK_ERROR_FEATURE_NOT_PRESENT, create_device(t, &wanted));
    PASS();
}

OMM_CASE(supported_is_granted, .about = "Every feature that is reported can be enabled.",
         .covers = OMM_COVERS("A001", "A003"), .params = OMM_PARAMS(members))
{
    must_be_listed(t);
    features reported = read_features(t, 0);
    if (!*value_of(&reported, param))
        omm_not_supported("%s is not supported", ((const struct member *)param)->name);
    features wanted = {
        .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_OPACITY_MICROMAP_FEATURES_EXT,
        .micromap = VK_TRUE,
    };
    *value_of(&wanted, param) = VK_TRUE;
    ASSERT_SUCCESS(create_device(t, &wanted));
    PASS();
}
