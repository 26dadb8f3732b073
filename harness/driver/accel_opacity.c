// SPDX-License-Identifier: Apache-2.0
#include "accel_opacity.h"

#include "accel_build.h"
#include "device_micromap.h"
#include "fault.h"
#include "personality.h"

#include <string.h>

uint64_t ref_accel_opacity_size(const VkAccelerationStructureTrianglesOpacityMicromapEXT *info)
{
    uint64_t size = 0;
    for (uint32_t i = 0; i < info->usageCountsCount; i++) {
        const VkMicromapUsageEXT *usage =
            info->pUsageCounts ? &info->pUsageCounts[i] : info->ppUsageCounts[i];
        size += usage->count * ref_map_slot_size(usage->subdivisionLevel, usage->format);
    }
    return size;
}

/// 0 for a type that isn't one here; VK_INDEX_TYPE_UINT8_EXT needs an extension that isn't there.
static uint32_t index_size(VkIndexType type)
{
    switch (type) {
    case VK_INDEX_TYPE_UINT16:
        return 2;
    case VK_INDEX_TYPE_UINT32:
        return 4;
    default:
        return 0;
    }
}

static uint64_t stride_of(const VkAccelerationStructureTrianglesOpacityMicromapEXT *info)
{
    return REF_FAULT(OPACITY_IGNORES_INDEX_STRIDE) ? index_size(info->indexType)
                                                   : info->indexStride;
}

static bool open_map(struct ref_execution *execution, const struct ref_micromap *map,
                     struct ref_accel_opacity_input *input)
{
    struct ref_map_header header;
    input->storage = ref_device_read_map(execution, map, &header);
    if (!input->storage || ref_map_table_end(header.triangle_count) > header.used_size) {
        ref_device_complain(ref_accel_build_name,
                            "does nothing: it sees no constructed micromap in "
                            "VkAccelerationStructureTrianglesOpacityMicromapEXT::micromap");
        return false;
    }
    input->address =
        map->buffer->memory->address +
        (VkDeviceAddress)(input->storage - (const uint8_t *)map->buffer->memory->device_view);
    input->triangles =
        (const struct ref_map_triangle *)(input->storage + sizeof(struct ref_map_header));
    input->triangle_count = header.triangle_count;
    input->used_size = header.used_size;
    return true;
}

bool ref_accel_opacity_open(struct ref_execution *execution,
                            const VkAccelerationStructureTrianglesOpacityMicromapEXT *info,
                            uint32_t primitive_count, struct ref_accel_opacity_input *input)
{
    *input = (struct ref_accel_opacity_input){.info = info};
    const struct ref_micromap *map = ref_micromap_from_handle(info->micromap);
    if (map && !open_map(execution, map, input))
        return false;
    if (info->indexType == VK_INDEX_TYPE_NONE_KHR || primitive_count == 0)
        return true;
    const uint32_t size = index_size(info->indexType);
    if (size == 0) {
        ref_device_complain(ref_accel_build_name,
                            "does nothing: a micromap's indexType is not UINT16, UINT32 or NONE");
        return false;
    }
    input->indices = ref_execute_read(execution, info->indexBuffer.deviceAddress,
                                      (primitive_count - 1) * stride_of(info) + size,
                                      VK_ACCESS_2_SHADER_READ_BIT);
    return input->indices;
}

/// The index as the application means it: special values are negative.
static int64_t index_at(const struct ref_accel_opacity_input *input, uint32_t primitive)
{
    if (!input->indices || REF_FAULT(OPACITY_IGNORES_INDICES))
        return primitive;
    const uint8_t *at = input->indices + primitive * stride_of(input->info);
    int64_t index, special_from;
    if (input->info->indexType == VK_INDEX_TYPE_UINT16) {
        uint16_t value;
        memcpy(&value, at, sizeof value);
        index = value;
        special_from = (int64_t)UINT16_MAX + 1;
    } else {
        uint32_t value;
        memcpy(&value, at, sizeof value);
        index = value;
        special_from = (int64_t)UINT32_MAX + 1;
    }
    const int64_t as_signed = index - special_from;
    return as_signed >= VK_OPACITY_MICROMAP_SPECIAL_INDEX_FULLY_UNKNOWN_OPAQUE_EXT ? as_signed
                                                                                   : index;
}

