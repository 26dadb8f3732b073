// SPDX-License-Identifier: Apache-2.0
// Deliberate bugs, one at a time, chosen by OMMREF_FAULT. data/faults.tsv is the list (name, what
// it does, assertion it breaks); the build makes faults.inc of it: REF_FAULT_ITEM(ENUM_NAME,
// "name") per row.
#ifndef REF_FAULT_H
#define REF_FAULT_H

#include <stdbool.h>

enum ref_fault_id {
    REF_FAULT_NONE,
#define REF_FAULT_ITEM(id, name) REF_FAULT_##id,
#include "faults.inc"
#undef REF_FAULT_ITEM
};

/// Read once when the driver is loaded. An unknown name makes vkCreateInstance fail with a
/// sentence.
extern enum ref_fault_id ref_active_fault;

/// True when this very bug is asked for: `if (REF_FAULT(SERIALIZE_WRITES_PAST_END))`.
#define REF_FAULT(id) (__builtin_expect(ref_active_fault == REF_FAULT_##id, 0))

/// False after a sentence on stderr when OMMREF_FAULT names no known fault.
bool ref_fault_check(void);

/// Takes 64 bytes of the heap and forgets them.
void ref_fault_leak(void);

/// Name of the active fault, "none" without one.
const char *ref_fault_name(void);

#endif
