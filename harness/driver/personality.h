// SPDX-License-Identifier: Apache-2.0
// What a conformant driver may do differently, as data. OMMREF_PERSONALITY chooses one by name.
#ifndef REF_PERSONALITY_H
#define REF_PERSONALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ref_deferral {
    REF_DEFER_BY_SIZE, ///< default: work above a threshold is deferred
    REF_DEFER_NEVER,
    REF_DEFER_ALWAYS,
};

struct ref_personality {
    const char *name;
    const char *about;     ///< one sentence, with the legal variations (L01...) it stands for
    bool no_extension;     ///< VK_EXT_opacity_micromap isn't there
    bool weak;             ///< nothing is ordered or visible but by a barrier: weak.h
    bool no_host_commands; ///< micromapHostCommands is VK_FALSE
    enum ref_deferral deferral;
    uint32_t max_2_state_level; ///< maxOpacity2StateSubdivisionLevel, at least 3
    uint32_t max_4_state_level; ///< maxOpacity4StateSubdivisionLevel, at least 3
};

/// The one chosen at load time. An unknown name makes vkCreateInstance fail with a sentence on
/// stderr.
const struct ref_personality *ref_personality(void);

/// False after a sentence on stderr when OMMREF_PERSONALITY names no known personality.
bool ref_personality_check(void);

#endif