/// The states of the special indices -1, -2, -3 and -4 are 0, 1, 2 and 3.
static uint8_t special_state(int64_t index)
{
    if (REF_FAULT(OPACITY_SPECIAL_INDEX_OFF_BY_ONE))
        index--;
    return (uint8_t)(-1 - index) & 3;
}

/// The data stays in the micromap.
static void refer(const struct ref_accel_opacity_input *input, struct ref_accel_triangle *triangle)
{
    triangle->opacity = REF_ACCEL_ADDRESS;
    triangle->data += input->address;
}

static void disturb(const struct ref_accel_opacity_input *input, uint32_t which,
                    struct ref_accel_triangle *triangle)
{
    if (REF_FAULT(OPACITY_FIRST_DATA_FOR_ALL))
        triangle->data = input->triangles[0].offset;
    if (REF_FAULT(OPACITY_TAKES_PACKED_OFFSETS))
        triangle->data = input->triangles[which].packed_offset;
    if (REF_FAULT(OPACITY_DROPS_LAST_TRIANGLE) && which > 0 && which == input->triangle_count - 1) {
        triangle->opacity = REF_ACCEL_SPECIAL;
        triangle->format = 0;
    }
    if (REF_FAULT(OPACITY_REFERS_TO_MICROMAP))
        refer(input, triangle);
}

void ref_accel_opacity_disturb(const struct ref_accel_opacity_input *input,
                               struct ref_accel_triangle *triangle)
{
    if (REF_FAULT(OPACITY_FIRST_LEVEL_FOR_ALL))
        triangle->level = (uint8_t)input->triangles[0].level;
    if (REF_FAULT(OPACITY_FIRST_FORMAT_FOR_ALL))
        triangle->format = (uint8_t)input->triangles[0].format;
}

/// True when the data of a micromap's triangle lies in the micromap.
static bool sound(const struct ref_accel_opacity_input *input,
                  const struct ref_map_triangle *triangle)
{
    const uint64_t size = ref_map_data_size(triangle->level, triangle->format);
    return size <= input->used_size && triangle->offset <= input->used_size - size;
}

bool ref_accel_opacity_find(const struct ref_accel_opacity_input *input, uint32_t primitive,
                            struct ref_accel_triangle *triangle)
{
    triangle->opacity = REF_ACCEL_PLAIN;
    if (!input->info || REF_FAULT(OPACITY_IGNORES_MICROMAPS))
        return true;
    const int64_t index = index_at(input, primitive);
    if (index < 0) {
        triangle->opacity = REF_ACCEL_SPECIAL;
        triangle->format = special_state(index);
        return true;
    }
    const uint64_t base = REF_FAULT(OPACITY_IGNORES_BASE_TRIANGLE) ? 0 : input->info->baseTriangle;
    const uint64_t which = (uint64_t)index + base;
    if (which >= input->triangle_count) {
        ref_device_complain(ref_accel_build_name,
                            "does nothing: an opacity index leads to no triangle of the micromap");
        return false;
    }
    const struct ref_map_triangle *from = &input->triangles[which];
    if (!sound(input, from)) {
        ref_device_complain(ref_accel_build_name,
                            "does nothing: a micromap's storage was written over");
        return false;
    }
    triangle->opacity = REF_ACCEL_DATA;
    triangle->level = (uint8_t)from->level;
    triangle->format = (uint8_t)from->format;
    triangle->data = from->offset;
    if (!REF_FAULT(NONE))
        disturb(input, (uint32_t)which, triangle);
    else if (ref_personality()->discardable_false)
        refer(input, triangle);
    return true;
}
