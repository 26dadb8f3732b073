// SPDX-License-Identifier: Apache-2.0
#include "host.h"

#include <string.h>

struct host host;

void host_open(void)
{
    micromaps_open();
#define LOAD(name) host.name = (PFN_vk##name)driver.GetDeviceProcAddr(driver.device, "vk" #name);
    HOST_COMMANDS(LOAD)
#undef LOAD
    input_create(&host.input);
    host.CreateDeferredOperationKHR(driver.device, NULL, &host.operation);
}

void host_close(void)
{
    host.DestroyDeferredOperationKHR(driver.device, host.operation, NULL);
    micromaps_close();
}

VkResult host_build(VkMicromapEXT map)
{
    VkMicromapBuildInfoEXT info = host.input.on_host;
    info.dstMicromap = map;
    return micromaps.BuildMicromapsEXT(driver.device, VK_NULL_HANDLE, 1, &info);
}

VkMicromapEXT host_built(struct block *storage)
{
    VkMicromapEXT map = micromap_create(host.input.sizes.micromapSize, BLOCK_COHERENT, storage);
    host_build(map);
    return map;
}

VkMicromapEXT device_built(struct block *storage)
{
    VkMicromapEXT map = micromap_create(host.input.sizes.micromapSize, BLOCK_COHERENT, storage);
    VkMicromapBuildInfoEXT info = host.input.on_device;
    info.dstMicromap = map;
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    micromaps.CmdBuildMicromapsEXT(commands, 1, &info);
    commands_to_host(commands);
    commands_end(commands);
    return map;
}

uint64_t host_size(VkMicromapEXT map, VkQueryType type)
{
    uint64_t size = 0;
    micromaps.WriteMicromapsPropertiesEXT(driver.device, 1, &map, type, sizeof size, &size,
                                          sizeof size);
    return size;
}

uint64_t device_size(VkMicromapEXT map, VkQueryType type)
{
    VkQueryPool pool = queries_create(type);
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    micromaps.CmdWriteMicromapsPropertiesEXT(commands, 1, &map, type, pool, 0);
    commands_end(commands);
    return query_result(pool, 0);
}

VkResult host_copy(VkMicromapEXT src, VkMicromapEXT dst, VkCopyMicromapModeEXT mode)
{
    const VkCopyMicromapInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT,
        .src = src,
        .dst = dst,
        .mode = mode,
    };
    return micromaps.CopyMicromapEXT(driver.device, VK_NULL_HANDLE, &info);
}

static VkCopyMicromapToMemoryInfoEXT store(VkMicromapEXT map)
{
    return (VkCopyMicromapToMemoryInfoEXT){
        .sType = VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT,
        .src = map,
        .mode = VK_COPY_MICROMAP_MODE_SERIALIZE_EXT,
    };
}

static VkCopyMemoryToMicromapInfoEXT load(VkMicromapEXT map)
{
    return (VkCopyMemoryToMicromapInfoEXT){
        .sType = VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT,
        .dst = map,
        .mode = VK_COPY_MICROMAP_MODE_DESERIALIZE_EXT,
    };
}

VkResult host_serialize(VkMicromapEXT map, void *to)
{
    VkCopyMicromapToMemoryInfoEXT info = store(map);
    info.dst.hostAddress = to;
    return micromaps.CopyMicromapToMemoryEXT(driver.device, VK_NULL_HANDLE, &info);
}

VkResult host_load(const void *from, VkMicromapEXT map)
{
    VkCopyMemoryToMicromapInfoEXT info = load(map);
    info.src.hostAddress = from;
    return micromaps.CopyMemoryToMicromapEXT(driver.device, VK_NULL_HANDLE, &info);
}

VkResult device_serialize(VkMicromapEXT map, const struct block *blob)
{
    VkCopyMicromapToMemoryInfoEXT info = store(map);
    info.dst.deviceAddress = blob->address;
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    micromaps.CmdCopyMicromapToMemoryEXT(commands, &info);
    commands_to_host(commands);
    return commands_end(commands);
}

VkResult device_load(const struct block *blob, VkMicromapEXT map)
{
    VkCopyMemoryToMicromapInfoEXT info = load(map);
    info.src.deviceAddress = blob->address;
    VkCommandBuffer commands = commands_begin(VK_COMMAND_BUFFER_LEVEL_PRIMARY);
    micromaps.CmdCopyMemoryToMicromapEXT(commands, &info);
    commands_to_host(commands);
    return commands_end(commands);
}

struct block blob_create(void)
{
    return block_create(BLOB_ROOM, VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT, BLOCK_COHERENT);
}

bool compatible(const uint8_t *header)
{
    const VkMicromapVersionInfoEXT info = {
        .sType = VK_STRUCTURE_TYPE_MICROMAP_VERSION_INFO_EXT,
        .pVersionData = header,
    };
    VkAccelerationStructureCompatibilityKHR answer =
        VK_ACCELERATION_STRUCTURE_COMPATIBILITY_MAX_ENUM_KHR;
    host.GetDeviceMicromapCompatibilityEXT(driver.device, &info, &answer);
    return answer == VK_ACCELERATION_STRUCTURE_COMPATIBILITY_COMPATIBLE_KHR;
}

size_t run_of(const uint8_t *at, size_t size, uint8_t byte)
{
    size_t length = 0;
    while (length < size && at[length] == byte)
        length++;
    return length;
}
