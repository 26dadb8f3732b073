// SPDX-License-Identifier: Apache-2.0
#include "check_build_memory.h"

#include "addresses.h"
#include "check.h"

#include <inttypes.h>

#define VUID(id) "VUID-vkCmdBuildMicromapsEXT-" id

enum { INPUT_ALIGNMENT = 256 };

// One address of one build, and what is known of it.
struct place {
    struct lay_call *call;
    uint32_t index;
    const char *member;
    VkDeviceAddress address;
    struct lay_address found;
};

static struct place look(struct lay_call *call, uint32_t index, const char *member,
                         VkDeviceAddress address)
{
    struct place place = {call, index, member, address, {0}};
    lay_lock(call->device);
    place.found = lay_address_find(call->device, address);
    lay_unlock(call->device);
    return place;
}

static bool check_valid(const struct place *place, const char *vuid)
{
    if (place->found.valid != LAY_NO)
        return place->found.valid == LAY_YES;
    lay_report_device(
        place->call, vuid,
        "pInfos[%u].%s.deviceAddress is 0x%" PRIx64 ", which lies in no buffer that "
        "has memory. It must be an address from vkGetBufferDeviceAddress plus less "
        "than the size of that buffer. Ask the buffer for it, and keep the buffer and "
        "its memory alive until the build has completed.",
        place->index, place->member, place->address);
    return false;
}

static void check_aligned(const struct place *place, const char *vuid, VkDeviceSize alignment)
{
    if (!alignment || place->address % alignment == 0)
        return;
    lay_report_device(place->call, vuid,
                      "pInfos[%u].%s.deviceAddress is 0x%" PRIx64 ", %" PRIu64 " bytes behind a "
                      "multiple of %" PRIu64 ". It must be a multiple. Choose an offset into the "
                      "buffer that makes it one.",
                      place->index, place->member, place->address, place->address % alignment,
                      alignment);
}

static void check_usage(const struct place *place, const char *vuid, uint64_t usage,
                        const char *name)
{
    if (place->found.usage & usage)
        return;
    const struct lay_object object = {VK_OBJECT_TYPE_BUFFER, LAY_KEY(place->found.buffer)};
    lay_report(place->call, vuid, &object, 1,
               "pInfos[%u].%s.deviceAddress lies in a buffer with the usage 0x%" PRIx64 ". It must "
               "have %s. Create the buffer with that usage.",
               place->index, place->member, place->found.usage, name);
}

static void check_input(struct lay_call *call, uint32_t index, const char *member,
                        VkDeviceAddress address, const char *valid)
{
    const struct place place = look(call, index, member, address);
    check_aligned(&place, VUID("pInfos-07515"), INPUT_ALIGNMENT);
    if (check_valid(&place, valid))
        check_usage(&place, VUID("data-07510"),
                    VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT,
                    "VK_BUFFER_USAGE_MICROMAP_BUILD_INPUT_READ_ONLY_BIT_EXT");
}

void lay_check_build_input(struct lay_call *call, const VkMicromapBuildInfoEXT *info,
                           uint32_t index)
{
    check_input(call, index, "data", info->data.deviceAddress, VUID("pInfos-10896"));
    check_input(call, index, "triangleArray", info->triangleArray.deviceAddress,
                VUID("pInfos-10897"));
}

void lay_check_build_scratch(struct lay_call *call, const VkMicromapBuildInfoEXT *info,
                             uint32_t index, VkDeviceSize size)
{
    const struct place place = look(call, index, "scratchData", info->scratchData.deviceAddress);
    check_aligned(&place, VUID("pInfos-07514"), call->device->scratch_alignment);
    if (!size || !check_valid(&place, VUID("pInfos-07512")))
        return;
    check_usage(&place, VUID("pInfos-07511"), VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
                "VK_BUFFER_USAGE_STORAGE_BUFFER_BIT");
    if (place.found.room >= size)
        return;
    const struct lay_object object = {VK_OBJECT_TYPE_BUFFER, LAY_KEY(place.found.buffer)};
    lay_report(
        call, VUID("pInfos-07509"), &object, 1,
        "pInfos[%u].scratchData.deviceAddress has %" PRIu64 " bytes of its buffer behind it. "
        "The build takes %" PRIu64 ", as vkGetMicromapBuildSizesEXT tells, and all must be in "
        "one buffer. Choose a lower offset or a larger buffer.",
        index, place.found.room, size);
}
