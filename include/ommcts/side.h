// SPDX-License-Identifier: Apache-2.0
// The commands of <ommcts/micromap.h> and of <ommcts/device_micromap.h> behind one name, for cases that do the same on
// the host and on a queue. Serialized data is carried in host memory, whoever made it.
#ifndef OMMCTS_SIDE_H
#define OMMCTS_SIDE_H

#include <ommcts/micromap.h>

/// Where commands run.
enum omm_side {
    OMM_ON_HOST,   ///< host commands; needs host_commands
    OMM_ON_DEVICE, ///< command buffers; needs device_commands
};

/// What a build of `input` needs there.
VkMicromapBuildSizesInfoEXT omm_sizes_on(enum omm_side side, const struct omm_test *t,
                                         const struct omm_input *input,
                                         VkBuildMicromapFlagsEXT flags);

void omm_build_into_on(enum omm_side side, struct omm_micromap *map, const struct omm_input *input,
                       VkBuildMicromapFlagsEXT flags);

/// Builds `input` into a new micromap of exactly micromapSize.
struct omm_micromap *omm_build_input_on(enum omm_side side, const struct omm_test *t,
                                        const struct omm_input *input,
                                        VkBuildMicromapFlagsEXT flags);

/// The same with random input of this shape.
struct omm_micromap *omm_build_on(enum omm_side side, const struct omm_test *t,
                                  const struct omm_shape *shape, VkBuildMicromapFlagsEXT flags);

/// Clones or compacts into `destination`, which gets the source's input.
void omm_copy_into_on(enum omm_side side, const struct omm_micromap *source,
                      struct omm_micromap *destination, VkCopyMicromapModeEXT mode);

struct omm_micromap *omm_clone_on(enum omm_side side, const struct omm_micromap *source);
struct omm_micromap *omm_compact_on(enum omm_side side, const struct omm_micromap *source);
VkDeviceSize omm_compacted_size_on(enum omm_side side, const struct omm_micromap *map);

/// Serializes into a block of exactly the size that this side reports, and judges what was written beside it.
struct omm_block *omm_serialize_on(enum omm_side side, const struct omm_micromap *map);

/// Deserializes into `destination`, after asking its device for compatibility.
void omm_deserialize_into_on(enum omm_side side, const struct omm_block *blob,
                             struct omm_micromap *destination);

struct omm_micromap *omm_deserialize_on(enum omm_side side, const struct omm_test *t,
                                        const struct omm_block *blob, VkDeviceSize size);

/// For ASSERT_OK: omm_usable, or omm_device_usable.
const char *omm_usable_on(enum omm_side side, const struct omm_micromap *map);

/// The same triangles with every bit of the data flipped: no microtriangle has the state that it has in `input`.
const struct omm_input *omm_inverse(const struct omm_input *input);

#endif
