// SPDX-License-Identifier: Apache-2.0
// Faults that alter what a copied micromap means and nothing else: no size, no bound, no return code gives them away,
// only reading back does. Each function is called when its command has written everything, by host and device commands
// alike, and does nothing without such a fault.
#ifndef REF_CONTENTS_H
#define REF_CONTENTS_H

#include "micromap_layout.h"

/// Behind the header of what SERIALIZE wrote.
void ref_contents_serialized(const struct ref_device *device, const struct ref_micromap *src,
                             uint8_t *body);

/// The storage that DESERIALIZE wrote.
void ref_contents_loaded(const struct ref_device *device, uint8_t *storage);
void ref_contents_loaded_by_device(uint8_t *storage);

/// The storage that CLONE or COMPACT wrote.
void ref_contents_cloned(uint8_t *storage);
void ref_contents_compacted(uint8_t *storage);

/// True when DESERIALIZE is to leave `storage` as it is, because what it holds looks the same from afar.
bool ref_contents_left_alone(const uint8_t *storage, const struct ref_map_header *header);

/// How many phases a copy's job has: with a fault one more, whose opening is when all is written.
uint32_t ref_contents_phases(void);

#endif
