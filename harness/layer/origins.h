// SPDX-License-Identifier: Apache-2.0
// Which micromaps serialized data came from, as far as this process has seen: of all devices, because data
// travels between them. Data is known by its bytes, wherever the application keeps it.
#ifndef LAY_ORIGINS_H
#define LAY_ORIGINS_H

#include "state.h"

struct lay_origin {
    /// The size that the source was created with. If equal bytes came from several sources, the smallest.
    VkDeviceSize create_size;
    bool flags_known; ///< whether all sources had the same flags
    VkBuildMicromapFlagsEXT flags;
    uint64_t provenance; ///< as in struct lay_contents; 0 if the sources had several
    /// Whether a source may be compacted: then another process may have serialized the same bytes from a smaller
    /// micromap.
    bool compactable;
};

/// Remembers what was serialized to `bytes`, which can be read.
void lay_origin_note(const void *bytes, size_t size, const struct lay_origin *origin);

/// Says that something was serialized, from a micromap that was created with this size (0: not known), whose bytes
/// nobody here has seen. Any bytes may be those from now on.
void lay_origin_unseen(VkDeviceSize create_size);

/// Looks at what is behind `bytes`, which need not be readable, and says whether it is data that was
/// remembered.
bool lay_origin_find(const void *bytes, struct lay_origin *origin);

/// Forgets everything.
void lay_origins_forget(void);

#endif
