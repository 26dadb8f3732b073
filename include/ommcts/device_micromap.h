// SPDX-License-Identifier: Apache-2.0
// Micromaps made on a queue: what <ommcts/micromap.h> does on the host, through command buffers. Every function
// records, submits, waits, and has made its results visible to the host when it returns. Valid usage; a case spells
// out only the command it judges.
#ifndef OMMCTS_DEVICE_MICROMAP_H
#define OMMCTS_DEVICE_MICROMAP_H

#include <ommcts/micromap.h>
#include <ommcts/queue.h>
#include <ommcts/region.h>

/// vkGetMicromapBuildSizesEXT for any build type.
VkMicromapBuildSizesInfoEXT omm_sizes(const struct omm_test *t, const struct omm_input *input,
                                      VkBuildMicromapFlagsEXT flags,
                                      VkAccelerationStructureBuildTypeKHR build_type);

/// A build info over copies of the input in device memory, 256-byte aligned, with scratch of exactly
/// buildScratchSize. The regions live until the case is over.
VkMicromapBuildInfoEXT omm_device_build_info(const struct omm_test *t,
                                             const struct omm_input *input,
                                             VkBuildMicromapFlagsEXT flags,
                                             const struct omm_micromap *destination);

void omm_device_build_into(struct omm_micromap *map, const struct omm_input *input,
                           VkBuildMicromapFlagsEXT flags);

/// A new micromap of exactly the DEVICE micromapSize, in coherent mapped memory, built on a queue.
struct omm_micromap *omm_device_build(const struct omm_test *t, const struct omm_shape *shape,
                                      VkBuildMicromapFlagsEXT flags);

/// One value of vkCmdWriteMicromapsPropertiesEXT.
VkDeviceSize omm_device_serialized_size(const struct omm_micromap *map);
VkDeviceSize omm_device_compacted_size(const struct omm_micromap *map);

/// Serialize into a region of exactly the size that the device reports, at an address aligned to 256 only.
struct omm_region *omm_device_serialize(const struct omm_micromap *map);

/// Deserialize a region into a new micromap of `size` bytes, after asking for compatibility.
struct omm_micromap *omm_device_deserialize(const struct omm_test *t, const struct omm_region *blob,
                                            VkDeviceSize size);

struct omm_micromap *omm_device_clone(const struct omm_micromap *source);
struct omm_micromap *omm_device_compact(const struct omm_micromap *source);

/// The info structures with device addresses.
VkCopyMicromapToMemoryInfoEXT omm_device_serialize_info(const struct omm_micromap *source,
                                                        const struct omm_region *destination);
VkCopyMemoryToMicromapInfoEXT omm_device_deserialize_info(const struct omm_region *source,
                                                          const struct omm_micromap *destination);

/// For ASSERT_OK: what omm_usable judges, with device commands alone: query, exact-size serialize, neighbours,
/// header, deserialize.
const char *omm_device_usable(const struct omm_micromap *map);

#endif
