// SPDX-License-Identifier: Apache-2.0
// What the build writes from the tables.
#ifndef IDS_TABLES_H
#define IDS_TABLES_H

#include "ids.h"

extern const struct ids_vuid ids_vuids[];
extern const size_t ids_vuids_length;
extern const struct ids_layer ids_layers[];
extern const size_t ids_layers_length;
extern const struct ids_assertion ids_assertions[];
extern const size_t ids_assertions_length;

#endif
