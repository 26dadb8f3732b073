// SPDX-License-Identifier: Apache-2.0
// How a device build reads its triangle array and data (chapter "Micromaps"; VkMicromapTriangleEXT).
//
// "triangleArrayStride is the stride in bytes between each element of triangleArray", a record is a 4-byte dataOffset,
// a 2-byte level and a 2-byte format, and dataOffset is "in bytes ... relative to data": byte granularity, any order,
// gaps and shared data allowed. The addresses of array and data are multiples of 256 (VUID 07515), of nothing larger.
// Between the records, and in the gaps of the data, lies poison which makes no valid record: level 0xC5C5, offset
// beyond all data. A driver that takes 8 for the stride reads it.
// Observed without ray queries: acceptance, bytes around inputs and micromap, and the micromap as a source; plus the
// sizes of two builds of equal content, which are expected to agree (a QualityWarning). That values end up in the right
// microtriangles needs RQ. Vacuous if strides were rounded up to what the driver takes: they go to it unchanged.
#include <ommcts/ommcts.h>

#include <string.h>

static const struct layout {
    const char *name;
    size_t stride; // bytes from record to record
    size_t shift;  // bytes of poison before the first triangle's data
    size_t gap;    // bytes of poison after every triangle's data
} layouts[] = {
    {"stride_8", 8, 0, 0},
    {"stride_12", 12, 0, 0},
    {"stride_16", 16, 0, 0},
    {"stride_24", 24, 0, 0},
    {"stride_256", 256, 0, 0},
    {"data_at_1", 8, 1, 0},
    {"data_at_3_gaps_of_1", 8, 3, 1},
    {"gaps_of_7", 8, 0, 7},
    {"stride_16_gaps_of_5", 16, 13, 5},
};

static size_t bytes_of(const VkMicromapTriangleEXT *record)
{
    return omm_triangle_bytes(record->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? 2 : 4,
                              record->subdivisionLevel);
}

static uint8_t *poisoned(size_t size)
{
    uint8_t *bytes = omm_alloc(size);
    memset(bytes, OMM_POISON, size);
    return bytes;
}

// The input's content, laid out anew.
static VkMicromapBuildInfoEXT lay_out(const struct omm_test *t, const struct omm_input *input,
                                      const struct layout *layout, const struct omm_micromap *map)
{
    const size_t records = input->triangle_count;
    // The last record ends the array: what lies past it in the last stride is not there.
    const size_t array_size = (records - 1) * layout->stride + sizeof *input->triangles;
    const size_t data_size = layout->shift + input->data_size + records * layout->gap;
    uint8_t *array = poisoned(array_size), *data = poisoned(data_size);
    size_t offset = layout->shift;
    for (size_t i = 0; i < records; ++i) {
        VkMicromapTriangleEXT record = input->triangles[i];
        memcpy(data + offset, input->data + record.dataOffset, bytes_of(&record));
        record.dataOffset = (uint32_t)offset;
        memcpy(array + i * layout->stride, &record, sizeof record);
        offset += bytes_of(&record) + layout->gap;
    }
    VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
    info.data.deviceAddress = omm_region_with(t, data, data_size)->address;
    info.triangleArray.deviceAddress = omm_region_with(t, array, array_size)->address;
    info.triangleArrayStride = layout->stride;
    return info;
}

static struct omm_micromap *destination(const struct omm_test *t, const struct omm_input *input)
{
    return omm_create_micromap(
        t, omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize);
}

static void build(const struct omm_test *t, const VkMicromapBuildInfoEXT *info)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, info);
    omm_run(t, queue, commands);
}

OMM_CASE(layout, .about = "Records lie the stride apart, and their data begins at any byte.",
         .covers = OMM_COVERS("A029", "VUID-vkCmdBuildMicromapsEXT-pInfos-07515"),
         .needs = {.device_commands = true}, .params = OMM_PARAMS(layouts))
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        struct omm_micromap *map = destination(t, input);
        const VkMicromapBuildInfoEXT info = lay_out(t, input, param, map);
        build(t, &info);
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_device_usable(map));
        struct omm_micromap *plain = destination(t, input);
        omm_device_build_into(plain, input, 0);
        if (omm_device_serialized_size(map) != omm_device_serialized_size(plain))
            omm_warn("%s: equal content laid out otherwise has another serialization size",
                     omm_shapes[i].name);
    }
    PASS();
}

OMM_CASE(shared_data, .about = "Several triangles may refer to the same data.",
         .covers = OMM_COVERS("A015", "A029"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_input *input = omm_make_input(t, param);
    size_t most = 0;
    for (uint32_t i = 0; i < input->triangle_count; ++i) {
        input->triangles[i].dataOffset = 0;
        const size_t bytes = bytes_of(&input->triangles[i]);
        most = bytes > most ? bytes : most;
    }
    input->data_size = most;
    struct omm_micromap *map = destination(t, input);
    omm_device_build_into(map, input, 0);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}

OMM_CASE(backwards, .about = "The data of later triangles may lie before that of earlier ones.",
         .covers = OMM_COVERS("A029"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    struct omm_input *input = omm_make_input(t, param);
    uint8_t *data = omm_alloc(input->data_size);
    size_t offset = input->data_size;
    for (uint32_t i = 0; i < input->triangle_count; ++i) {
        VkMicromapTriangleEXT *record = &input->triangles[i];
        offset -= bytes_of(record);
        memcpy(data + offset, input->data + record->dataOffset, bytes_of(record));
        record->dataOffset = (uint32_t)offset;
    }
    input->data = data;
    struct omm_micromap *map = destination(t, input);
    omm_device_build_into(map, input, 0);
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_device_usable(map));
    PASS();
}
