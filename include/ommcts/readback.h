// SPDX-License-Identifier: Apache-2.0
// What decides whether two micromaps mean the same: the opacity that ray traversal sees. A micromap is attached to
// triangles of an acceleration structure, one ray is shot at the centroid of every microtriangle, at two instances,
// a plain one and one that forces 2 states; the pair of answers is the stored state (chapter "Ray Traversal"):
// ignored/ignored 0, opaque/opaque 1, non-opaque/ignored 2, non-opaque/opaque 3. Any other pair is a driver that did
// not look into the micromap.
//
// Cases ask for `.read_back`, and call omm_reads_back on whatever they made. On a device without ray queries it
// judges nothing, and the verdict says so.
#ifndef OMMCTS_READBACK_H
#define OMMCTS_READBACK_H

#include <ommcts/micromap.h>

/// The state that input data gives a microtriangle: 0 or 1 with 2 states, 0 to 3 with 4; least significant bits first.
uint32_t omm_input_state(const struct omm_input *input, uint32_t triangle, uint32_t index);

/// For ASSERT_OK: traces `map` and complains when a microtriangle is not what `input` says, telling which triangle,
/// microtriangle and barycentrics, what was expected and seen, and how many differ. Above level 8 a sample is traced:
/// the corners, turns of the curve, and seeded places. The micromap must be visible to the device: built, copied or
/// loaded by a helper of this suite, or followed by the barriers that make it so.
const char *omm_reads_back_as(const struct omm_micromap *map, const struct omm_input *input);

/// The same against map->input, what it was built from.
const char *omm_reads_back(const struct omm_micromap *map);

/// How the triangles of a scene refer to their micromap.
enum omm_attachment {
    OMM_ATTACH_IN_ORDER, ///< no index buffer: triangle i uses micromap triangle i
    OMM_ATTACH_REVERSED, ///< 32-bit indices, last first
    OMM_ATTACH_SHORT,    ///< 16-bit indices, last first
    OMM_ATTACH_STRIDED,  ///< 32-bit indices with as many bytes between them as two more, last first
    OMM_ATTACH_BASED, ///< 32-bit indices from the second triangle on (baseTriangle is 1), last first
    OMM_ATTACH_SPECIAL, ///< 32-bit indices in order; triangles 1, 3, 5... have the special ones in turns
    OMM_ATTACH_NOTHING, ///< no micromap at all: plain geometry
};

/// One ray and what became of it.
struct omm_shot {
    uint32_t place; ///< triangle of the scene
    /// Micromap triangle and microtriangle that it aims at; or a special index (as 32 bits, above all others) and 0.
    uint32_t triangle, index;
    uint32_t plain, forced; ///< enum omm_answer
};

enum omm_answer {
    OMM_IGNORED,    ///< no intersection
    OMM_OPAQUE,     ///< committed without asking
    OMM_NON_OPAQUE, ///< a candidate
};

/// What is traced.
struct omm_scene {
    const struct omm_micromap *map; ///< NULL with OMM_ATTACH_NOTHING
    const struct omm_input *input;  ///< says how many triangles, and their levels
    enum omm_attachment attachment;
    VkGeometryFlagsKHR geometry_flags;
    bool beside; ///< aim beside the triangles, where nothing is
    /// Not NULL: the bottom level is built with this micromap first, of the same shape, and then again in place.
    const struct omm_micromap *before;
    /// Not NULL: records what stands before the bottom level's build in its command buffer, instead of a barrier that
    /// makes everything visible to it.
    void (*record)(VkCommandBuffer commands, void *argument);
    /// Not NULL: called when all is built, before any ray is shot.
    void (*between)(void *argument);
    void *argument;
};

/// Shoots at every microtriangle of the scene (or the sample) and gives the answers; `count` gets their number. The list
/// lives until the case is over. The device must have ray queries.
struct omm_shot *omm_trace(const struct omm_test *t, const struct omm_scene *scene,
                           uint32_t *count);

/// For ASSERT_OK: complains when an answer of omm_trace is not what the input, or the special index, says.
const char *omm_shots_right(const struct omm_scene *scene, const struct omm_shot *shots,
                            uint32_t count);

#endif
