// SPDX-License-Identifier: Apache-2.0
// The last byte arrives, whatever the length.
//
// Drivers copy in pieces: pages, workgroups, shares for threads. Where the number of pieces is computed wrongly, all is
// well but for lengths right beyond a whole number of pieces, whose last byte or triangle nobody copies. Nothing that
// the specification says of copies (VkCopyMicromapModeEXT, vkCopyMicromapToMemoryEXT) depends on the length.
//
// Observed: micromaps of triangles that have one byte of opacity data each, so that a single one is the last byte: as
// many as make micromapSize pass a power of two, or as many as a power of two, and one fewer and one more. What comes of
// a copy of each reads back as what was built. Compaction counts triangles rather than bytes; its triangles differ, so
// that each has data to lose. Vacuous if the driver's pieces were larger than the largest length here.
#include <ommcts/ommcts.h>

static const struct length {
    const char *name;
    VkDeviceSize bytes; ///< of micromapSize, to be passed; else
    uint32_t triangles; ///< how many, to be passed
} lengths[] = {
    {"bytes_4096", 4096, 0}, {"bytes_32768", 32768, 0}, {"bytes_65536", 65536, 0},
    {"triangles_64", 0, 64}, {"triangles_256", 0, 256}, {"triangles_1024", 0, 1024},
};

// A byte of data each, or four: of so many triangles hardly two have the same, which compaction may look for.
static const uint32_t a_byte = 1, four_bytes = 2;

static struct omm_shape triangles(uint32_t level, uint32_t count)
{
    return (struct omm_shape){"triangles", {{4, level, count}}};
}

static bool beyond(const struct omm_test *t, enum omm_side side, VkDeviceSize bytes, uint32_t count)
{
    const struct omm_shape shape = triangles(a_byte, count);
    return omm_sizes_on(side, t, omm_make_input(t, &shape), 0).micromapSize > bytes;
}

// A number of triangles that passes the length, when one fewer does not. A byte of each is enough to pass it.
static uint32_t first_beyond(const struct omm_test *t, enum omm_side side,
                             const struct length *length)
{
    if (length->triangles)
        return length->triangles + 1;
    uint32_t within = 1, passed = (uint32_t)length->bytes + 1;
    while (passed - within > 1) {
        const uint32_t middle = (within + passed) / 2;
        *(beyond(t, side, length->bytes, middle) ? &passed : &within) = middle;
    }
    return passed;
}

typedef const struct omm_micromap *copied(enum omm_side side, const struct omm_micromap *source);

static int arrives(const struct omm_test *t, const struct length *length, enum omm_side side,
                   uint32_t level, copied *copy)
{
    const uint32_t count = first_beyond(t, side, length);
    for (uint32_t n = count - 1; n <= count + 1; ++n) {
        const struct omm_shape shape = triangles(level, n);
        const struct omm_micromap *source =
            omm_build_on(side, t, &shape, VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT);
        const char *complaint = omm_reads_back(source);
        if (!complaint)
            complaint = omm_reads_back_as(copy(side, source), source->input);
        ASSERT_OK(complaint ? omm_sentence("with %u triangles: %s", n, complaint) : NULL);
    }
    PASS();
}

static const struct omm_micromap *cloned(enum omm_side side, const struct omm_micromap *source)
{
    return omm_clone_on(side, source);
}

static const struct omm_micromap *compacted(enum omm_side side, const struct omm_micromap *source)
{
    return omm_compact_on(side, source);
}

static const struct omm_micromap *loaded(enum omm_side side, const struct omm_micromap *source)
{
    return omm_deserialize_on(side, source->t, omm_serialize_on(side, source), source->size);
}

#define ON_HOST                                                                                    \
    {                                                                                              \
        .host_commands = true, .read_back = true                                                   \
    }
#define ON_DEVICE                                                                                  \
    {                                                                                              \
        .device_commands = true, .read_back = true                                                 \
    }

OMM_CASE(clone_by_host, .about = "A clone on the host has the last byte of every length.",
         .covers = OMM_COVERS("A104"), .needs = ON_HOST, .params = OMM_PARAMS(lengths))
{
    return arrives(t, param, OMM_ON_HOST, a_byte, cloned);
}

OMM_CASE(clone_by_device, .about = "So has a clone on a queue.", .covers = OMM_COVERS("A104"),
         .needs = ON_DEVICE, .params = OMM_PARAMS(lengths))
{
    return arrives(t, param, OMM_ON_DEVICE, a_byte, cloned);
}

OMM_CASE(compact_by_host,
         .about = "A compaction on the host has the last triangle of every number.",
         .covers = OMM_COVERS("A106"), .needs = ON_HOST, .params = OMM_PARAMS(lengths))
{
    return arrives(t, param, OMM_ON_HOST, four_bytes, compacted);
}

OMM_CASE(compact_by_device, .about = "So has a compaction on a queue.",
         .covers = OMM_COVERS("A106"), .needs = ON_DEVICE, .params = OMM_PARAMS(lengths))
{
    return arrives(t, param, OMM_ON_DEVICE, four_bytes, compacted);
}

OMM_CASE(blob_by_host,
         .about = "Serialized and loaded on the host, the last byte of every length is there.",
         .covers = OMM_COVERS("A086"), .needs = ON_HOST, .params = OMM_PARAMS(lengths))
{
    return arrives(t, param, OMM_ON_HOST, a_byte, loaded);
}

OMM_CASE(blob_by_device, .about = "So it is when queues did both.", .covers = OMM_COVERS("A086"),
         .needs = ON_DEVICE, .params = OMM_PARAMS(lengths))
{
    return arrives(t, param, OMM_ON_DEVICE, a_byte, loaded);
}
