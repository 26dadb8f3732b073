// SPDX-License-Identifier: Apache-2.0
// Copies that are recorded: vkCmdCopyMicromapEXT, vkCmdCopyMicromapToMemoryEXT, vkCmdCopyMemoryToMicromapEXT. What
// must hold when they execute is checked when they are submitted (replay_check.c).
#include "addresses.h"
#include "check.h"
#include "check_backing.h"
#include "check_copy_info.h"
#include "check_place.h"
#include "commands.h"
#include "recorded.h"

#include <inttypes.h>

#define COPY(id)        "VUID-vkCmdCopyMicromapEXT-" id
#define TO_MEMORY(id)   "VUID-vkCmdCopyMicromapToMemoryEXT-" id
#define FROM_MEMORY(id) "VUID-vkCmdCopyMemoryToMicromapEXT-" id

enum { ALIGNMENT = 256 };

struct address_rules {
    const char *what; // "pInfo->dst"
    const char *valid, *aligned;
};

// Unlocked.
static struct lay_address check_address(struct lay_call *call, const struct address_rules *rules,
                                        VkDeviceAddress address)
{
    struct lay_device *device = call->device;
    lay_lock(device);
    const struct lay_address found = lay_address_find(device, address);
    lay_unlock(device);
    if (found.valid == LAY_NO)
        lay_report_device(
            call, rules->valid,
            "%s.deviceAddress is 0x%" PRIx64 ", which lies in no buffer that has "
            "memory. It must be an address from vkGetBufferDeviceAddress plus less than "
            "the size of that buffer. Ask the buffer for it, and keep the buffer and "
            "its memory alive until the command has completed.",
            rules->what, address);
    if (address % ALIGNMENT)
        lay_report_device(call, rules->aligned,
                          "%s.deviceAddress is 0x%" PRIx64 ", %u bytes behind a multiple of %d. It "
                          "must be a multiple. Choose an offset into the buffer that makes it one.",
                          rules->what, address, (unsigned)(address % ALIGNMENT), ALIGNMENT);
    return found;
}

static void check_backing(struct lay_call *call, const char *what, const char *bound,
                          VkMicromapEXT handle)
{
    const struct lay_backing_rules rules = {.what = what, .bound = bound};
    lay_lock(call->device);
    const struct lay_micromap *micromap = lay_find_micromap(call->device, handle);
    if (micromap)
        lay_check_backing(call, &rules, micromap);
    lay_unlock(call->device);
}

static void check_copy(struct lay_call *call, VkCommandBuffer commands,
                       const VkCopyMicromapInfoEXT *info)
{
    lay_check_place(call, &LAY_PLACE_RULES("vkCmdCopyMicromapEXT"), commands);
    if (!lay_check_readable(call, COPY("pInfo-parameter"), "pInfo", info, sizeof *info))
        return;
    if (info->sType == VK_STRUCTURE_TYPE_COPY_MICROMAP_INFO_EXT) {
        check_backing(call, "pInfo->src", COPY("buffer-07529"), info->src);
        check_backing(call, "pInfo->dst", COPY("buffer-07530"), info->dst);
    }
    lay_check_copy_info(call, info);
}

static void record_copy(struct lay_device *device, VkCommandBuffer commands,
                        const VkCopyMicromapInfoEXT *info)
{
    struct lay_recorded use = {
        .operation = LAY_COPY, .src = info->src, .dst = info->dst, .mode = info->mode};
    lay_lock(device);
    use.src_id = lay_micromap_id(device, info->src);
    use.dst_id = lay_micromap_id(device, info->dst);
    lay_unlock(device);
    lay_record_use(device, commands, &use);
}

static VKAPI_ATTR void VKAPI_CALL copy(VkCommandBuffer commands, const VkCopyMicromapInfoEXT *info)
{
    struct lay_device *device = lay_device_of(commands);
    struct lay_call call = {.device = device, .command = "vkCmdCopyMicromapEXT"};
    check_copy(&call, commands, info);
    if (lay_call_stopped(&call))
        return;
    device->next.CmdCopyMicromapEXT(commands, info);
    if (info)
        record_copy(device, commands, info);
}

