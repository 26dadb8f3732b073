// SPDX-License-Identifier: Apache-2.0
// How triangle records lead to data (chapter "Micromaps"; VkMicromapTriangleEXT).
//
// A record is dataOffset, "the offset in bytes of the start of the data for this triangle", subdivisionLevel and format;
// records lie triangleArrayStride apart. So offsets may be odd, in any order, with gaps between and shared.
//
// Observed: the same content laid out in many ways reads back as that content. Between records, in gaps and before the
// data lies 0xC5, which is neither a valid record nor the content: a stride taken for 8, an offset rounded, or data read
// in the order of the records puts it, or another triangle's data, into the micromap. The families build and device_build
// judge acceptance and bounds of such layouts. Vacuous if the content were uniform: it is random.
#include <ommcts/ommcts.h>

#include <string.h>

enum order { FORWARDS, BACKWARDS, SHUFFLED };

static const struct layout {
    const char *name;
    size_t stride; // bytes from record to record
    size_t shift;  // bytes of poison before the data
    size_t gap;    // bytes of poison after every triangle's data
    enum order order;
} layouts[] = {
    {"stride_8", 8, 0, 0, FORWARDS},
    {"stride_12", 12, 0, 0, FORWARDS},
    {"stride_16", 16, 0, 0, FORWARDS},
    {"stride_24", 24, 0, 0, FORWARDS},
    {"stride_256", 256, 0, 0, FORWARDS},
    {"data_at_1", 8, 1, 0, FORWARDS},
    {"data_at_2", 8, 2, 0, FORWARDS},
    {"data_at_3_gaps_of_1", 8, 3, 1, FORWARDS},
    {"gaps_of_4", 8, 0, 4, FORWARDS},
    {"gaps_of_7", 8, 0, 7, FORWARDS},
    {"backwards", 8, 0, 0, BACKWARDS},
    {"backwards_gaps_of_3", 8, 1, 3, BACKWARDS},
    {"shuffled", 8, 0, 0, SHUFFLED},
    {"stride_16_data_at_13_gaps_of_5_shuffled", 16, 13, 5, SHUFFLED},
};

static size_t bytes_of(const VkMicromapTriangleEXT *record)
{
    return omm_triangle_bytes(record->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT ? 2 : 4,
                              record->subdivisionLevel);
}

// Which triangle's data comes n-th.
static uint32_t *placing(uint32_t count, enum order order)
{
    uint32_t *places = omm_alloc(count * sizeof *places);
    for (uint32_t i = 0; i < count; ++i)
        places[i] = order == BACKWARDS ? count - 1 - i : i;
    for (uint32_t i = count; order == SHUFFLED && i > 1; --i) {
        const uint32_t j = (uint32_t)(omm_random() % i);
        const uint32_t kept = places[j];
        places[j] = places[i - 1];
        places[i - 1] = kept;
    }
    return places;
}

// The same content with its data elsewhere.
static struct omm_input *lay_out(const struct omm_input *input, const struct layout *layout)
{
    const uint32_t count = input->triangle_count;
    struct omm_input *laid = omm_alloc(sizeof *laid);
    *laid = *input;
    laid->data_size = layout->shift + input->data_size + count * layout->gap;
    laid->data = omm_alloc(laid->data_size);
    memset(laid->data, OMM_POISON, laid->data_size);
    laid->triangles = omm_alloc(count * sizeof *laid->triangles);
    const uint32_t *places = placing(count, layout->order);
    size_t offset = layout->shift;
    for (uint32_t i = 0; i < count; ++i) {
        const VkMicromapTriangleEXT *from = &input->triangles[places[i]];
        memcpy(laid->data + offset, input->data + from->dataOffset, bytes_of(from));
        laid->triangles[places[i]] = *from;
        laid->triangles[places[i]].dataOffset = (uint32_t)offset;
        offset += bytes_of(from) + layout->gap;
    }
    return laid;
}

// The triangle array with its stride, poison between.
static struct omm_block *array_of(const struct omm_input *input, size_t stride)
{
    struct omm_block *array = omm_block(&(struct omm_block_request){
        .name = "triangle array", .size = input->triangle_count * stride, .alignment = 4});
    for (size_t i = 0; i < input->triangle_count; ++i)
        memcpy(array->bytes + i * stride, &input->triangles[i], sizeof input->triangles[i]);
    return array;
}

