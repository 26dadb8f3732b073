// SPDX-License-Identifier: Apache-2.0
// What personalities do to the storage of micromaps, beside what a command does there. All of these
// do nothing in the default personality.
#ifndef REF_MICROMAP_STORAGE_H
#define REF_MICROMAP_STORAGE_H

#include "micromap_layout.h"

/// Which command constructed a micromap: ref_map_header::made.
enum ref_micromap_made {
    REF_MICROMAP_BUILT = 1,
    REF_MICROMAP_CLONED,
    REF_MICROMAP_COMPACTED,
    REF_MICROMAP_DESERIALIZED,
};

/// Bytes at the end of every micromap that no command gives a meaning to; part of micromapSize and
/// of the compacted size.
uint64_t ref_micromap_reserve(void);

/// A command is about to construct the micromap.
void ref_micromap_begin(struct ref_micromap *map);

/// The header is in the storage. Other pieces of the same command may still be at work elsewhere.
void ref_micromap_constructed(struct ref_micromap *map, enum ref_micromap_made made);

/// A command reads a constructed micromap. Several threads may do so at once.
void ref_micromap_touch(const struct ref_micromap *map);

#endif
