// SPDX-License-Identifier: Apache-2.0
// What vkCmdCopyMemoryToMicromapEXT does with the serialized data: it reads it wherever it may lie, and then forgets it.
//
// "pInfo->src.deviceAddress must be aligned to 256 bytes" (VUID-vkCmdCopyMemoryToMicromapEXT-pInfo-07544), and to nothing
// larger. src is a VkDeviceOrHostAddressConstKHR: it is not written. Micromaps are self-contained: once the command has
// completed, what they were made from may be overwritten or freed (chapter "Micromaps").
//
// Observed: the data lies at each multiple of 256 within 4,096 bytes, every byte of its memory object is compared before
// and after, and the destination is used when the data is gone. What the destination means takes ray queries (A100);
// here the device must be able to size it, serialize it and load that. Vacuous if the driver read nothing: then the
// destination is no micromap, and using it fails.
#include <ommcts/ommcts.h>

enum { PAGE = 4096 };

static void deserialize(const struct omm_region *blob, const struct omm_micromap *destination)
{
    const struct omm_test *t = destination->t;
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(blob, destination);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    omm_run(t, queue, commands);
}

// For ASSERT_OK: the region holds these bytes, and nothing beside it changed.
static const char *unchanged(const struct omm_region *region, const uint8_t *bytes)
{
    for (VkDeviceSize i = 0; i < region->size; ++i)
        if (region->bytes[i] != bytes[i])
            return omm_sentence("byte %llu of the serialized data changed from 0x%02x to 0x%02x",
                                (unsigned long long)i, bytes[i], region->bytes[i]);
    return omm_region_neighbours_intact(region);
}

static const struct residue {
    const char *name;
    VkDeviceSize bytes; // of the address modulo 4,096
} residues[] = {
    {"at_0", 0},       {"at_256", 256},   {"at_512", 512},   {"at_768", 768},
    {"at_1024", 1024}, {"at_1280", 1280}, {"at_1536", 1536}, {"at_1792", 1792},
    {"at_2048", 2048}, {"at_2304", 2304}, {"at_2560", 2560}, {"at_2816", 2816},
    {"at_3072", 3072}, {"at_3328", 3328}, {"at_3584", 3584}, {"at_3840", 3840},
};

OMM_CASE(modulo_4096, .about = "The data may lie at any multiple of 256 bytes in a page.",
         .covers = OMM_COVERS("A101"), .needs = {.device_commands = true},
         .params = OMM_PARAMS(residues))
{
    const struct residue *residue = param;
    const struct omm_micromap *origin = omm_device_build(t, &omm_small, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_region *around = omm_region(t, blob->size + 2 * PAGE, 256);
    const VkDeviceSize step = (residue->bytes - around->address) & (PAGE - 1);
    const struct omm_region *moved =
        omm_region_in(around->buffer, around->offset + step, blob->size);
    ASSERT_EQ_FMT((unsigned)residue->bytes, (unsigned)(moved->address % PAGE), "%u");
    memcpy(moved->bytes, blob->bytes, (size_t)blob->size);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    deserialize(moved, destination);
    ASSERT_OK(unchanged(moved, blob->bytes));
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_device_usable(destination));
    PASS();
}

OMM_CASE(unchanged, .about = "The serialized data is not written.", .covers = OMM_COVERS("A101"),
         .needs = {.device_commands = true}, .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_region *copy = omm_region_with(t, blob->bytes, blob->size);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size + 4096);
    deserialize(copy, destination);
    ASSERT_OK(unchanged(copy, blob->bytes));
    omm_device_serialized_size(destination);
    PASS();
}

OMM_CASE(forgotten_afterwards,
         .about = "The data may be overwritten and freed when the submission is over.",
         .covers = OMM_COVERS("A093", "A094"), .needs = {.device_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    deserialize(blob, destination);
    memset(blob->bytes, OMM_POISON, (size_t)blob->size);
    ASSERT_OK(omm_device_usable(destination));
    omm_buffer_destroy(blob->buffer);
    ASSERT_OK(omm_device_usable(destination));
    ASSERT_OK(omm_device_usable(omm_device_clone(destination)));
    PASS();
}

OMM_CASE(overwritten_in_the_same_submission,
         .about = "The data may be overwritten behind an execution barrier.",
         .covers = OMM_COVERS("A093"), .needs = {.device_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_device_build(t, param, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_region *copy = omm_region_with(t, blob->bytes, blob->size);
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(copy, destination);
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    // Writing after reading needs no memory dependency.
    omm_barrier(t, commands, OMM_COPY_STAGES, 0, VK_PIPELINE_STAGE_2_CLEAR_BIT, 0);
    t->vk->vkCmdFillBuffer(commands, copy->buffer->handle, 0, VK_WHOLE_SIZE, 0xDEADBEEF);
    omm_run(t, queue, commands);
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_device_usable(destination));
    PASS();
}

OMM_CASE(many_from_one, .about = "The same data can be loaded many times, in one submission too.",
         .covers = OMM_COVERS("A101", "A094"), .needs = {.device_commands = true})
{
    const struct omm_queue *queue = omm_queue(t, OMM_COMPUTES);
    const struct omm_micromap *origin = omm_device_build(t, &omm_small, 0);
    const struct omm_region *blob = omm_device_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    struct omm_micromap *loaded[20];
    VkCommandBuffer commands = omm_begin(t, queue, 0);
    for (size_t i = 0; i < 20; ++i) {
        loaded[i] = omm_create_micromap(t, origin->size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_device_deserialize_info(blob, loaded[i]);
        t->vk->vkCmdCopyMemoryToMicromapEXT(commands, &info);
    }
    omm_run(t, queue, commands);
    for (size_t i = 0; i < 20; ++i) {
        ASSERT_OK(omm_neighbours_intact(loaded[i]));
        ASSERT_OK(omm_device_usable(loaded[i]));
    }
    PASS();
}
