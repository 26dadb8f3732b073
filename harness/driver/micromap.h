// SPDX-License-Identifier: Apache-2.0
// VkMicromapEXT. The object knows where its storage is and nothing of what is in it: a micromap's
// contents live in the bound memory only, so that every command, host or device, finds the same
// thing there.
#ifndef REF_MICROMAP_H
#define REF_MICROMAP_H

#include "memory.h"

/// What only faults know of a micromap.
struct ref_micromap_faults {
    bool made_by_device;       ///< a vkCmd* command was the last to write it
    bool unseen_by_device;     ///< a host command was, and no vkCmd* command has looked at it since
    _Atomic bool busy;         ///< a host command reads it
    uint8_t *first;            ///< where its storage was when it was created; NULL: nowhere yet
    struct ref_micromap *same; ///< the micromap that this one is taken for
    const VkAllocationCallbacks *theirs; ///< what the application named when it was created
};

struct ref_micromap {
    struct ref_object base;
    struct ref_buffer
        *buffer; ///< may be destroyed before the micromap: only commands that use it look
    VkDeviceSize offset;
    VkDeviceSize size;
    VkMicromapTypeEXT type;
    VkMicromapCreateFlagsEXT flags;
    VkDeviceSize built_size; ///< only for the fault that keeps books in the object
    struct ref_micromap_faults faults;
    _Atomic uint32_t asked;    ///< only for the personality "demanding": demands.h
    uint32_t serial;           ///< another one for each object; only for personalities
    struct ref_micromap *next; ///< in the device's list of handles to share: shared_handles.h
    uint32_t holders;          ///< how many times the handle was given out
};

REF_HANDLE_CASTS(micromap, VkMicromapEXT, VK_OBJECT_TYPE_MICROMAP_EXT)

/// The first byte of the storage in the device view, looked up anew at each call. The buffer must
/// be bound.
uint8_t *ref_micromap_bytes(const struct ref_micromap *map);

#endif
