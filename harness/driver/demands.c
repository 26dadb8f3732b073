// SPDX-License-Identifier: Apache-2.0
#include "demands.h"

#include "micromap_storage.h"
#include "personality.h"

#include <stdatomic.h>

static uint32_t bit_of(VkQueryType type)
{
    return type == VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT ? 1 : 2;
}

void ref_demands_note_question(struct ref_micromap *map, VkQueryType type)
{
    if (ref_personality()->demanding)
        atomic_fetch_or(&map->asked, bit_of(type));
}

static bool asked(const struct ref_micromap *map, VkQueryType type)
{
    return atomic_load(&map->asked) & bit_of(type);
}

bool ref_demands_serialize(const struct ref_micromap *src)
{
    return !ref_personality()->demanding ||
           asked(src, VK_QUERY_TYPE_MICROMAP_SERIALIZATION_SIZE_EXT);
}

static bool overlap(const struct ref_micromap *a, const struct ref_micromap *b)
{
    const VkDeviceSize a_begin = a->buffer->memory_offset + a->offset;
    const VkDeviceSize b_begin = b->buffer->memory_offset + b->offset;
    return a->buffer->memory == b->buffer->memory && a_begin < b_begin + b->size &&
           b_begin < a_begin + a->size;
}

bool ref_demands_copy(const struct ref_micromap *src, const struct ref_map_header *header,
                      const struct ref_micromap *dst, VkCopyMicromapModeEXT mode)
{
    if (!ref_personality()->demanding)
        return true;
    if (overlap(src, dst))
        return false;
    if (mode == VK_COPY_MICROMAP_MODE_CLONE_EXT)
        return src->size == dst->size;
    return header->made == REF_MICROMAP_BUILT &&
           asked(src, VK_QUERY_TYPE_MICROMAP_COMPACTED_SIZE_EXT);
}

bool ref_demands_deserialize(const struct ref_map_header *header, const struct ref_micromap *dst)
{
    return !ref_personality()->demanding || dst->size >= header->create_size;
}
