// SPDX-License-Identifier: Apache-2.0
// Micromaps as the five vkCmd* commands see them: storage that is asked for when the command runs.
// A command that breaks the rules does nothing, after a sentence on stderr: there is no other way
// for it to tell.
#ifndef REF_DEVICE_MICROMAP_H
#define REF_DEVICE_MICROMAP_H

#include "command.h"
#include "micromap_layout.h"

/// The storage of a constructed micromap and its header. NULL when this command can see no
/// constructed micromap there.
const uint8_t *ref_device_read_map(struct ref_execution *execution, const struct ref_micromap *map,
                                   struct ref_map_header *header);

/// The storage of a micromap that the command writes `size` bytes of. NULL when it is smaller.
uint8_t *ref_device_write_map(struct ref_execution *execution, struct ref_micromap *map,
                              uint64_t size);

/// Says on stderr what a command does instead of its work, and why.
void ref_device_complain(const char *command, const char *what);

#endif