static void build_by_host(const struct omm_micromap *map, const struct omm_input *input,
                          size_t stride)
{
    const struct omm_test *t = map->t;
    struct omm_block *data = omm_block(&(struct omm_block_request){
        .name = "opacity data", .size = input->data_size, .alignment = 1});
    memcpy(data->bytes, input->data, input->data_size);
    VkMicromapBuildInfoEXT info = omm_build_info(input, 0);
    info.dstMicromap = map->handle;
    info.data.hostAddress = data->bytes;
    info.triangleArray.hostAddress = array_of(input, stride)->bytes;
    info.triangleArrayStride = stride;
    info.scratchData.hostAddress =
        omm_alloc((size_t)omm_host_sizes(t, input, 0).buildScratchSize + 1);
    omm_must_succeed(t->vk->vkBuildMicromapsEXT(t->device, VK_NULL_HANDLE, 1, &info),
                     "vkBuildMicromapsEXT");
}

static void build_by_device(const struct omm_micromap *map, const struct omm_input *input,
                            size_t stride)
{
    const struct omm_test *t = map->t;
    const struct omm_block *array = array_of(input, stride);
    VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
    info.triangleArray.deviceAddress = omm_region_with(t, array->bytes, array->size)->address;
    info.triangleArrayStride = stride;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_run(t, queue, commands);
}

// For ASSERT_OK: built from records this far apart, the micromap is what `content` says.
static const char *leads_to(const struct omm_test *t, enum omm_side side,
                            const struct omm_input *input, size_t stride,
                            const struct omm_input *content)
{
    const struct omm_micromap *map =
        omm_create_micromap(t, omm_sizes_on(side, t, input, 0).micromapSize);
    (side == OMM_ON_HOST ? build_by_host : build_by_device)(map, input, stride);
    const char *complaint = omm_neighbours_intact(map);
    if (!complaint)
        complaint = omm_usable_on(side, map);
    return complaint ? complaint : omm_reads_back_as(map, content);
}

static int all_laid_out(const struct omm_test *t, const struct layout *layout, enum omm_side side)
{
    for (size_t i = 0; i < OMM_CHEAP; ++i) {
        omm_note("%s", omm_shapes[i].name);
        const struct omm_input *content = omm_make_input(t, &omm_shapes[i]);
        ASSERT_OK(leads_to(t, side, lay_out(content, layout), layout->stride, content));
    }
    PASS();
}

OMM_CASE(layout_by_host, .about = "However records and data lie, the micromap is the same.",
         .covers = OMM_COVERS("A029", "A026"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_PARAMS(layouts))
{
    return all_laid_out(t, param, OMM_ON_HOST);
}

OMM_CASE(layout_by_device, .about = "A build on a queue finds records and data as well.",
         .covers = OMM_COVERS("A029"), .needs = {.device_commands = true, .read_back = true},
         .params = OMM_PARAMS(layouts))
{
    return all_laid_out(t, param, OMM_ON_DEVICE);
}

// All triangles read from the same data, each as much as it needs; or from data that overlaps by all but a byte.
static int shares_data(const struct omm_test *t, const struct omm_shape *shape, enum omm_side side)
{
    for (uint32_t step = 0; step < 2; ++step) {
        struct omm_input *input = omm_make_input(t, shape);
        for (uint32_t i = 0; i < input->triangle_count; ++i) {
            const size_t room = input->data_size - bytes_of(&input->triangles[i]);
            input->triangles[i].dataOffset = (uint32_t)(room < i * step ? room : i * step);
        }
        ASSERT_OK(leads_to(t, side, input, sizeof *input->triangles, input));
    }
    PASS();
}

OMM_CASE(shared_by_host, .about = "Triangles that share data are each what that data says.",
         .covers = OMM_COVERS("A015", "A029"), .needs = {.host_commands = true, .read_back = true},
         .params = OMM_FEW_SHAPES)
{
    return shares_data(t, param, OMM_ON_HOST);
}

OMM_CASE(shared_by_device, .about = "So they are when a queue builds them.",
         .covers = OMM_COVERS("A015", "A029"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    return shares_data(t, param, OMM_ON_DEVICE);
}
