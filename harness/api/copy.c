// SPDX-License-Identifier: Apache-2.0
// Host copies of micromaps, and what can be judged of their outcome without tracing rays.
#include <ommcts/micromap.h>
#include <ommcts/verdict.h>

#include <string.h>

VkCopyMicromapToMemoryInfoEXT omm_serialize_info(const struct omm_micromap *source, void *address)
{
    return (VkCopyMicromapToMemoryInfoEXT){
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = source->handle,
        .dst.hostAddress = address,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
}

VkCopyMemoryToMicromapInfoEXT omm_deserialize_info(const void *address,
                                                   const struct omm_micromap *destination)
{
    return (VkCopyMemoryToMicromapInfoEXT){
        .sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        .src.hostAddress = address,
        .dst = destination->handle,
        .mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT,
    };
}

VkCopyMicromapInfoEXT omm_copy_info(const struct omm_micromap *source,
                                    const struct omm_micromap *destination,
                                    VkCopyMicromapModeEXT mode)
{
    return (VkCopyMicromapInfoEXT){
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = source->handle,
        .dst = destination->handle,
        .mode = mode,
    };
}

struct omm_block *omm_destination(const struct omm_micromap *source)
{
    return omm_block(&(struct omm_block_request){.name = "serialization destination",
                                                 .size = (size_t)omm_serialized_size(source),
                                                 .alignment = 16});
}

struct omm_block *omm_serialize(const struct omm_micromap *map)
{
    struct omm_block *blob = omm_destination(map);
    const VkCopyMicromapToMemoryInfoEXT info = omm_serialize_info(map, blob->bytes);
    omm_must_succeed(map->t->vk->vkCopyMicromapToMemoryEXT(map->t->device, VK_NULL_HANDLE, &info),
                     "vkCopyMicromapToMemoryEXT");
    return blob;
}

struct omm_micromap *omm_deserialize(const struct omm_test *t, const struct omm_block *blob,
                                     VkDeviceSize size)
{
    // VUID-VkCopyMemoryToMicromapInfoEXT-src-07549: only what the device calls compatible may be loaded.
    if (!omm_compatible(t, blob->bytes))
        omm_fail("the device calls its own serialized micromap incompatible (A116)");
    struct omm_micromap *map = omm_create_micromap(t, size);
    const VkCopyMemoryToMicromapInfoEXT info = omm_deserialize_info(blob->bytes, map);
    omm_must_succeed(t->vk->vkCopyMemoryToMicromapEXT(t->device, VK_NULL_HANDLE, &info),
                     "vkCopyMemoryToMicromapEXT");
    return map;
}

static struct omm_micromap *copy(const struct omm_micromap *source, VkDeviceSize size,
                                 VkCopyMicromapModeEXT mode)
{
    struct omm_micromap *map = omm_create_micromap(source->t, size);
    const VkCopyMicromapInfoEXT info = omm_copy_info(source, map, mode);
    omm_must_succeed(source->t->vk->vkCopyMicromapEXT(source->t->device, VK_NULL_HANDLE, &info),
                     "vkCopyMicromapEXT");
    map->input = source->input;
    map->flags = source->flags;
    return map;
}

struct omm_micromap *omm_clone(const struct omm_micromap *source)
{
    return copy(source, source->size, VK_COPY_MICROMAP_MODE_CLONE_EXT);
}

struct omm_micromap *omm_compact(const struct omm_micromap *source)
{
    return copy(source, omm_compacted_size(source), VK_COPY_MICROMAP_MODE_COMPACT_EXT);
}

bool omm_compatible(const struct omm_test *t, const uint8_t *header)
{
    const VkMicromapVersionInfoEXT version = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = header,
    };
    VkAccelerationStructureCompatibilityKHR answer =
        VK_ACCELERATION_STRUCTURE_COMPATIBILITY_MAX_ENUM_KHR;
    t->vk->vkGetDeviceMicromapCompatibilityEXT(t->device, &version, &answer);
    omm_checked();
    if (answer != VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR &&
        answer != VK_ACCELERATION_STRUCTURE_COMPATIBILITY_INCOMPATIBLE_KHR)
        omm_fail("vkGetDeviceMicromapCompatibilityEXT answered 0x%x, which is no enumerant (A117)",
                 (unsigned)answer);
    return answer == VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR;
}

const char *omm_header_good(const struct omm_test *t, const uint8_t *bytes)
{
    omm_checked();
    const uint8_t *uuid = t->gpu->id.driverUUID;
    for (size_t i = 0; i < VK_UUID_SIZE; ++i)
        if (bytes[i] != uuid[i])
            return omm_sentence("header byte %zu is 0x%02x where driverUUID has 0x%02x (A058)", i,
                                bytes[i], uuid[i]);
    if (!omm_compatible(t, bytes))
        return "the device calls this header incompatible although it wrote it (A059, A116)";
    return NULL;
}

const char *omm_usable(const struct omm_micromap *map)
{
    struct omm_block *blob = omm_serialize(map);
    const char *complaint = omm_block_intact(blob);
    if (!complaint)
        complaint = omm_header_good(map->t, blob->bytes);
    if (complaint)
        return complaint;
    const struct omm_micromap *loaded = omm_deserialize(map->t, blob, map->size);
    complaint = omm_neighbours_intact(loaded);
    if (complaint)
        return complaint;
    omm_serialized_size(loaded);
    return NULL;
}
