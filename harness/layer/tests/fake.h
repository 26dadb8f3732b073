// SPDX-License-Identifier: Apache-2.0
// A next layer that does nothing, in the place of a driver: what no driver here can reach (a device
// group of two, video queues, handles that are not unique, deferred operations that wait for a word) is
// set in `fake`, and what reached it is counted. And the loader's part: instances and devices through
// the layer.
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <vulkan/vk_layer.h>
#include <vulkan/vulkan_core.h>

/// Family 0 can everything, family 1 only transfers, family 2 only codes video; one queue each.
enum { FAKE_FAMILIES = 3 };

struct fake_world {
    uint32_t api_version;
    bool messengers;           ///< the debugging extensions exist below
    bool private_data;         ///< the device has the feature
    bool private_extension;    ///< and the extension, which versions before 1.3 need
    bool equal_handles;        ///< every new non-dispatchable handle is 7
    bool features_2;           ///< vkGetPhysicalDeviceFeatures2 and ...Properties2 exist
    bool multi_instance;       ///< of heap 1
    bool defers;               ///< host commands with an operation are deferred
    VkResult operation_result; ///< what vkGetDeferredOperationResultKHR and joins answer
    VkResult create_result;    ///< of objects, devices, mappings, and resets of command pools
    VkResult host_result;      ///< of host commands that are not deferred
    VkResult fence_status;     ///< also of waits for semaphores
    VkResult submit_result;
    uint64_t semaphore_value;
    bool descending;           ///< later buffers have lower addresses
    bool available;            ///< results of queries, which are `property`
    void *mapped;              ///< where memory is mapped next
    VkDeviceSize property;     ///< what every query of a micromap's property answers
    VkDeviceSize scratch_size; ///< of every build
    VkResult query_result;     ///< of such queries on the host
    VkAccelerationStructureCompatibilityKHR compatibility; ///< of all data
    bool counts; ///< calls are counted, which takes longer than making them

    // What was seen.
    bool saw_private_data;
    uint32_t saw_extensions;
    char saw_names[4][64]; ///< of the first of them
    uint32_t saw_links;    ///< structures in the chain
};

extern struct fake_world fake;

/// The world of a driver that can everything, with an address for every buffer.
void fake_reset(void);

/// How often a command reached the fake since fake_reset.
unsigned fake_calls(const char *name);

/// The fake's commands, as a driver hands them out.
VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL fake_GetInstanceProcAddr(VkInstance instance,
                                                                  const char *name);
VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL fake_GetDeviceProcAddr(VkDevice device, const char *name);

/// Counts a call; what every command of the fake begins with.
void fake_count(const char *name);
/// A new dispatchable object of this dispatch key, or of a key of its own if that is NULL; free() ends
/// it.
void *fake_dispatchable(void *key);
/// A new non-dispatchable handle.
uint64_t fake_handle(void);

/// One table of commands per file of the fake.
struct fake_command {
    const char *name;
    PFN_vkVoidFunction function;
};
extern const struct fake_command fake_instance_commands[], fake_object_commands[],
    fake_recording_commands[], fake_sync_commands[]; ///< each ends with a NULL name

#define FAKE_COMMAND(name)                                                                         \
    {                                                                                              \
        "vk" #name, (PFN_vkVoidFunction)(name)                                                     \
    }

/// An instance and a device through the layer.
struct fake_vulkan {
    VkInstance instance;
    VkPhysicalDevice gpu;
    VkDevice device;
    PFN_vkGetInstanceProcAddr get_instance_command;
    PFN_vkGetDeviceProcAddr get_device_command;
};

/// The command `name` of an instance or device of a struct fake_vulkan, through the layer.
#define ON_INSTANCE(vulkan, name)                                                                  \
    ((PFN_##name)(vulkan)->get_instance_command((vulkan)->instance, #name))
#define ON_DEVICE(vulkan, name) ((PFN_##name)(vulkan)->get_device_command((vulkan)->device, #name))

/// Creates an instance with debug utils enabled and `chain` in its create info.
VkResult fake_open_instance(struct fake_vulkan *vulkan, const void *chain);

/// Creates a device with a queue of each family, with micromaps, host commands, deferred operations and
/// buffer addresses enabled and `chain` behind these features.
VkResult fake_open_device(struct fake_vulkan *vulkan, const void *chain);

/// Both, with plain chains, or only the instance's; ends the process when that fails.
void fake_open(struct fake_vulkan *vulkan, const void *instance_chain);
void fake_close(struct fake_vulkan *vulkan);

/// A buffer of `size` bytes with every usage that micromaps have, bound to new memory of this type.
/// Type 0 is not host-visible; type 1 is; type 2 is, and cached, and lies in heap 1. The memory lives as long as
/// the device.
VkBuffer fake_buffer(const struct fake_vulkan *vulkan, VkDeviceSize size, uint32_t type);

/// A micromap of `size` bytes at the start of a new fake_buffer.
VkMicromapEXT fake_micromap(const struct fake_vulkan *vulkan, VkDeviceSize size, uint32_t type);

/// A messenger that remembers what it heard.
struct fake_ear {
    bool stop; ///< it answers VK_TRUE
    unsigned heard;
    char ids[8][128]; ///< of the first messages
    char text[4096];  ///< of the last
    int32_t number;
    VkDebugUtilsMessageSeverityFlagBitsEXT severity;
    uint32_t object_count;
    VkDebugUtilsObjectNameInfoEXT objects[8];
    char names[8][64];
};

/// The create info of a messenger that tells `ear` everything.
VkDebugUtilsMessengerCreateInfoEXT fake_ear_info(struct fake_ear *ear);

/// Whether the ear heard this ID and no other since it was cleared.
bool fake_heard_only(const struct fake_ear *ear, const char *id);

#endif
