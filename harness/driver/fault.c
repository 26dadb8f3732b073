// SPDX-License-Identifier: Apache-2.0
#include "fault.h"

#include "choice.h"

#include <stdatomic.h>
#include <stdlib.h>

enum ref_fault_id ref_active_fault;

static const char *const names[] = {
    [REF_FAULT_NONE] = "none",
#define REF_FAULT_ITEM(id, name) [REF_FAULT_##id] = name,
#include "faults.inc"
#undef REF_FAULT_ITEM
};

enum { count = sizeof names / sizeof *names };

static const char *name_at(int index)
{
    return names[index];
}

static bool known = true;

__attribute__((constructor)) static void read_environment(void)
{
    const int index = ref_choice_find(getenv("OMMREF_FAULT"), count, name_at);
    known = index >= 0;
    ref_active_fault = known ? (enum ref_fault_id)index : REF_FAULT_NONE;
}

bool ref_fault_check(void)
{
    if (!known)
        ref_choice_complain("OMMREF_FAULT", "fault", count, name_at);
    return known;
}

void ref_fault_leak(void)
{
    static _Atomic(void *) last; // so that the compiler can't leave the allocation away
    atomic_store(&last, malloc(64));
}

const char *ref_fault_name(void)
{
    return names[ref_active_fault];
}
