// SPDX-License-Identifier: Apache-2.0
// Device commands need what they read and write, and not a byte behind it.
//
// Serialized data is as long as it says itself, however large the destination (VUID-vkCmdCopyMemoryToMicromapEXT-pInfo
// asks for no more); a build reads records that lie triangleArrayStride apart, of which the last one ends the array, and
// the data that they refer to; a serialized micromap has the size that was reported. All of it may end with its buffer
// and its memory object. A command that takes as many bytes as the destination has, or one more stride, or whole pages,
// is out of the memory object then, which a device answers with a page fault or an empty read.
//
// Observed: each of them is put at the last bytes of a memory object as small as its buffer allows, and the result is used.
// Vacuous where memory goes on behind the object, as it does within a page: then only neighbours in other cases tell.
#include <ommcts/ommcts.h>

#include <string.h>

// A region of this size at the end of a memory object, as near as addresses allow that are multiples of 256.
static struct omm_region *last_bytes(const struct omm_test *t, const void *bytes, VkDeviceSize size)
{
    struct omm_buffer *buffer = omm_create_buffer(
        t, &(struct omm_buffer_request){
               .size = 256 + size, .usage = OMM_REGION_USAGE, .memory_type = OMM_COHERENT});
    const VkDeviceAddress first = omm_region_in(buffer, 0, size)->address;
    struct omm_region *region = omm_region_in(buffer, 256 - first % 256, size);
    if (bytes)
        memcpy(region->bytes, bytes, (size_t)size);
    return region;
}

OMM_CASE(source_of_deserialize,
         .about = "Data that ends with its memory is loaded, into a larger micromap too.",
         .covers = OMM_COVERS("A100", "A101"), .needs = {.device_commands = true},
         .params = OMM_CHEAP_SHAPES)
{
    static const VkDeviceSize spares[] = {0, 256, 65536, 1 << 20};
    const struct omm_micromap *source = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(source);
    const struct omm_region *last = last_bytes(t, blob->bytes, blob->size);
    for (size_t i = 0; i < sizeof spares / sizeof *spares; ++i)
        ASSERT_OK(omm_device_usable(omm_device_deserialize(t, last, source->size + spares[i])));
    PASS();
}

OMM_CASE(destination_of_serialize,
         .about = "A destination of the reported size may end with its memory.",
         .covers = OMM_COVERS("A081", "A083"), .needs = {.device_commands = true},
         .params = OMM_CHEAP_SHAPES)
{
    const struct omm_micromap *source = omm_device_build(t, param, 0);
    const struct omm_region *last = last_bytes(t, NULL, omm_device_serialized_size(source));
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCopyMicromapToMemoryInfoEXT info = omm_device_serialize_info(source, last);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMicromapToMemoryEXT(commands, &info);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_header_good(t, last->bytes));
    ASSERT_OK(omm_device_usable(omm_device_deserialize(t, last, source->size)));
    PASS();
}

static const struct stride {
    const char *name;
    size_t bytes;
} strides[] = {{"stride_8", 8}, {"stride_16", 16}, {"stride_256", 256}, {"stride_65536", 65536}};

OMM_CASE(inputs_of_build, .about = "Records and data that end with their memory are built.",
         .covers = OMM_COVERS("A029"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(strides))
{
    const size_t stride = ((const struct stride *)param)->bytes;
    // Records and data are whole lines of 64 bytes, so that memory ends with them where objects are multiples of that.
    const struct omm_shape shape = {"s4_l3_n8", {{4, 3, 8}}};
    const struct omm_input *input = omm_make_input(t, &shape);
    const size_t size = (input->triangle_count - 1) * stride + sizeof *input->triangles;
    uint8_t *records = omm_alloc(size);
    memset(records, OMM_POISON, size);
    for (size_t i = 0; i < input->triangle_count; ++i)
        memcpy(records + i * stride, &input->triangles[i], sizeof *input->triangles);

    const VkDeviceSize room =
        omm_sizes(t, input, 0, VK_ACCELERATION_STRUCTURE_BUILD_TYPE_DEVICE_KHR).micromapSize;
    struct omm_micromap *map = omm_create_micromap(t, room);
    VkMicromapBuildInfoEXT info = omm_device_build_info(t, input, 0, map);
    info.triangleArray.deviceAddress = last_bytes(t, records, size)->address;
    info.triangleArrayStride = stride;
    info.data.deviceAddress = last_bytes(t, input->data, input->data_size)->address;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdBuildMicromapsEXT(commands, 1, &info);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_device_usable(map));
    PASS();
}
