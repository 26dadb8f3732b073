// SPDX-License-Identifier: Apache-2.0
// The personality "demanding": copies that an application must not rely on, because a rule, a
// "should" or a gap of the specification speaks against them, do not work. In every other
// personality all of these are met.
#ifndef REF_DEMANDS_H
#define REF_DEMANDS_H

#include "micromap_layout.h"

/// The application asked for the size of this type, of the micromap as it is now.
void ref_demands_note_question(struct ref_micromap *map, VkQueryType type);

/// The serialization size was asked for.
bool ref_demands_serialize(const struct ref_micromap *src);

/// A clone has the size of its source; a compaction's source comes from a build and its compacted
/// size was asked for; the two have no byte in common.
bool ref_demands_copy(const struct ref_micromap *src, const struct ref_map_header *header,
                      const struct ref_micromap *dst, VkCopyMicromapModeEXT mode);

/// The destination is as large as the serialized micromap was.
bool ref_demands_deserialize(const struct ref_map_header *header, const struct ref_micromap *dst);

#endif
