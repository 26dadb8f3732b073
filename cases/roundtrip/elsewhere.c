// SPDX-License-Identifier: Apache-2.0
// Serialized data is carried away: to another VkDevice, to another process, through a file, to an odd address.
//
// The data "can be reloaded on a compatible implementation later" (VkCopyMicromapModeEXT), and where
// vkGetDeviceMicromapCompatibilityEXT says COMPATIBLE, loading it is valid usage (VUID-VkCopyMemoryToMicromapInfoEXT-
// src-07549), on whichever VkDevice of the physical device. Nothing of where it was made may be in it: no addresses, no
// handles, nothing that the first device or process still had to answer for.
//
// Observed by reading back on the device that loads; where the first device is destroyed before, nothing of it is left.
// A device that calls the data incompatible makes the case NotSupported, because then nothing may be loaded. Vacuous if
// both devices were one: the second is created by the case, one case loads on the harness's own what the second made, and
// another process gets nothing but the bytes and the input.
#include <ommcts/ommcts.h>

#include <string.h>

static const struct omm_needs host = {.host_commands = true, .read_back = true};
static const struct omm_needs device = {.device_commands = true, .read_back = true};

static void must_be_compatible(const struct omm_test *t, const struct omm_block *blob)
{
    if (!omm_compatible(t, blob->bytes))
        omm_not_supported("another VkDevice calls this device's data incompatible");
}

// For ASSERT_OK: what `t` makes, `other` loads, and it means the same there.
static const char *loads(const struct omm_test *t, const struct omm_test *other,
                         const struct omm_shape *shape, enum omm_side side)
{
    const struct omm_micromap *origin = omm_build_on(side, t, shape, 0);
    const struct omm_block *blob = omm_serialize_on(side, origin);
    must_be_compatible(other, blob);
    const struct omm_micromap *loaded = omm_deserialize_on(side, other, blob, origin->size);
    const char *complaint = omm_neighbours_intact(loaded);
    if (!complaint)
        complaint = omm_usable_on(side, loaded);
    if (!complaint)
        complaint = omm_reads_back_as(loaded, origin->input);
    return complaint ? complaint : omm_reads_back(origin);
}

