// SPDX-License-Identifier: Apache-2.0
// What a running case works with: the device it asked for, and what that device said of itself.
#ifndef OMMCTS_TEST_H
#define OMMCTS_TEST_H

#include <ommcts/case.h>
#include <ommcts/vulkan.h>

/// A physical device and everything it advertises that cases or reports care about.
struct omm_gpu {
    VkPhysicalDevice handle;
    VkPhysicalDeviceProperties properties;
    uint32_t
        api_version; ///< what can be used: the lesser of the device's version and the instance's
    VkPhysicalDeviceIDProperties id;
    VkPhysicalDeviceDriverProperties driver;
    VkPhysicalDeviceOpacityMicromapPropertiesEXT limits; ///< zero without the extension
    VkPhysicalDeviceOpacityMicromapFeaturesEXT features; ///< zero without the extension
    VkPhysicalDeviceVulkan12Features vulkan12;           ///< zero below Vulkan 1.3
    VkPhysicalDeviceVulkan13Features vulkan13;           ///< zero below Vulkan 1.3
    VkPhysicalDeviceConditionalRenderingFeaturesEXT conditional_rendering;   ///< zero without it
    VkPhysicalDeviceAccelerationStructureFeaturesKHR acceleration_structure; ///< zero without it
    VkPhysicalDeviceRayQueryFeaturesKHR ray_query;                           ///< zero without it
    VkPhysicalDeviceMemoryProperties memory;
    uint32_t family_count;
    VkQueueFamilyProperties *families;
    uint32_t extension_count;
    VkExtensionProperties *extensions;
    bool has_micromap;            ///< lists VK_EXT_opacity_micromap
    bool has_deferred_operations; ///< lists VK_KHR_deferred_host_operations
};

/// A queue of the device.
struct omm_queue {
    VkQueue handle;
    uint32_t family;
    VkQueueFlags flags; ///< of its family
};

/// The device of the running case. Read only for cases.
struct omm_test {
    VkInstance instance;
    VkPhysicalDevice physical_device;
    VkDevice device;
    const struct VolkDeviceTable *vk; ///< this device's commands; NULL where not enabled
    const struct omm_gpu *gpu;
    const struct omm_queue
        *queues; ///< the first queue of every family; none without device_commands
    uint32_t queue_count;
    bool can_read_back; ///< read_back was asked for and the device has what it takes
    const VkAllocationCallbacks *allocator; ///< NULL, or what the device was created with
};

/// Whether the physical device lists a device extension.
bool omm_has_extension(const struct omm_gpu *gpu, const char *name);

#define OMM_MAX_EXTENSIONS 9

/// The device extensions that `needs` asks for, with all that they require. For cases that create a VkDevice
/// themselves. Gives their number.
uint32_t omm_list_extensions(const struct omm_gpu *gpu, const struct omm_needs *needs,
                             const char *names[OMM_MAX_EXTENSIONS]);

/// Another VkDevice on the same physical device with exactly `needs` enabled, created with `allocator`
/// (may be NULL). Destroyed after the case, in its turn of the clean-up. Ends the case as NotSupported
/// when something is missing.
const struct omm_test *omm_open_device(const struct omm_test *t, const struct omm_needs *needs,
                                       const VkAllocationCallbacks *allocator);

/// A second VkDevice with these extensions, a queue of the first family and no feature, which no needs ask for; destroyed
/// after the case. Ends it as NotSupported where the driver has no second device.
VkDevice omm_open_bare_device(const struct omm_test *t, const char *const *extensions,
                              uint32_t count);

/// The name of a VkResult ("VK_SUCCESS"), or its number when it has none here.
const char *omm_result_name(int result);

/// Counts a check and gives the result back; an out-of-memory answer, which is legal for every
/// command that returns it, ends the case as such.
VkResult omm_answered(VkResult result, const char *call);

/// Ends the case as failed unless `result` is VK_SUCCESS (or as out of memory): for set-up whose
/// calls are valid usage.
void omm_must_succeed(VkResult result, const char *command);

/// Fails the case unless the call answers exactly `expected`. Out-of-memory answers are no failure.
#define ASSERT_RESULT(expected, call)                                                              \
    ASSERT_ENUM_EQm(#call, (expected), omm_answered((call), #call), omm_result_name)

/// Complaints: functions that judge something return NULL, or a sentence on what is wrong. This fails the
/// case with that sentence, at the case's own line.
#define ASSERT_OK(complaint)                                                                       \
    do {                                                                                           \
        const char *omm_complaint_ = (complaint);                                                  \
        ASSERTm(omm_complaint_, omm_complaint_ == NULL);                                           \
    } while (0)

#define ASSERT_SUCCESS(call) ASSERT_RESULT(VK_SUCCESS, call)

#endif
