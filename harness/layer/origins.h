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
};

/// Remembers what was serialized to `bytes`, which can be read.
void lay_origin_note(const void *bytes, size_t size, const struct lay_origin *origin);

/// Looks at what is behind `bytes`, which need not be readable, and says whether it is data that was
/// remembered.
bool lay_origin_find(const void *bytes, struct lay_origin *origin);

/// Forgets everything.
void lay_origins_forget(void);

#endif
