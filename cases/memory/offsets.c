// SPDX-License-Identifier: Apache-2.0
// Where in a buffer, and where in its memory object, device commands find a micromap (VkMicromapCreateInfoEXT).
//
// "offset is an offset in bytes from the base address of the buffer at which the micromap will be stored", a multiple
// of 256; the buffer begins at the memoryOffset it was bound with. Every device command that writes a micromap writes
// there and nowhere else, and what reads it reads there.
// Observed: a pattern in the whole memory object, several offsets and distances of the buffer from the beginning of the
// memory; each of build, clone, compact and deserialize as the command that writes, each result as a source. A driver
// that drops an offset lands in the pattern. A second micromap directly behind the first stays what it was.
// Vacuous if the range were larger than what is written: the micromap is created with exactly the size it needs.
#include <ommcts/ommcts.h>

#include <string.h>

static const VkBuildMicromapFlagsEXT compactable = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;

static const struct place {
    const char *name;
    VkDeviceSize offset;
    VkDeviceSize lead; // bytes of the memory object before the buffer
} places[] = {
    {"offset_0_lead_0", 0, 0},
    {"offset_0_lead_4096", 0, 4096},
    {"offset_256_lead_0", 256, 0},
    {"offset_768_lead_256", 768, 256},
    {"offset_512_lead_65536", 512, 65536},
    {"offset_65536_lead_0", 65536, 0},
    {"offset_1_mib_lead_1_mib", 1 << 20, 1 << 20},
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

static const char *sound(const char *what, const struct omm_micromap *map)
{
    const char *complaint = omm_neighbours_intact(map);
    if (!complaint)
        complaint = omm_device_usable(map);
    return complaint ? omm_sentence("%s: %s", what, complaint) : NULL;
}

OMM_CASE(alone, .about = "A micromap is written and read at its offset, and nothing around it is.",
         .covers = OMM_COVERS("A021", "A092", "A107", "VUID-VkMicromapCreateInfoEXT-offset-07437",
                              "VUID-VkMicromapCreateInfoEXT-offset-07438"),
         .needs = {.device_commands = true}, .params = OMM_PARAMS(places))
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        const VkDeviceSize size =
            omm_sizes(t, input, compactable, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR)
                .micromapSize;
        struct omm_micromap *map = create_at(t, param, size);
        omm_device_build_into(map, input, compactable);
        ASSERT_OK(sound("built", map));
        const struct omm_region *blob = omm_device_serialize(map);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        const struct omm_micromap *clone = create_at(t, param, size);
        const struct omm_micromap *small = create_at(t, param, omm_device_compacted_size(map));
        const struct omm_micromap *loaded = create_at(t, param, size);
        const VkCopyMicromapInfoEXT copies[] = {
            omm_copy_info(map, clone, VK_COPY_MICROMAP_MODE_CLONE_EXT),
            omm_copy_info(map, small, VK_COPY_MICROMAP_MODE_COMPACT_EXT),
        };
        const VkCopyMemoryToMicromapInfoEXT load = omm_device_deserialize_info(blob, loaded);
        const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
        const VkCommandBuffer commands = omm_begin(t, queue, 0);
        t->vk->vkCmdCopyMicromapEXT(commands, &copies[0]);
        t->vk->vkCmdCopyMicromapEXT(commands, &copies[1]);
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &load);
        omm_run(t, queue, commands);
        ASSERT_OK(sound("cloned", clone));
        ASSERT_OK(sound("compacted", small));
        ASSERT_OK(sound("deserialized", loaded));
    }
    PASS();
}

OMM_CASE(back_to_back, .about = "Micromaps side by side in one buffer do not touch each other.",
         .covers = OMM_COVERS("A021", "A107"), .needs = {.device_commands = true})
{
    enum { COUNT = 6 };
    const struct omm_input *inputs[COUNT];
    VkDeviceSize offsets[COUNT], sizes[COUNT], end = 0;
    for (size_t i = 0; i < COUNT; ++i) {
        inputs[i] = omm_make_input(t, &omm_shapes[i]);
        sizes[i] = omm_sizes(t, inputs[i], 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR)
                       .micromapSize;
        offsets[i] = end;
        end = (end + sizes[i] + 255) / 256 * 256;
    }
    struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = end,
                                 .usage = VK_BUFFER_USAGE_MICROMAP_STORAGE_BIT_EXT,
                                 .lead = 4096,
                                 .memory_type = OMM_COHERENT,
                             });
    struct omm_micromap *maps[COUNT];
    for (size_t i = 0; i < COUNT; ++i)
        maps[i] = omm_create_micromap_in(buffer, offsets[i], sizes[i]);
    uint8_t *kept = omm_alloc((size_t)end);
    // Every second one first, then those between them, so that each has neighbours to hurt.
    for (size_t i = 0; i < COUNT; ++i) {
        const size_t turn = i < COUNT / 2 ? 2 * i : 2 * (i - COUNT / 2) + 1;
        memcpy(kept, buffer->map, (size_t)end);
        omm_device_build_into(maps[turn], inputs[turn], 0);
        const size_t begin = (size_t)offsets[turn], past = begin + (size_t)sizes[turn];
        ASSERT_MEM_EQm("the build wrote before its micromap", kept, buffer->map, begin);
        ASSERT_MEM_EQm("the build wrote past its micromap", kept + past, buffer->map + past,
                       (size_t)end - past);
    }
    for (size_t i = 0; i < COUNT; ++i)
        ASSERT_OK(omm_device_usable(maps[i]));
    PASS();
}
