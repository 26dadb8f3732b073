// SPDX-License-Identifier: Apache-2.0
// Ops that move words: between slots, and between slots and memory of the device.
#ifndef REF_SPIRV_MOVES_H
#define REF_SPIRV_MOVES_H

#include "spirv_program.h"

// r[to] = r[a]; _n: n words, which don't overlap.
ref_op_run ref_op_copy_1, ref_op_copy_2, ref_op_copy_n;
// r[to] = r[a] ? r[b] : r[c]
ref_op_run ref_op_select;
// r[to] = c * r[a] (a number of elements, kept below n), and the second adds r[b].
ref_op_run ref_op_index, ref_op_index_add;
// n words to r[to] from r[a + r[b]], and from r[a] to r[to + r[b]].
ref_op_run ref_op_get, ref_op_set;
// The address in r[to]: r[a] + offset + c * r[b], and without r[b].
ref_op_run ref_op_address, ref_op_address_at, ref_op_address_at_64;
// n words to r[to] from the address in r[a] + offset, with _at + c * r[b]; d is the site.
ref_op_run ref_op_load_1, ref_op_load_2, ref_op_load_n, ref_op_load_at_1, ref_op_load_at_n;
// From r[to] to such an address.
ref_op_run ref_op_store_1, ref_op_store_n, ref_op_store_at_1, ref_op_store_at_n;

#endif
