// SPDX-License-Identifier: Apache-2.0
#include "personality.h"

#include "choice.h"

#include <stdlib.h>

// The first is the default.
static const struct ref_personality personalities[] = {
    {
        .name = "default",
        .about = "Everything is there; only work worth helping with is deferred (L14).",
        .deferral = REF_DEFER_BY_SIZE,
        .max_2_state_level = 12,
        .max_4_state_level = 12,
    },
    {
        .name = "never-defers",
        .about = "A request to defer is always answered NOT_DEFERRED (L13).",
        .deferral = REF_DEFER_NEVER,
        .max_2_state_level = 12,
        .max_4_state_level = 12,
    },
    {
        .name = "always-defers",
        .about = "Even the smallest request is deferred (L14).",
        .deferral = REF_DEFER_ALWAYS,
        .max_2_state_level = 12,
        .max_4_state_level = 12,
    },
    {
        .name = "weak",
        .about =
            "Commands run in order, and writes are seen, only where a dependency says so (L50).",
        .weak = true,
        .deferral = REF_DEFER_BY_SIZE,
        .max_2_state_level = 12,
        .max_4_state_level = 12,
    },
    {
        .name = "no-host-commands",
        .about = "micromapHostCommands is VK_FALSE, the entry points are there (L01, L02).",
        .no_host_commands = true,
        .deferral = REF_DEFER_BY_SIZE,
        .max_2_state_level = 12,
        .max_4_state_level = 12,
    },
    {
        .name = "no-extension",
        .about = "VK_EXT_opacity_micromap is not there at all (L01).",
        .no_extension = true,
        .deferral = REF_DEFER_BY_SIZE,
    },
};

enum { count = sizeof personalities / sizeof *personalities };

static int chosen;

static const char *name_at(int index)
{
    return personalities[index].name;
}

__attribute__((constructor)) static void read_environment(void)
{
    chosen = ref_choice_find(getenv("OMMREF_PERSONALITY"), count, name_at);
}

const struct ref_personality *ref_personality(void)
{
    return &personalities[chosen < 0 ? 0 : chosen];
}

bool ref_personality_check(void)
{
    if (chosen < 0)
        ref_choice_complain("OMMREF_PERSONALITY", "personality", count, name_at);
    return chosen >= 0;
}
