// SPDX-License-Identifier: Apache-2.0
// What the layer knows about devices and their objects. Lock: one mutex per device guards everything
// that hangs on it but what is written only while the device is created (`handle` to `group_size`
// below). A record stays valid while the lock is held. No call of the next layer is made under the lock
// except queries that return at once (vkGetDeferredOperationResultKHR, addresses, sizes), and no
// messenger is called under it.
#ifndef LAY_STATE_H
#define LAY_STATE_H

#include "map.h"
#include "mappings.h"
#include "next.h"
#include "settings.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/// Handles as keys: non-dispatchable ones, and dispatchable ones, which are pointers everywhere.
#define LAY_KEY(handle)         ((uint64_t)(handle))
#define LAY_POINTER_KEY(handle) ((uint64_t)(uintptr_t)(handle))

struct lay_queue;

/// A place in the order of a queue's submissions (record.h). All zero: before them all.
struct lay_point {
    struct lay_queue *queue;
    uint64_t batch; ///< counted from 1
};

enum lay_truth {
    LAY_NO,
    LAY_YES,
    LAY_UNKNOWN, ///< nothing is reported that would have to be known
};

enum lay_kind {
    LAY_MEMORY,
    LAY_BUFFER,
    LAY_MICROMAP,
    LAY_DEFERRED_OPERATION,
    LAY_COMMAND_POOL,
    LAY_COMMAND_BUFFER,
    LAY_QUERY_POOL,
    LAY_QUEUE,
    LAY_FENCE,
    LAY_SEMAPHORE,
    LAY_KIND_COUNT,
};

/// The head of every record.
struct lay_record {
    uint64_t handle;
    /// Never used twice in a process: tells an object from a later one with the same handle.
    uint64_t id;
    /// How many other live objects have the same handle. That happens only on devices without private
    /// data; such records are not found any more.
    uint32_t twins;
    bool ambiguous; ///< it had twins once
};

/// Which structure may be asked for which kind: lay_find and lay_track.
struct lay_memory {
    struct lay_record record;
    VkDeviceSize size;
    uint32_t type;      ///< index of the memory type
    uint32_t instances; ///< over how many devices of the group it is replicated
    bool host_visible;
    bool imported; ///< host pointer, file descriptor, ...
    void *mapped;  ///< NULL, or where `map_offset` lies
    VkDeviceSize map_offset, map_size;
    bool
        map_placed; ///< at an address of the application's choice, so that what follows may be its own
};

struct lay_buffer {
    struct lay_record record;
    VkBufferCreateFlags flags;
    uint64_t usage; ///< VkBufferUsageFlags, or VkBufferUsageFlags2 where that was given
    VkDeviceSize size;
    bool sparse;
    bool bound;            ///< to memory, completely, which never changes again
    VkDeviceMemory memory; ///< it may be freed before the buffer is: then not found, or another id
    uint64_t memory_id;
    VkDeviceSize memory_offset;
    VkDeviceAddress address; ///< 0 until somebody asked for it
};

/// What is inside a micromap, after the last command whose effect is known.
struct lay_contents {
    enum lay_truth constructed;
    bool flags_known; ///< else they come from a blob that nobody here has seen being serialized
    VkBuildMicromapFlagsEXT flags;
    /// Which build they go back to: equal numbers mean equal meaning. 0: not known.
    uint64_t provenance;
    /// What vk(Cmd)WriteMicromapsPropertiesEXT told of exactly these contents. 0: not asked.
    VkDeviceSize serialized_size, compacted_size;
    uint64_t version; ///< another whenever the contents change
};

struct lay_micromap {
    struct lay_record record;
    VkMicromapTypeEXT type;
    VkBuffer buffer;
    uint64_t buffer_id;
    VkDeviceSize offset, size;
    bool has_allocator; ///< it was created with VkAllocationCallbacks
    /// Whether a submission asks for its serialization size and the answer was not seen. The device may say less
    /// than the host, and either size is enough memory for a copy: then the host's proves nothing.
    bool sized_on_device;
    struct lay_contents contents; ///< read it through lay_contents_of
    /// The operation that will change the contents when it completes, or VK_NULL_HANDLE.
    VkDeferredOperationKHR pending;
    uint64_t pending_id;
    /// The last submission that writes it. Until that is known to be complete, nobody but later commands
    /// of the same queue knows what the contents are.
    struct lay_point written;
    struct lay_point used; ///< the last submission that refers to it
};

/// What a host command does to one micromap.
struct lay_effect {
    VkMicromapEXT micromap;
    uint64_t micromap_id;
    struct lay_contents contents; ///< afterwards
};

struct lay_deferred_operation {
    struct lay_record record;
    /// Whether a command was deferred to it that is not known to be complete.
    bool pending;
    struct lay_effect *effects; ///< of that command
    uint32_t effect_count;
};

/// Enabled features and extensions, from whichever structures enabled them.
struct lay_features {
    bool micromap;
    bool micromap_host_commands;
    bool micromap_capture_replay;
    bool buffer_device_address;
    bool buffer_device_address_multi_device;
    bool private_data; ///< also when only the layer asked for it: handles are unique
    bool robust_buffer_access;
    bool sparse_binding;
    bool deferred_host_operations; ///< extension
    bool opacity_micromap;         ///< extension
};

struct lay_instance {
    void *key;
    VkInstance handle;
    struct lay_instance_next next;
    struct lay_settings settings;
    uint32_t api_version;
    bool debug_utils, debug_report; ///< whether the extensions are enabled
    bool properties_2;              ///< so with VK_KHR_get_physical_device_properties2
    struct lay_messengers *messengers;
};

