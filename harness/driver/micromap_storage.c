// SPDX-License-Identifier: Apache-2.0
#include "micromap_storage.h"

#include "personality.h"

#include <stdatomic.h>
#include <string.h>

uint64_t ref_micromap_reserve(void)
{
    return ref_personality()->touches_sources ? 64 : 0;
}

void ref_micromap_begin(struct ref_micromap *map)
{
    map->faults.made_by_device = false; // who is one says so afterwards
    map->faults.unseen_by_device = true;
    map->faults.same = NULL;
    if (ref_personality()->scribbles)
        memset(ref_micromap_bytes(map), 0x5C, (size_t)map->size);
    if (ref_personality()->demanding)
        atomic_store(&map->asked, 0);
}

void ref_micromap_constructed(struct ref_micromap *map, enum ref_micromap_made made)
{
    static _Atomic uint32_t last_number;
    if (!ref_personality()->signs_storage && !ref_personality()->demanding)
        return;
    struct ref_map_header header;
    ref_map_read_header(ref_micromap_bytes(map), &header);
    header.create_size = map->size;
    header.made = made;
    header.number = atomic_fetch_add(&last_number, 1) + 1;
    memcpy(ref_micromap_bytes(map), &header, sizeof header);
}

void ref_micromap_touch(const struct ref_micromap *map)
{
    if (ref_personality()->touches_sources && map->size >= ref_micromap_reserve())
        __atomic_fetch_add(ref_micromap_bytes(map) + map->size - 1, 1, __ATOMIC_RELAXED);
}
