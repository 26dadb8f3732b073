// SPDX-License-Identifier: Apache-2.0
// What vkCopyMemoryToMicromapEXT does with the serialized data: it reads it, no byte more, and then forgets it.
//
// "The source memory pointed to by src must contain data previously serialized" (VUID-VkCopyMemoryToMicromapInfoEXT-
// src-07547): behind the serialized size nothing need exist. src is a "const host memory address"
// (VkDeviceOrHostAddressConstKHR), so it is not written, and it is accessed "during the execution of a command" only
// (fundamentals, Object Lifetime).
//
// Observed: the data ends at an inaccessible page, lies in read-only pages or in a read-only mapping of a file, or in
// any other kind of host memory; after the call it is overwritten and made inaccessible while the result is used. What
// the destination means takes ray queries (A086); here it must be usable. Vacuous if the driver read nothing at all:
// then the destination is no micromap, and using it fails.
#include <ommcts/ommcts.h>

static struct omm_block *ending_at_guard(const struct omm_block *blob)
{
    // The size itself is a whole number of 16-byte units only by chance; the canary takes the rest.
    struct omm_block *copy = omm_block(&(struct omm_block_request){
        .name = "serialized data", .size = blob->size, .alignment = 16});
    memcpy(copy->bytes, blob->bytes, blob->size);
    omm_block_protect(copy, OMM_READ_ONLY);
    return copy;
}

OMM_CASE(ends_at_guard,
         .about = "Deserializing reads nothing past the serialized size and writes nothing to it.",
         .covers = OMM_COVERS("A089", "A088", "A153"), .needs = {.host_commands = true},
         .params = OMM_ALL_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *blob = ending_at_guard(omm_serialize(origin));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(larger_destination_reads_no_more,
         .about = "A destination larger than the data does not make the driver read past the data.",
         .covers = OMM_COVERS("A089", "A091"), .needs = {.host_commands = true},
         .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *blob = ending_at_guard(omm_serialize(origin));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size + 1024 * 1024);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(both_ways, .about = "A large copy reads its source only, deferred or not.",
         .covers = OMM_COVERS("A089", "A088"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *origin = omm_build(t, &omm_large, 0);
    const struct omm_block *blob = ending_at_guard(omm_serialize(origin));
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, destination);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkCopyMemoryToMicromapEXT(t->device, operation, &info));
    ASSERT_OK(omm_neighbours_intact(destination));
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(read_only_file, .about = "The source may be a read-only mapping of a file.",
         .covers = OMM_COVERS("A088"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *origin = omm_build(t, param, 0);
    const struct omm_block *blob = omm_serialize(origin);
    const uint8_t *stored = omm_host_file(blob->bytes, blob->size);
    ASSERT_OK(omm_header_good(t, stored));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(stored, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_MEM_EQm("the serialized data changed", blob->bytes, stored, blob->size);
    ASSERT_OK(omm_usable(destination));
    PASS();
}

static const struct kind {
    const char *name;
    enum omm_host_kind kind;
} kinds[] = {
    {"heap", OMM_HOST_HEAP},
    {"anonymous_mapping", OMM_HOST_ANONYMOUS},
    {"shared_file", OMM_HOST_SHARED_FILE},
    {"private_file", OMM_HOST_PRIVATE_FILE},
};

OMM_CASE(host_memory, .about = "The source may be any kind of host memory, and stays as it was.",
         .covers = OMM_COVERS("A088"), .needs = {.host_commands = true},
         .params = OMM_PARAMS(kinds))
{
    const struct kind *kind = param;
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *blob = omm_serialize(origin);
    uint8_t *bytes = omm_host_memory(kind->kind, blob->size);
    memcpy(bytes, blob->bytes, blob->size);
    ASSERT_OK(omm_header_good(t, bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(bytes, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_MEM_EQm("the serialized data changed", blob->bytes, bytes, blob->size);
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(mapped_memory, .about = "The source may be mapped device memory, and stays as it was.",
         .covers = OMM_COVERS("A088"), .needs = {.host_commands = true})
{
    const struct omm_micromap *origin = omm_build(t, &omm_small, 0);
    const struct omm_block *blob = omm_serialize(origin);
    const struct omm_buffer *buffer =
        omm_create_buffer(t, &(struct omm_buffer_request){
                                 .size = blob->size + 16,
                                 .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT,
                                 .memory_type = OMM_COHERENT,
                             });
    uint8_t *bytes = buffer->map + (16 - (uintptr_t)buffer->map % 16) % 16;
    memcpy(bytes, blob->bytes, blob->size);
    ASSERT_OK(omm_header_good(t, bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(bytes, destination);
    ASSERT_SUCCESS(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_MEM_EQm("the serialized data changed", blob->bytes, bytes, blob->size);
    ASSERT_OK(omm_usable(destination));
    PASS();
}

OMM_CASE(
    forgotten_afterwards,
    .about = "Source and pInfo may be overwritten and made inaccessible when the copy is over.",
    .covers = OMM_COVERS("A093", "A094"), .needs = {.host_commands = true}, .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *origin = omm_build(t, &omm_large, 0);
    struct omm_block *blob = omm_serialize(origin);
    ASSERT_OK(omm_header_good(t, blob->bytes));
    const struct omm_micromap *destination = omm_create_micromap(t, origin->size);
    const VkCopyMemoryToMicromapInfoEXT filled = omm_deserialize_info(blob->bytes, destination);
    struct omm_block *info = omm_block(&(struct omm_block_request){
        .name = "deserialization info", .size = sizeof filled, .alignment = 16});
    memcpy(info->bytes, &filled, sizeof filled);
    omm_block_protect(info, OMM_READ_ONLY);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation,
               t->vk->vkCopyMemoryToMicromapEXT(
                   t->device, operation, (const VkCopyMemoryToMicromapInfoEXT *)info->bytes));
    omm_block_fill(blob, OMM_POISON);
    omm_block_protect(blob, OMM_NO_ACCESS);
    omm_block_protect(info, OMM_NO_ACCESS);
    ASSERT_OK(omm_usable(destination));
    ASSERT_OK(omm_usable(omm_clone(destination)));
    PASS();
}