static VkDeviceSize check_serialize(struct lay_call *call, VkCommandBuffer commands,
                                    const VkCopyMicromapToMemoryInfoEXT *info)
{
    static const struct address_rules dst = {"pInfo->dst", TO_MEMORY("pInfo-07536"),
                                             TO_MEMORY("pInfo-07537")};
    lay_check_place(call, &LAY_PLACE_RULES("vkCmdCopyMicromapToMemoryEXT"), commands);
    if (!lay_check_readable(call, TO_MEMORY("pInfo-parameter"), "pInfo", info, sizeof *info))
        return 0;
    lay_check_to_memory_info(call, info);
    if (info->sType != VK_STRUCTURE_TYPE_COPY_MICROMAP_TO_MEMORY_INFO_EXT)
        return 0;
    check_backing(call, "pInfo->src", TO_MEMORY("buffer-07539"), info->src);
    return check_address(call, &dst, info->dst.deviceAddress).room;
}

static VKAPI_ATTR void VKAPI_CALL serialize(VkCommandBuffer commands,
                                            const VkCopyMicromapToMemoryInfoEXT *info)
{
    struct lay_device *device = lay_device_of(commands);
    struct lay_call call = {.device = device, .command = "vkCmdCopyMicromapToMemoryEXT"};
    const VkDeviceSize room = check_serialize(&call, commands, info);
    if (lay_call_stopped(&call))
        return;
    device->next.CmdCopyMicromapToMemoryEXT(commands, info);
    if (!info)
        return;
    struct lay_recorded use = {.operation = LAY_SERIALIZE, .src = info->src, .room = room};
    lay_lock(device);
    use.src_id = lay_micromap_id(device, info->src);
    lay_unlock(device);
    lay_record_use(device, commands, &use);
}

static void check_deserialize(struct lay_call *call, VkCommandBuffer commands,
                              const VkCopyMemoryToMicromapInfoEXT *info)
{
    static const struct address_rules src = {"pInfo->src", FROM_MEMORY("pInfo-07543"),
                                             FROM_MEMORY("pInfo-07544")};
    lay_check_place(call, &LAY_PLACE_RULES("vkCmdCopyMemoryToMicromapEXT"), commands);
    if (!lay_check_readable(call, FROM_MEMORY("pInfo-parameter"), "pInfo", info, sizeof *info))
        return;
    lay_check_from_memory_info(call, info);
    if (info->sType != VK_STRUCTURE_TYPE_COPY_MEMORY_TO_MICROMAP_INFO_EXT)
        return;
    check_backing(call, "pInfo->dst", FROM_MEMORY("buffer-07546"), info->dst);
    check_address(call, &src, info->src.deviceAddress);
}

static VKAPI_ATTR void VKAPI_CALL deserialize(VkCommandBuffer commands,
                                              const VkCopyMemoryToMicromapInfoEXT *info)
{
    struct lay_device *device = lay_device_of(commands);
    struct lay_call call = {.device = device, .command = "vkCmdCopyMemoryToMicromapEXT"};
    check_deserialize(&call, commands, info);
    if (lay_call_stopped(&call))
        return;
    device->next.CmdCopyMemoryToMicromapEXT(commands, info);
    if (!info)
        return;
    struct lay_recorded use = {.operation = LAY_DESERIALIZE, .dst = info->dst};
    lay_lock(device);
    use.dst_id = lay_micromap_id(device, info->dst);
    lay_unlock(device);
    lay_record_use(device, commands, &use);
}

static const struct lay_command commands[] = {
    LAY_COMMAND("vkCmdCopyMicromapEXT", copy),
    LAY_COMMAND("vkCmdCopyMicromapToMemoryEXT", serialize),
    LAY_COMMAND("vkCmdCopyMemoryToMicromapEXT", deserialize),
};
LAY_FAMILY(lay_device_copy_family, commands);
