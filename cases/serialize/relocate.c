// SPDX-License-Identifier: Apache-2.0
// Serialized data stands on its own: it can be moved, stored, and loaded without the micromap it came from.
//
// The serialize mode turns a micromap into "a semi-opaque structure which can be reloaded on a compatible
// implementation" (VkCopyMicromapModeEXT). So it holds no address of the source, of its storage or of the
// data itself, and no reference to the device's objects.
//
// Observed: the data is moved to other addresses, or written to a file and mapped; the source is destroyed, its memory
// overwritten and freed, a device is opened anew; only then is the data loaded, and the result must be usable. Whether
// it means the same takes ray queries, and so does loading in another process (A072 in full). Vacuous if something of
// the source were still alive: the cases destroy it before they load.
#include <ommcts/ommcts.h>

#include <string.h>

// A serialized micromap of which nothing else is left.
struct orphan {
    struct omm_block *blob;
    VkDeviceSize size; // the source's create size
};

static struct orphan serialize_and_destroy(const struct omm_test *t, const struct omm_shape *shape)
{
    struct omm_micromap *source = omm_build(t, shape, 0);
    const struct orphan orphan = {.blob = omm_serialize(source), .size = source->size};
    omm_destroy_micromap(source);
    memset(source->buffer->map, OMM_POISON, (size_t)source->buffer->size);
    omm_buffer_destroy(source->buffer);
    return orphan;
}

static struct omm_block *moved(const struct omm_block *blob, size_t residue)
{
    struct omm_block *copy = omm_block(&(struct omm_block_request){
        .name = "moved serialized data",
        .size = blob->size,
        .alignment = 256,
        .residue = residue,
    });
    memcpy(copy->bytes, blob->bytes, blob->size);
    omm_block_protect(blob, OMM_NO_ACCESS);
    return copy;
}

OMM_CASE(moved,
         .about = "Serialized data can be loaded from another address than it was written to.",
         .covers = OMM_COVERS("A072", "A070"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct orphan orphan = serialize_and_destroy(t, param);
    const struct omm_block *blob = orphan.blob;
    for (size_t residue = 16; residue < 256; residue *= 2) {
        blob = moved(blob, residue);
        ASSERT_OK(omm_header_good(t, blob->bytes));
        struct omm_micromap *destination = omm_create_micromap(t, orphan.size);
        const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
        ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
        ASSERT_OK(omm_usable(destination));
    }
    PASS();
}

OMM_CASE(stored_in_a_file,
         .about = "Serialized data can be written to a file and loaded from there.",
         .covers = OMM_COVERS("A072", "A088"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct orphan orphan = serialize_and_destroy(t, param);
    const uint8_t *stored = omm_host_file(orphan.blob->bytes, orphan.blob->size);
    omm_block_protect(orphan.blob, OMM_NO_ACCESS);
    ASSERT_OK(omm_header_good(t, stored));
    struct omm_micromap *destination = omm_create_micromap(t, orphan.size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(stored, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(another_device, .about = "Serialized data can be loaded by a device opened afterwards.",
         .covers = OMM_COVERS("A072", "A097"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct orphan orphan = serialize_and_destroy(t, way->deferred ? &omm_large : &omm_small);
    const struct omm_block *blob = moved(orphan.blob, 208);
    const struct omm_needs needs = {.host_commands = true};
    const struct omm_test *other = omm_open_device(t, &needs, NULL);
    if (!omm_compatible(other, blob->bytes))
        omm_not_supported("another VkDevice calls this device's data incompatible");
    struct omm_micromap *destination = omm_create_micromap(other, orphan.size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(other) : VK_NULL_HANDLE;
    omm_finish(other, operation,
               other->vk->vkCopyMemoryToMicromapEXT(other->device, operation, &info));
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(outlives_its_device,
         .about = "Serialized data can be loaded when the device that wrote it is destroyed.",
         .covers = OMM_COVERS("A072", "A097"), .needs = {.host_commands = true})
{
    const struct omm_needs needs = {.host_commands = true};
    struct omm_block *kept = omm_block(&(struct omm_block_request){
        .name = "kept serialized data", .size = 64 << 10, .alignment = 16});
    const size_t mark = omm_cleanup_mark();
    const struct omm_test *first = omm_open_device(t, &needs, NULL);
    const struct orphan orphan = serialize_and_destroy(first, &omm_small);
    const size_t size = orphan.blob->size;
    if (size > kept->size)
        omm_not_supported("a small micromap's serialization size of %zu bytes is beyond this case",
                          size);
    uint8_t *bytes = kept->bytes + (kept->size - size) / 16 * 16;
    memcpy(bytes, orphan.blob->bytes, size);
    omm_cleanup_since(mark); // destroys the first device and all that was made on it
    if (!omm_compatible(t, bytes))
        omm_not_supported("another VkDevice calls this device's data incompatible");
    struct omm_micromap *destination = omm_create_micromap(t, orphan.size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(bytes, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_usable(destination));
    PASS();
}
