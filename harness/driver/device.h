// SPDX-License-Identifier: Apache-2.0
// Instance, physical device and device.
#ifndef REF_DEVICE_H
#define REF_DEVICE_H

#include "object.h"

#include <pthread.h>
#include <stdbool.h>

#define REF_API_VERSION VK_MAKE_API_VERSION(0, 1, 3, 239)

enum {
    REF_QUEUE_FAMILY_COUNT = 3,
    REF_QUEUE_COUNT_MAX = 2, ///< queues of the largest family
    REF_HEAP_COUNT = 2,
};

struct ref_instance {
    struct ref_object base;
    uint32_t api_version;
    uint32_t extensions; ///< enabled ones, a bit for each enum ref_extension
    struct ref_physical_device *physical_device; ///< the only one
};

struct ref_physical_device {
    struct ref_object base;
    struct ref_instance *instance;
    uint8_t driver_uuid[VK_UUID_SIZE];         ///< VkPhysicalDeviceIDProperties::driverUUID
    uint8_t device_uuid[VK_UUID_SIZE];         ///< differs from driver_uuid
    uint8_t pipeline_cache_uuid[VK_UUID_SIZE]; ///< differs from both
    /// Second half of a serialized micromap's header, written by the host and by the device.
    uint8_t compatibility_uuid[VK_UUID_SIZE];
    uint8_t device_compatibility_uuid[VK_UUID_SIZE];
    _Atomic uint64_t heap_used[REF_HEAP_COUNT]; ///< bytes allocated by all devices
};

struct ref_device {
    struct ref_object base;
    struct ref_physical_device *physical_device;
    bool micromap; ///< feature enabled
    bool micromap_host_commands;
    bool acceleration_structure_extension, conditional_rendering_extension;
    bool deferred_operations_extension, micromap_extension;
    VkDeviceAddress next_address; ///< of the next allocation; atomic access only
    pthread_mutex_t memory_lock;  ///< of the list below, its innermost lock of all
    struct ref_memory *memories;  ///< every live allocation
    struct ref_weak *weak;        ///< of the personality "weak"; NULL otherwise
    bool shared_handles;          ///< shared_handles.h, with the list of what may be shared
    struct ref_micromap *shared_micromaps;
    void *cache;            ///< only for the personality "many-callbacks": callbacks.h
    pthread_mutex_t lock;   ///< guards fences, semaphores, events and the queues' pending batches
    pthread_cond_t changed; ///< broadcast when any of them changed; counts on CLOCK_MONOTONIC
    struct ref_queue *queues[REF_QUEUE_FAMILY_COUNT][REF_QUEUE_COUNT_MAX]; ///< NULL: not asked for
};

REF_HANDLE_CASTS(instance, VkInstance, VK_OBJECT_TYPE_INSTANCE)
REF_HANDLE_CASTS(physical_device, VkPhysicalDevice, VK_OBJECT_TYPE_PHYSICAL_DEVICE)
REF_HANDLE_CASTS(device, VkDevice, VK_OBJECT_TYPE_DEVICE)

/// The instance's only physical device, allocated with the instance's allocator; NULL when out of
/// memory.
struct ref_physical_device *ref_physical_device_create(struct ref_instance *instance);

#endif
