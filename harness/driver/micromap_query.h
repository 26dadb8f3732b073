// SPDX-License-Identifier: Apache-2.0
// The sizes that both property queries answer with.
#ifndef REF_MICROMAP_QUERY_H
#define REF_MICROMAP_QUERY_H

#include "serialize.h"

/// Value of a micromap query type for a constructed micromap, whose header the caller has read, when
/// host or device ask.
VkDeviceSize ref_micromap_property(struct ref_micromap *map, const struct ref_map_header *header,
                                   VkQueryType type, enum ref_blob_origin asked);

#endif
