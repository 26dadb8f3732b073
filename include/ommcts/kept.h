// SPDX-License-Identifier: Apache-2.0
// Serialized micromaps that outlive a run: each kept in the directory of --blobs with the input it was built from, so
// that a later run, perhaps of another driver version, loads it and judges what it means. One file for each case,
// device (deviceUUID, which no driver version changes) and driver build (driverUUID). And such that another process loads
// at once.
#ifndef OMMCTS_KEPT_H
#define OMMCTS_KEPT_H

#include <ommcts/micromap.h>

struct omm_kept {
    const char *path;
    const char *driver;            ///< which driver wrote it, in words
    bool by_this_driver;           ///< the same driverUUID
    const struct omm_input *input; ///< what the micromap was built from
    VkDeviceSize micromap_size;    ///< the size that it was created with
    const struct omm_block *blob;  ///< as serialized, 16-byte aligned
};

/// All that the directory holds for the running case and this device, ordered by name. Ends the case as NotSupported
/// without --blobs, and as ResourceError, naming the file and the way out, when one is damaged: nothing that was not
/// written by a driver gets to a driver.
struct omm_kept *omm_kept(const struct omm_test *t, const struct omm_shape *shape, size_t *count);

/// Keeps `size` serialized bytes of `map`, which was built from map->input, under the running case's name; what is there
/// under that name already is replaced.
void omm_keep(const struct omm_micromap *map, const void *bytes, size_t size);

/// For ASSERT_OK: starts another process on the same device, which runs the running case as well, with these bytes and
/// map->input handed over, and gives what it complains of. The map's own process keeps everything it has meanwhile.
const char *omm_hand_over(const struct omm_micromap *map, const void *bytes, size_t size);

/// What was handed over to this process; NULL in the one that the runner started, which is to make it.
const struct omm_kept *omm_handed_over(const struct omm_test *t, const struct omm_shape *shape);

#endif
