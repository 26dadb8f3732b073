// SPDX-License-Identifier: Apache-2.0
// A micromap occupies [offset, offset + size) of its buffer (chapter "Resource Creation", VkMicromapCreateInfoEXT).
//
// "offset is an offset in bytes from the base address of the buffer at which the micromap will be stored", a multiple
// of 256; the buffer begins at the memoryOffset it was bound with. Whatever writes the micromap, a build, a clone, a
// compaction or a deserialization, changes no other byte of the buffer or of its memory object; and what reads it
// reads from there. The storage flag is the buffer's only usage.
// Observed: a pattern in the whole memory object, several offsets and several distances of the buffer from the
// beginning of the memory; and the micromap as a source. A driver that drops an offset lands in the pattern.
// Vacuous if the range were larger than what is written: the micromap is created with exactly the size it needs.
// Offsets above 4 GiB are left out: they would need that much memory on every machine that runs this.
#include <ommcts/ommcts.h>

#define PLACE(command, tag, offset, lead)                                                          \
    {                                                                                              \
#tag "_at_" #offset "_lead_" #lead, OMM_##command, offset, lead                            \
    }
#define PLACES(command, tag)                                                                       \
    PLACE(command, tag, 0, 0), PLACE(command, tag, 0, 4096), PLACE(command, tag, 256, 0),          \
        PLACE(command, tag, 512, 65536), PLACE(command, tag, 4096, 256),                           \
        PLACE(command, tag, 65536, 0), PLACE(command, tag, 768, 1048576)

static const struct place {
    const char *name;
    enum omm_command command;
    VkDeviceSize offset;
    VkDeviceSize lead; // bytes of the memory object before the buffer
} places[] = {
    PLACES(BUILD, build),         PLACES(CLONE, clone),
    PLACES(COMPACT, compact),     PLACES(DESERIALIZE, deserialize),
    PLACES(SERIALIZE, serialize),
};

static struct omm_micromap *create_at(const struct omm_test *t, const struct place *place,
                                      VkDeviceSize size)
{
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = place->offset + size + 4096,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = place->lead,
                                 .memory_type = OMM_COHERENT,
                             });
    return omm_create_micromap_in(buffer, place->offset, size);
}

static struct omm_micromap *build_at(const struct omm_test *t, const struct place *place,
                                     const struct omm_shape *shape)
{
    const struct omm_input *input = omm_make_input(t, shape);
    struct omm_micromap *map = create_at(t, place, omm_host_sizes(t, input, 0).micromapSize);
    omm_build_into(map, input, 0);
    return map;
}

OMM_CASE(alone, .about = "A micromap is written and read at its offset, and nothing around it is.",
         .covers = OMM_COVERS("A021", "A092", "A107", "VUID-VkMicromapCreateInfoEXT-offset-07437",
                              "VUID-VkMicromapCreateInfoEXT-offset-07438"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(places))
{
    const struct place *place = param;
    for (size_t i = 0; i < 3; ++i) {
        const struct omm_shape *shape = &omm_shapes[OMM_FEW - 1 - i];
        if (place->command == OMM_SERIALIZE) {
            const struct omm_micromap *source = build_at(t, place, shape);
            const struct omm_block *blob = omm_serialize(source);
            ASSERT_OK(omm_block_intact(blob));
            ASSERT_OK(omm_header_good(t, blob->bytes));
            ASSERT_OK(omm_neighbours_intact(source));
            continue;
        }
        struct omm_job *job = omm_prepare(t, place->command, shape);
        omm_job_aim(job, create_at(t, place, job->destination->size));
        ASSERT_SUCCESS(omm_request(job, VK_NULL_HANDLE));
        ASSERT_OK(omm_job_done(job));
    }
    PASS();
}
