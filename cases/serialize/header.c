// SPDX-License-Identifier: Apache-2.0
// The first 32 bytes of a serialized micromap, the only ones that the specification defines.
//
// "VK_UUID_SIZE bytes of data matching VkPhysicalDeviceIDProperties::driverUUID", then "VK_UUID_SIZE bytes of data
// identifying the compatibility for comparison using vkGetDeviceMicromapCompatibilityEXT" (serialized-micromap-header).
//
// Observed: bytes 0..15 compared with the property; bytes 16..31 judged by the device's own compatibility query, the
// only one who knows them; none of the 32 keeps its old value both over zeros and over ones. (That two runs agree on
// bytes 16..31 no sentence says.) Both halves may be all zero, and both may be the same UUID: neither is looked at. Vacuous if the poison
// happened to be the UUID itself, which two different poisons exclude.
#include <ommcts/ommcts.h>

static struct omm_block *serialized(const struct omm_micromap *source, uint8_t poison)
{
    struct omm_block *block = omm_destination(source);
    omm_block_fill(block, poison);
    return block;
}

OMM_CASE(driver_uuid, .about = "Serialized data begins with driverUUID, byte for byte.",
         .covers = OMM_COVERS("A058"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    struct omm_block *destination = serialized(source, OMM_POISON);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERT_MEM_EQm("bytes 0..15 are not driverUUID", t->gpu->id.driverUUID, destination->bytes,
                   VK_UUID_SIZE);
    PASS();
}

OMM_CASE(driver_uuid_both_ways, .about = "A large copy writes the same header, deferred or not.",
         .covers = OMM_COVERS("A058", "A059"), .needs = {.host_commands = true},
         .params = OMM_BOTH_WAYS)
{
    const struct omm_way *way = param;
    const struct omm_micromap *source = omm_build(t, &omm_large, 0);
    struct omm_block *destination = serialized(source, OMM_POISON);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    const VkDeferredOperationKHR operation =
        way->deferred ? omm_create_operation(t) : VK_NULL_HANDLE;
    omm_finish(t, operation, t->vk->vkCopyMicromapToMemoryEXT(t->device, operation, &info));
    ASSERT_MEM_EQm("bytes 0..15 are not driverUUID", t->gpu->id.driverUUID, destination->bytes,
                   VK_UUID_SIZE);
    ASSERTm("the device calls this header incompatible", omm_compatible(t, destination->bytes));
    PASS();
}

OMM_CASE(compatible, .about = "The device that serialized a micromap calls its header compatible.",
         .covers = OMM_COVERS("A059"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    struct omm_block *destination = serialized(source, OMM_POISON);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, destination->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    ASSERTm("the device calls this header incompatible", omm_compatible(t, destination->bytes));
    PASS();
}

OMM_CASE(all_written, .about = "All 32 bytes of the header are written, whatever was there before.",
         .covers = OMM_COVERS("A060"), .needs = {.host_commands = true}, .params = OMM_FEW_SHAPES)
{
    const struct omm_micromap *source = omm_build(t, param, 0);
    struct omm_block *zeros = serialized(source, 0x00);
    struct omm_block *ones = serialized(source, 0xFF);
    VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(source, zeros->bytes);
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    info.dst.hostAddress = ones->bytes;
    ASSERT_SUCCESS(t->vk->vkCopyMicromapToMemoryEXT(t->device, VK_NULL_HANDLE, &info));
    for (size_t i = 0; i < OMM_HEADER_SIZE; ++i)
        ASSERTm(omm_sentence("header byte %zu holds what the destination held before", i),
                zeros->bytes[i] != 0x00 || ones->bytes[i] != 0xFF);
    PASS();
}