OMM_CASE(second_device_by_host, .about = "A second VkDevice loads the same opacity.",
         .covers = OMM_COVERS("A072", "A097", "A122"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    ASSERT_OK(loads(t, omm_open_device(t, &host, NULL), param, OMM_ON_HOST));
    PASS();
}

OMM_CASE(second_device_by_device, .about = "So does a queue of a second VkDevice.",
         .covers = OMM_COVERS("A072", "A097", "A122"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    ASSERT_OK(loads(t, omm_open_device(t, &device, NULL), param, OMM_ON_DEVICE));
    PASS();
}

// Data that outlives the device that made it; `input` and `size` with it.
struct legacy {
    uint8_t *bytes;
    size_t count;
    VkDeviceSize size;
    const struct omm_input *input;
};

// What a device of its own leaves behind. Made so that nothing of that device is left when this returns.
static struct legacy inherit(const struct omm_test *t, const struct omm_needs *needs,
                             const struct omm_shape *shape, enum omm_side side)
{
    enum { ROOM = 1 << 20 };
    struct legacy legacy = {.bytes = omm_alloc(ROOM), .input = omm_make_input(t, shape)};
    const size_t mark = omm_cleanup_mark();
    const struct omm_test *first = omm_open_device(t, needs, NULL);
    const struct omm_micromap *map = omm_build_input_on(side, first, legacy.input, 0);
    const struct omm_block *blob = omm_serialize_on(side, map);
    if (blob->size > ROOM)
        omm_not_supported("the serialized data is larger than this case has room for");
    memcpy(legacy.bytes, blob->bytes, blob->size);
    legacy.count = blob->size;
    legacy.size = map->size;
    omm_cleanup_since(mark);
    return legacy;
}

static int outlives_its_device(const struct omm_test *t, const struct omm_needs *needs,
                               const struct omm_shape *shape, enum omm_side side)
{
    const struct legacy legacy = inherit(t, needs, shape, side);
    struct omm_block *blob = omm_block(&(struct omm_block_request){
        .name = "serialized data", .size = legacy.count, .alignment = 16});
    memcpy(blob->bytes, legacy.bytes, legacy.count);
    must_be_compatible(t, blob);
    const struct omm_micromap *loaded = omm_deserialize_on(side, t, blob, legacy.size);
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_usable_on(side, loaded));
    ASSERT_OK(omm_reads_back_as(loaded, legacy.input));
    PASS();
}

OMM_CASE(outlives_device_by_host, .about = "Data means the same when its device is gone.",
         .covers = OMM_COVERS("A072", "A097", "A122"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    return outlives_its_device(t, &host, param, OMM_ON_HOST);
}

OMM_CASE(outlives_device_by_device, .about = "So does data that a queue wrote.",
         .covers = OMM_COVERS("A072", "A097", "A122"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    return outlives_its_device(t, &device, param, OMM_ON_DEVICE);
}

// Runs in two processes: the first makes the data and hands it over, the second finds it handed over.
static int crosses_processes(const struct omm_test *t, const struct omm_shape *shape,
                             enum omm_side side)
{
    const struct omm_kept *found = omm_handed_over(t, shape);
    if (!found) {
        const struct omm_micromap *map = omm_build_on(side, t, shape, 0);
        const struct omm_block *blob = omm_serialize_on(side, map);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        ASSERT_OK(omm_hand_over(map, blob->bytes, blob->size));
        ASSERT_OK(omm_reads_back(map));
        PASS();
    }
    must_be_compatible(t, found->blob);
    const struct omm_micromap *loaded =
        omm_deserialize_on(side, t, found->blob, found->micromap_size);
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_usable_on(side, loaded));
    ASSERT_OK(omm_reads_back_as(loaded, found->input));
    PASS();
}

OMM_CASE(other_process_by_host, .about = "Another process loads the same opacity.",
         .covers = OMM_COVERS("A072", "A097", "A122"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    return crosses_processes(t, param, OMM_ON_HOST);
}

OMM_CASE(other_process_by_device, .about = "So does a queue of another process.",
         .covers = OMM_COVERS("A072", "A097", "A122"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    return crosses_processes(t, param, OMM_ON_DEVICE);
}

// Through a file that is mapped for reading only, when the data's first place and its micromap are gone.
static int comes_from_file(const struct omm_test *t, const struct omm_shape *shape,
                           enum omm_side side)
{
    struct omm_micromap *origin = omm_build_on(side, t, shape, 0);
    const struct omm_block *blob = omm_serialize_on(side, origin);
    const uint8_t *file = omm_host_file(blob->bytes, blob->size);
    const size_t size = blob->size;
    omm_block_protect(blob, OMM_NO_ACCESS);
    omm_destroy_micromap(origin);
    omm_buffer_destroy(origin->buffer);
    ASSERT_OK(omm_header_good(t, file));
    struct omm_micromap *loaded = omm_create_micromap(t, origin->size);
    if (side == OMM_ON_HOST) {
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(file, loaded);
        ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    } else {
        struct omm_block *read = omm_block(
            &(struct omm_block_request){.name = "data of a file", .size = size, .alignment = 16});
        memcpy(read->bytes, file, size);
        omm_deserialize_into_on(side, read, loaded);
    }
    ASSERT_OK(omm_neighbours_intact(loaded));
    ASSERT_OK(omm_usable_on(side, loaded));
    ASSERT_OK(omm_reads_back_as(loaded, origin->input));
    PASS();
}

OMM_CASE(through_file_by_host, .about = "Data read from a file means what was written there.",
         .covers = OMM_COVERS("A072", "A086", "A088"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    return comes_from_file(t, param, OMM_ON_HOST);
}

OMM_CASE(through_file_by_device, .about = "A queue loads from a file what a queue wrote.",
         .covers = OMM_COVERS("A072", "A100"),
         .needs = {.device_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    return comes_from_file(t, param, OMM_ON_DEVICE);
}

OMM_CASE(moved, .about = "Data means the same at any address that is a multiple of 16.",
         .covers = OMM_COVERS("A063", "A072", "A090"),
         .needs = {.host_commands = true, .read_back = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const size_t size = (size_t)omm_serialized_size(origin);
    for (size_t residue = 16; residue < 256; residue += 80) {
        // From one residue to the opposite one.
        struct omm_block *from = omm_block(&(struct omm_block_request){
            .name = "destination", .size = size, .alignment = 256, .residue = residue});
        struct omm_block *to = omm_block(&(struct omm_block_request){
            .name = "source", .size = size, .alignment = 256, .residue = 256 - residue});
        const VkCopyMicromapToMemoryInfoEXT store = omm_serialize_info(origin, from->bytes);
        ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &store));
        ASSERT_OK(omm_block_intact(from));
        memcpy(to->bytes, from->bytes, size);
        omm_block_fill(from, 0xEE);
        ASSERT_OK(omm_reads_back_as(omm_deserialize(t, to, origin->size), origin->input));
    }
    PASS();
}
