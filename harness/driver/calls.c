// SPDX-License-Identifier: Apache-2.0
#include "calls.h"

#include <string.h>

atomic_uint_fast64_t ref_calls[REF_COUNTED_COUNT];

static const char *const names[REF_COUNTED_COUNT] = {
#define REF_COUNTED(name) "vk" #name,
    REF_COUNTED_COMMANDS(REF_COUNTED)
#undef REF_COUNTED
};

uint64_t ref_get_call_count(const char *command)
{
    for (int i = 0; i < REF_COUNTED_COUNT; ++i)
        if (!strcmp(names[i], command))
            return atomic_load_explicit(&ref_calls[i], memory_order_relaxed);
    return UINT64_MAX;
}
