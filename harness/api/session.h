// SPDX-License-Identifier: Apache-2.0
// What a worker holds open: one instance, its devices' facts, and one VkDevice for the next case.
#ifndef OMM_SESSION_H
#define OMM_SESSION_H

#include "runner/backend.h"

#include <ommcts/test.h>

/// Which validation layers the instance was created with, and how. Bits.
enum omm_layers {
    OMM_LAYERS_NONE = 0,
    OMM_LAYERS_KHRONOS = 1,
    OMM_LAYERS_OMMCTS = 2,
    OMM_LAYERS_VIOLATION =
        4, ///< calls with a message are answered VK_TRUE; else they go to the report
    OMM_LAYERS_ATTACH = 8, ///< micromaps will be attached to acceleration structures
};

/// "none", "khronos", "ommcts" or "both".
unsigned omm_layers_named(const char *name);

struct omm_instance {
    VkInstance handle;
    unsigned layers; ///< enum omm_layers
    char layer[160]; ///< "VK_LAYER_KHRONOS_validation 1.3.239", several with ", " between, or ""
    bool unwrapped;  ///< the Khronos layer was told to leave handles as they are
    uint32_t api_version; ///< what the instance was created for
    VkDebugUtilsMessengerEXT messenger;
    struct omm_gpu *gpus;
    uint32_t gpu_count;
};

/// Opens the loader, once per process. False with a sentence when there is none.
bool omm_loader_open(char *why, size_t why_size);

/// Creates the instance and reads every device's facts. Otherwise a sentence: nothing is here when there is no
/// driver or the layer asked for is not installed; broken is a driver that fails to start.
enum run_opening omm_instance_open(struct omm_instance *instance, unsigned layers, char *why,
                                   size_t why_size);
void omm_instance_close(struct omm_instance *instance);

/// Reads all facts of one physical device. Free the extension list with omm_gpu_clear.
void omm_gpu_read(struct omm_gpu *gpu, VkPhysicalDevice handle, uint32_t instance_version);
void omm_gpu_clear(struct omm_gpu *gpu);

#define OMM_MAX_QUEUES 16

/// The features that `needs` asks for, chained where they are asked for only.
struct omm_features {
    VkPhysicalDeviceOpacityMicromapFeaturesEXT micromap;
    VkPhysicalDeviceVulkan12Features vulkan12;
    VkPhysicalDeviceVulkan13Features vulkan13;
    VkPhysicalDeviceConditionalRenderingFeaturesEXT conditional;
    VkPhysicalDeviceAccelerationStructureFeaturesKHR acceleration_structure;
    VkPhysicalDeviceRayQueryFeaturesKHR ray_query;
};

/// Fills the structures and gives the head of the chain, or NULL when nothing is asked for.
const void *omm_chain_features(struct omm_features *features, const struct omm_needs *needs);

/// Whether a case with these needs works with queues.
bool omm_wants_queues(const struct omm_needs *needs);

/// The first family without compute and graphics; family_count when there is none.
uint32_t omm_transfer_family(const struct omm_gpu *gpu);

/// The needs with what is optional decided: read-back asks for ray queries where the device has them.
struct omm_needs omm_resolve_needs(const struct omm_gpu *gpu, const struct omm_needs *needs);

/// A VkDevice and its commands.
struct omm_device {
    struct omm_needs asked; ///< what a case asked for
    struct omm_needs needs; ///< what is enabled
    struct omm_test view;   ///< what cases see
    struct VolkDeviceTable commands;
    struct omm_queue queues[OMM_MAX_QUEUES];
};

/// NULL when the device offers all that `needs` asks, else the name of what is missing.
const char *omm_missing(const struct omm_gpu *gpu, const struct omm_needs *needs);

/// Creates a device with exactly `needs` enabled. Ends the case as NotSupported when something is missing, or when this
/// is a device `beside_another` and the driver has no more of them (chapter "Devices and Queues": it may); and as "device
/// unavailable" when the driver refuses.
void omm_device_open(struct omm_device *device, const struct omm_instance *instance,
                     const struct omm_gpu *gpu, const struct omm_needs *needs,
                     const VkAllocationCallbacks *allocator, bool beside_another);
void omm_device_close(struct omm_device *device);

/// What this worker was told on its command line. Never NULL inside a case.
const struct run_settings *omm_settings(void);

/// Tells every device of the instance to the runner, with facts and remarks.
void omm_tell_devices(const struct omm_instance *instance);

/// The messenger of VK_EXT_debug_utils: hands messages to the report and remembers IDs for omm_layer_reported.
VkDebugUtilsMessengerCreateInfoEXT omm_messenger_info(struct omm_instance *instance);
void omm_messages_forget(void);

#endif