struct lay_device {
    void *key;
    VkDevice handle;
    struct lay_instance *instance;
    VkPhysicalDevice physical_device;
    struct lay_device_next next;
    struct lay_features features;
    VkPhysicalDeviceMemoryProperties memory_properties;
    VkPhysicalDeviceOpacityMicromapPropertiesEXT micromap_properties;
    VkDeviceSize
        scratch_alignment; ///< minAccelerationStructureScratchOffsetAlignment; 0: not known
    VkQueueFamilyProperties *families;
    uint32_t family_count;
    bool has_queues;
    uint32_t group_size; ///< physical devices in it, at least 1

    pthread_mutex_t lock; ///< of what follows
    struct lay_map maps[LAY_KIND_COUNT];
    /// Whether a record could not be kept, so that an unknown handle may be valid.
    bool incomplete[LAY_KIND_COUNT];
    /// Memory ran out, so that what submitted commands do is not known any more.
    bool blind;
    struct lay_mappings mappings; ///< of memory
    bool mappings_lost;           ///< one could not be kept: a pointer may point to any of them
    struct lay_map names;         ///< names.c: of objects, by handle
    /// What other files keep per device: made and freed by their families (commands.h).
    struct lay_submissions *submissions;
    struct lay_addresses *addresses;
    struct lay_blobs *blobs;
};

/// The record of a dispatchable handle's device or instance; never NULL for a handle that the
/// application got from Vulkan. Also for command buffers and queues, physical devices.
struct lay_device *lay_device_of(const void *dispatchable);
struct lay_instance *lay_instance_of(const void *dispatchable);

/// A number that was not given before in this process; never 0.
uint64_t lay_new_id(void);

static inline void lay_lock(struct lay_device *device)
{
    pthread_mutex_lock(&device->lock);
}

static inline void lay_unlock(struct lay_device *device)
{
    pthread_mutex_unlock(&device->lock);
}

/// A new record, all zero but its head, for an object that the next layer has just created. NULL when
/// there is no memory or the handle is taken already: then the kind is incomplete. Locked.
void *lay_track(struct lay_device *device, enum lay_kind kind, uint64_t handle);

/// Forgets an object that is about to be destroyed. Locked. Harmless for unknown handles.
void lay_untrack(struct lay_device *device, enum lay_kind kind, uint64_t handle);

/// Forgets everything at the end of a device.
void lay_untrack_all(struct lay_device *device);

/// The record of an object, or NULL when it is VK_NULL_HANDLE or not known. Locked.
void *lay_find(const struct lay_device *device, enum lay_kind kind, uint64_t handle);

/// lay_find, and the object is still the one that had this id.
void *lay_find_same(const struct lay_device *device, enum lay_kind kind, uint64_t handle,
                    uint64_t id);

/// Whether a handle is certainly not one of this device: it is not known, and none was missed.
/// Locked.
bool lay_is_invalid(const struct lay_device *device, enum lay_kind kind, uint64_t handle);

/// Whether a device of this process has an object with this handle: for "-parent" and "-commonparent"
/// rules, once lay_is_invalid says that it is not this device. This device's lock may be held.
bool lay_exists(enum lay_kind kind, uint64_t handle);

static inline struct lay_memory *lay_find_memory(const struct lay_device *device,
                                                 VkDeviceMemory memory)
{
    return lay_find(device, LAY_MEMORY, LAY_KEY(memory));
}

static inline struct lay_buffer *lay_find_buffer(const struct lay_device *device, VkBuffer buffer)
{
    return lay_find(device, LAY_BUFFER, LAY_KEY(buffer));
}

static inline struct lay_micromap *lay_find_micromap(const struct lay_device *device,
                                                     VkMicromapEXT micromap)
{
    return lay_find(device, LAY_MICROMAP, LAY_KEY(micromap));
}

static inline struct lay_deferred_operation *lay_find_deferred(const struct lay_device *device,
                                                               VkDeferredOperationKHR operation)
{
    return lay_find(device, LAY_DEFERRED_OPERATION, LAY_KEY(operation));
}

/// The buffer under a micromap, or NULL when it is gone or not known. Locked.
struct lay_buffer *lay_buffer_of(const struct lay_device *device,
                                 const struct lay_micromap *micromap);

/// The memory under a buffer, or NULL when it is not bound, sparse, gone or not known. Locked.
struct lay_memory *lay_memory_of(const struct lay_device *device, const struct lay_buffer *buffer);

/// The contents of a micromap now. An operation that would change them is asked for its result first,
/// so that what completed on other threads counts; until it completes, `constructed` is LAY_NO.
/// Locked.
const struct lay_contents *lay_contents_of(struct lay_device *device,
                                           struct lay_micromap *micromap);

/// Whether a deferred operation still runs a command: LAY_NO when it is complete or was never used.
/// Asks the next layer. Locked.
enum lay_truth lay_operation_pending(struct lay_device *device, VkDeferredOperationKHR operation);

/// Notes what a host command does to micromaps after it returned `result`: at once when it succeeded
/// without being deferred, later when it returned VK_OPERATION_DEFERRED_KHR, and contents that are not
/// known when it failed. The effects are copied. Locked.
void lay_take_effects(struct lay_device *device, VkDeferredOperationKHR operation, VkResult result,
                      const struct lay_effect *effects, uint32_t count);

/// The first structure of this type in a chain, or NULL. Chains of structures that nobody here knows
/// are walked all the same.
const void *lay_find_in_chain(const void *chain, VkStructureType type);

#endif
