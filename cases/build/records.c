// SPDX-License-Identifier: Apache-2.0
// How a host build reads its triangle array and data (chapter "Micromaps"; VkMicromapTriangleEXT).
//
// "triangleArrayStride is the stride in bytes between each element of triangleArray", a record is 8 bytes long, and
// "dataOffset is the offset in bytes of the start of the data for this triangle": byte granularity, any order, gaps
// and shared data allowed. Host addresses have no alignment rule, so data may begin at an odd address.
// Between the records, and in the gaps of the data, lies poison which makes no valid record: level 0xC5C5, offset
// beyond all data. A driver that takes 8 for the stride reads it. Data and array end at guard pages.
// Observed without ray queries: acceptance, bounds, and the micromap as a source; plus the sizes of two builds of
// equal content, which say nothing but are expected to agree (a QualityWarning). That values end up in the right
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

// The input's content, laid out anew. The blocks begin as poison.
static VkMicromapBuildInfoEXT lay_out(const struct omm_input *input, const struct layout *layout)
{
    const size_t records = input->triangle_count;
    const struct omm_block *array = omm_block(&(struct omm_block_request){
        .name = "triangle array", .size = records * layout->stride, .alignment = 4});
    const struct omm_block *data = omm_block(&(struct omm_block_request){
        .name = "opacity data",
        .size = layout->shift + input->data_size + records * layout->gap,
        .alignment = 1});
    size_t offset = layout->shift;
    for (size_t i = 0; i < records; ++i) {
        VkMicromapTriangleEXT record = input->triangles[i];
        memcpy(data->bytes + offset, input->data + record.dataOffset, bytes_of(&record));
        record.dataOffset = (uint32_t)offset;
        memcpy(array->bytes + i * layout->stride, &record, sizeof record);
        offset += bytes_of(&record) + layout->gap;
    }
    omm_block_protect(array, OMM_READ_ONLY);
    omm_block_protect(data, OMM_READ_ONLY);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.data.hostAddress = data->bytes;
    info.triangleArray.hostAddress = array->bytes;
    info.triangleArrayStride = layout->stride;
    return info;
}

static VkResult build(struct omm_micromap *map, const struct omm_input *input,
                      VkMicromapBuildInfoEXT info)
{
    const struct omm_test *t = map->t;
    info.dstMicromap = map->handle;
    info.scratchData.hostAddress =
        omm_alloc((size_t)omm_host_sizes(t, input, 0).buildScratchSize + 1);
    return t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info);
}

static struct omm_micromap *destination(const struct omm_test *t, const struct omm_input *input)
{
    return omm_create_micromap(t, omm_host_sizes(t, input, 0).micromapSize);
}

OMM_CASE(layout, .about = "Records lie the stride apart, and their data begins at any byte.",
         .covers = OMM_COVERS("A029", "VUID-vkBuildMicromapsEXT-pInfos-07553",
                              "VUID-vkBuildMicromapsEXT-pInfos-07554"),
         .needs = {.host_commands = true}, .params = OMM_PARAMS(layouts))
{
    for (size_t i = 0; i < OMM_FEW; ++i) {
        const struct omm_input *input = omm_make_input(t, &omm_shapes[i]);
        struct omm_micromap *map = destination(t, input);
        ASSERT_SUCCESS(build(map, input, lay_out(input, param)));
        ASSERT_OK(omm_neighbours_intact(map));
        ASSERT_OK(omm_usable(map));
        const struct omm_micromap *plain = destination(t, input);
        omm_build_into((struct omm_micromap *)plain, input, 0);
        if (omm_serialized_size(map) != omm_serialized_size(plain))
            omm_warn("%s: equal content laid out otherwise has another serialization size",
                     omm_shapes[i].name);
    }
    PASS();
}

OMM_CASE(shared_data, .about = "Several triangles may refer to the same data.",
         .covers = OMM_COVERS("A015", "A029"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    struct omm_input *input = omm_make_input(t, param);
    size_t most = 0;
    for (uint32_t i = 0; i < input->triangle_count; ++i) {
        input->triangles[i].dataOffset = 0;
        const size_t bytes = bytes_of(&input->triangles[i]);
        most = bytes > most ? bytes : most;
    }
    const struct omm_block *data = omm_block(
        &(struct omm_block_request){.name = "opacity data", .size = most, .alignment = 1});
    memcpy(data->bytes, input->data, most);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.data.hostAddress = data->bytes;
    struct omm_micromap *map = destination(t, input);
    ASSERT_SUCCESS(build(map, input, info));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}

OMM_CASE(backwards, .about = "The data of later triangles may lie before that of earlier ones.",
         .covers = OMM_COVERS("A029"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    struct omm_input *input = omm_make_input(t, param);
    const struct omm_block *data = omm_block(&(struct omm_block_request){
        .name = "opacity data", .size = input->data_size, .alignment = 1});
    size_t offset = input->data_size;
    for (uint32_t i = 0; i < input->triangle_count; ++i) {
        VkMicromapTriangleEXT *record = &input->triangles[i];
        offset -= bytes_of(record);
        memcpy(data->bytes + offset, input->data + record->dataOffset, bytes_of(record));
        record->dataOffset = (uint32_t)offset;
    }
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.data.hostAddress = data->bytes;
    struct omm_micromap *map = destination(t, input);
    ASSERT_SUCCESS(build(map, input, info));
    ASSERT_OK(omm_neighbours_intact(map));
    ASSERT_OK(omm_usable(map));
    PASS();
}
