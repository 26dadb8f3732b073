// SPDX-License-Identifier: Apache-2.0
#include "micromap_sizes.h"

#include "calls.h"
#include "fault.h"
#include "micromap_kept.h"
#include "micromap_layout.h"
#include "micromap_storage.h"
#include "personality.h"

#include <stdatomic.h>

static const VkMicromapUsageEXT *usage_at(const VkMicromapBuildInfoEXT *info, uint32_t index)
{
    return info->pUsageCounts ? &info->pUsageCounts[index] : info->ppUsageCounts[index];
}

static uint32_t usage_entries(const VkMicromapBuildInfoEXT *info)
{
    if (REF_FAULT(SIZES_IGNORE_POINTER_ARRAY) && !info->pUsageCounts)
        return 0;
    if (REF_FAULT(SIZES_FIRST_USAGE_ONLY) && info->usageCountsCount)
        return 1;
    return info->usageCountsCount;
}

/// The smallest power of two that leaves half of the table empty.
static uint64_t hash_slots(uint64_t triangle_count)
{
    uint64_t slots = 16;
    while (slots < 2 * triangle_count)
        slots *= 2;
    return slots;
}

/// Of bytes without meaning behind the opacity data.
static uint64_t filler_size(VkAccelerationStructureBuildTypeKHR type)
{
    if (!ref_personality()->sizes_by_build_type)
        return 0;
    return type == VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_KHR ? 72 : 1000;
}

/// What micromapSize has above what the build fills.
static uint64_t unused_size(const VkMicromapBuildInfoEXT *info,
                            VkAccelerationStructureBuildTypeKHR type)
{
    uint64_t size = ref_micromap_reserve();
    if (ref_personality()->sizes_by_build_type &&
        type == VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR)
        size += 500;
    if (ref_personality()->sizes_by_flags) {
        if (!(info->flags & VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT))
            size += 1024;
        if (!(info->flags & VK_BUILD_MICROMAP_PREFER_FAST_TRACE_BIT_EXT))
            size += 320;
    }
    return size;
}

static void add_personality(struct ref_build_sizes *sizes, const VkMicromapBuildInfoEXT *info,
                            VkAccelerationStructureBuildTypeKHR type)
{
    sizes->filler_size = filler_size(type);
    sizes->storage_size += sizes->filler_size;
    if (ref_personality()->no_scratch) {
        sizes->scratch_in_storage = sizes->storage_size;
        sizes->storage_size += sizes->scratch_size;
    }
    if (ref_personality()->sizes_by_flags &&
        !(info->flags & VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT))
        sizes->scratch_size += 1 << 16;
    sizes->storage_size += unused_size(info, type);
    if (ref_personality()->compaction == REF_COMPACTION_ROUNDS) // or packed forms could be larger
        sizes->storage_size = (sizes->storage_size + 255) / 256 * 256;
}

struct ref_build_sizes ref_build_sizes(const VkMicromapBuildInfoEXT *info,
                                       VkAccelerationStructureBuildTypeKHR type)
{
    struct ref_build_sizes sizes = {0};
    uint64_t data_size = 0;
    for (uint32_t i = 0; i < usage_entries(info); i++) {
        const VkMicromapUsageEXT *usage = usage_at(info, i);
        sizes.triangle_count += usage->count;
        data_size += usage->count * ref_map_slot_size(usage->subdivisionLevel, usage->format);
    }
    sizes.pieces = (sizes.triangle_count + REF_BUILD_PIECE - 1) / REF_BUILD_PIECE;
    VkBuildMicromapFlagsEXT prepares = VK_BUILD_MICROMAP_ALLOW_COMPACTION_BIT_EXT;
    if (REF_FAULT(BUILD_FLAGS_OF_ACCELERATION_STRUCTURES))
        prepares = VK_BUILD_ACCELERATION_STRUCTURE_ALLOW_COMPACTION_BIT_KHR;
    if (info->flags & prepares && ref_personality()->compaction != REF_COMPACTION_NONE)
        sizes.hash_slots = hash_slots(sizes.triangle_count);
    sizes.storage_size = ref_map_first_slot(sizes.triangle_count) + data_size;
    // Never zero, so that an application that takes a zero for granted is noticed.
    uint64_t sums = sizes.pieces ? sizes.pieces : 1;
    sizes.scratch_size = sums * sizeof(uint64_t) + sizes.hash_slots * sizeof(uint32_t);
    add_personality(&sizes, info, type);
    return sizes;
}

static void touch_what_sizes_ignore(const VkMicromapBuildInfoEXT *info, uint64_t *size)
{
    if (REF_FAULT(SIZES_READ_DST_MICROMAP) && info->dstMicromap)
        *size = *(const volatile VkDeviceSize *)&ref_micromap_from_handle(info->dstMicromap)->size;
    if (REF_FAULT(SIZES_READ_DATA) && info->data.hostAddress)
        *size += *(const volatile uint8_t *)info->data.hostAddress & 1;
    if (REF_FAULT(SIZES_READ_TRIANGLES) && info->triangleArray.hostAddress)
        *size += *(const volatile uint8_t *)info->triangleArray.hostAddress & 1;
    if (REF_FAULT(SIZES_DRIFT)) {
        static atomic_uint calls;
        *size += 64 * (uint64_t)atomic_fetch_add(&calls, 1);
    }
}

VKAPI_ATTR void VKAPI_CALL ref_GetMicromapBuildSizesEXT(
    VkDevice device, VkAccelerationStructureBuildTypeKHR buildType,
    const VkMicromapBuildInfoEXT *pBuildInfo, VkMicromapBuildSizesInfoEXT *pSizeInfo)
{
    REF_COUNT_CALL(GetMicromapBuildSizesEXT);
    (void)device;
    if (REF_FAULT(SIZES_KEEP_INFO))
        ref_micromap_keep_another(pBuildInfo);
    struct ref_build_sizes sizes = ref_build_sizes(pBuildInfo, buildType);
    touch_what_sizes_ignore(pBuildInfo, &sizes.storage_size);
    pSizeInfo->micromapSize = sizes.storage_size;
    pSizeInfo->buildScratchSize = sizes.scratch_in_storage ? 0 : sizes.scratch_size;
    if (REF_FAULT(SIZES_SCRATCH_TOO_SMALL))
        pSizeInfo->buildScratchSize -= sizeof(uint64_t);
    if (REF_FAULT(SIZES_SCRATCH_DRIFTS)) {
        static atomic_uint calls;
        pSizeInfo->buildScratchSize += 64 * (uint64_t)atomic_fetch_add(&calls, 1);
    }
    if (REF_FAULT(SIZES_TOO_SMALL_FOR_BOTH) &&
        buildType == VK_ACCELERATION_STRUCTURE_BUILD_TYPE_HOST_OR_DEVICE_KHR)
        pSizeInfo->micromapSize -= REF_MAP_SLOT;
    if (REF_FAULT(SIZES_STORAGE_TOO_SMALL))
        pSizeInfo->micromapSize -= REF_MAP_SLOT;
    if (REF_FAULT(SIZES_DISCARDABLE_UNWRITTEN))
        return;
    // Acceleration structures take a copy of the opacity data: accel_opacity.h.
    pSizeInfo->discardable = !ref_personality()->discardable_false;
    if (REF_FAULT(SIZES_DISCARDABLE_TWO))
        pSizeInfo->discardable = 2;
}
