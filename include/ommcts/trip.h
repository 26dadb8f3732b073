// SPDX-License-Identifier: Apache-2.0
// A round trip: a micromap is made, serialized, and loaded into another one, each on the host or on a queue; what comes
// back is read.
#ifndef OMMCTS_TRIP_H
#define OMMCTS_TRIP_H

#include <ommcts/origin.h>

/// Where the data is loaded.
enum omm_room {
    OMM_ROOM_EQUAL,        ///< as large as the micromap that was serialized
    OMM_ROOM_LARGER,       ///< larger
    OMM_ROOM_OTHER_OFFSET, ///< at another offset of buffer and memory
    OMM_ROOM_OTHER_MEMORY, ///< in another memory type: coherent for the host, remote for the device
};

/// What varies from trip to trip, but for the sides. The name says it all.
struct omm_trip {
    const char *name;
    struct omm_origin path; ///< what is serialized: a built micromap, or a copy of it
    enum omm_room room;
    struct omm_shape shape;
};

/// A micromap for data of a micromap of `size` bytes, to be loaded on `side`. Ends the case as NotSupported where there is
/// no other memory type.
struct omm_micromap *omm_make_room(const struct omm_test *t, enum omm_room room, VkDeviceSize size,
                                   enum omm_side side);

/// For ASSERT_OK: goes the way and judges the header, what lies beside the data and the destination, and the opacity of
/// what was loaded. What was serialized, and all that it came from, is destroyed with its memory before the loading.
const char *omm_round_trip(const struct omm_test *t, const struct omm_trip *trip,
                           enum omm_side built, enum omm_side stored, enum omm_side loaded);

#endif
