// SPDX-License-Identifier: Apache-2.0
// Serialization on the host: what it leaves in memory, at once or when a deferred operation completes.
#ifndef LAY_BLOBS_H
#define LAY_BLOBS_H

#include "origins.h"
#include "state.h"

/// One call of vkCopyMicromapToMemoryEXT.
struct lay_serialization {
    const void *bytes;
    size_t size; ///< how many bytes the driver may write; 0 if that is not known
    /// Whether the bytes are worth a hash: hashing is on, their number and the source are known.
    bool known;
    /// Of the source. Its create size also when the bytes are not worth a hash; 0 if not even that is known.
    struct lay_origin origin;
};

/// Notes what a call that returned `result` has written or will write. The device's lock must not be held.
void lay_blobs_take(struct lay_device *device, VkDeferredOperationKHR operation, VkResult result,
                    const struct lay_serialization *serialization);

/// A deferred operation has completed: called before the application can know. Locked.
void lay_blobs_settle(struct lay_device *device, uint64_t operation_id, bool succeeded);

/// The operation that is still to write serialized data to where `bytes` points, or VK_NULL_HANDLE. Locked.
VkDeferredOperationKHR lay_blobs_awaited(struct lay_device *device, const void *bytes, size_t size);

/// Forgets what is kept for a device.
void lay_blobs_clear(struct lay_device *device);

#endif
