// SPDX-License-Identifier: Apache-2.0
#include "micromap_kept.h"

#include "fault.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

static _Atomic(const void *) kept;

void ref_micromap_keep(const void *pointer)
{
    atomic_store(&kept, pointer);
}

void ref_micromap_look_at_kept(void)
{
    if (REF_FAULT(NONE))
        return;
    const void *pointer = atomic_load(&kept);
    if (pointer)
        (void)*(const volatile uint8_t *)pointer;
}

void ref_micromap_keep_another(const void *pointer)
{
    ref_micromap_look_at_kept();
    ref_micromap_keep(pointer);
}
