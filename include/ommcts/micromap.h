// SPDX-License-Identifier: Apache-2.0
// Micromaps made on the host: create, build, query, serialize, deserialize, clone, compact. Every function is
// valid usage and ends the case when the driver answers anything but success, so that a case spells out only
// the call it judges.
#ifndef OMMCTS_MICROMAP_H
#define OMMCTS_MICROMAP_H

#include <ommcts/block.h>
#include <ommcts/memory.h>
#include <ommcts/shape.h>

/// A micromap and where it lives. Destroyed after the case, before its buffer.
struct omm_micromap {
    const struct omm_test *t;
    VkMicromapEXT handle; ///< VK_NULL_HANDLE after omm_destroy_micromap
    struct omm_buffer *buffer;
    VkDeviceSize offset;           ///< in the buffer; a multiple of 256
    VkDeviceSize size;             ///< its own range is [offset, offset + size) of the buffer
    const struct omm_input *input; ///< what it was built from; NULL when not built by this file
    VkBuildMicromapFlagsEXT flags;
};

/// vkGetMicromapBuildSizesEXT for a host build of this input.
VkMicromapBuildSizesInfoEXT omm_host_sizes(const struct omm_test *t, const struct omm_input *input,
                                           VkBuildMicromapFlagsEXT flags);

/// A micromap at offset 512 of a coherent, mapped, pattern-filled buffer with 4 KiB to spare behind it and
/// 64 KiB of the memory object before it. Not constructed yet.
struct omm_micromap *omm_create_micromap(const struct omm_test *t, VkDeviceSize size);

/// A micromap in a buffer that the caller made with VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT.
struct omm_micromap *omm_create_micromap_in(struct omm_buffer *buffer, VkDeviceSize offset,
                                            VkDeviceSize size);

void omm_destroy_micromap(struct omm_micromap *map);

/// Host build of `input` into `map`, scratch included; not deferred.
void omm_build_into(struct omm_micromap *map, const struct omm_input *input,
                    VkBuildMicromapFlagsEXT flags);

/// omm_make_input, omm_create_micromap of exactly micromapSize, omm_build_into.
struct omm_micromap *omm_build(const struct omm_test *t, const struct omm_shape *shape,
                               VkBuildMicromapFlagsEXT flags);

/// Fails the case where a driver reports a size of 4 GiB or more, which no micromap of the suite has: an upper half that
/// nobody wrote. Before memory of that size is asked for. `what` names the size.
VkDeviceSize omm_believed_size(const char *what, VkDeviceSize size);

/// One value of vkWriteMicromapsPropertiesEXT.
VkDeviceSize omm_serialized_size(const struct omm_micromap *map);
VkDeviceSize omm_compacted_size(const struct omm_micromap *map); ///< needs ALLOW_COMPACTION

/// A block of exactly the serialization size that ends at a guard page; 16-byte aligned, poisoned.
struct omm_block *omm_destination(const struct omm_micromap *source);

/// Serialize into an omm_destination.
struct omm_block *omm_serialize(const struct omm_micromap *map);

/// Deserialize into a new micromap of `size` bytes (at least the serialized micromap's created size).
struct omm_micromap *omm_deserialize(const struct omm_test *t, const struct omm_block *blob,
                                     VkDeviceSize size);

/// Clone or compact into a new micromap, exactly as large as needed.
struct omm_micromap *omm_clone(const struct omm_micromap *source);
struct omm_micromap *omm_compact(const struct omm_micromap *source);

/// The info structures, spelled out once.
VkCopyMicromapToMemoryInfoEXT omm_serialize_info(const struct omm_micromap *source, void *address);
VkCopyMemoryToMicromapInfoEXT omm_deserialize_info(const void *address,
                                                   const struct omm_micromap *destination);
VkCopyMicromapInfoEXT omm_copy_info(const struct omm_micromap *source,
                                    const struct omm_micromap *destination,
                                    VkCopyMicromapModeEXT mode);

/// Whether the device says COMPATIBLE to these 32 bytes.
bool omm_compatible(const struct omm_test *t, const uint8_t *header);

// For ASSERT_OK:

/// Nothing outside the micromap's own range changed in its memory object since it was filled.
const char *omm_neighbours_intact(const struct omm_micromap *map);

/// The header at `bytes` is driverUUID followed by what this device calls COMPATIBLE.
const char *omm_header_good(const struct omm_test *t, const uint8_t *bytes);

/// The micromap can be used as a source: query, exact-size serialize with nothing past the end, header good, and
/// deserialize accepts what came out. What can be judged without ray queries of "constructed and whole".
const char *omm_usable(const struct omm_micromap *map);

/// First 32 bytes of serialized data: driverUUID, then the compatibility UUID.
#define OMM_HEADER_SIZE (2 * VK_UUID_SIZE)

#endif
