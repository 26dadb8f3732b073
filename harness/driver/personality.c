// SPDX-License-Identifier: Apache-2.0
#include "personality.h"

#include "choice.h"

#include <stdlib.h>

// The first is the default.
static const struct ref_personality personalities[] = {
    {
        .name = "default",
        .about =
            "Everything is there; only work worth helping with is deferred (L14). Acceleration "
            "structures copy what they need of micromaps: discardable is VK_TRUE (L33).",
    },
    {
        .name = "no-host-commands",
        .about = "micromapHostCommands is VK_FALSE, the entry points are there (L01, L02).",
        .no_host_commands = true,
    },
    {
        .name = "no-extension",
        .about = "VK_EXT_opacity_micromap is not there at all (L01).",
        .no_extension = true,
    },
    {
        .name = "weak",
        .about =
            "Commands run in order, and writes are seen, only where a dependency says so (L50).",
        .weak = true,
    },

    {
        .name = "never-defers",
        .about = "A request to defer is always answered NOT_DEFERRED (L13).",
        .deferral = REF_DEFER_NEVER,
    },
    {
        .name = "always-defers",
        .about = "Even the smallest request is deferred (L14).",
        .deferral = REF_DEFER_ALWAYS,
    },
    {
        .name = "defers-by-turns",
        .about = "The same request is deferred now and not deferred the next time (L14).",
        .deferral = REF_DEFER_BY_TURNS,
    },
    {
        .name = "concurrency-one",
        .about = "One thread may join, and 0 while it is inside (L15, L16).",
        .deferral = REF_DEFER_ALWAYS,
        .concurrency = REF_CONCURRENCY_ONE,
    },
    {
        .name = "concurrency-huge",
        .about = "Thousands of threads may join, another number at each question (L15, L17).",
        .deferral = REF_DEFER_ALWAYS,
        .concurrency = REF_CONCURRENCY_HUGE,
    },
    {
        .name = "concurrency-all-ones",
        .about = "The largest concurrency is 0xFFFFFFFF (L15).",
        .deferral = REF_DEFER_ALWAYS,
        .concurrency = REF_CONCURRENCY_ALL_ONES,
    },
    {
        .name = "latecomers-block",
        .about = "Threads that join while another does all the work wait for the end, and all of "
                 "them get VK_SUCCESS (L18, L22).",
        .deferral = REF_DEFER_ALWAYS,
        .concurrency = REF_CONCURRENCY_HUGE,
        .latecomers = REF_LATECOMERS_BLOCK,
    },
    {
        .name = "latecomers-done",
        .about = "The first thread to join does all the work; others get THREAD_DONE at once, long "
                 "before the result is there (L18, L19, L22).",
        .deferral = REF_DEFER_ALWAYS,
        .concurrency = REF_CONCURRENCY_HUGE,
        .latecomers = REF_LATECOMERS_DONE,
    },
    {
        .name = "latecomers-idle",
        .about = "The first thread to join does all the work; others get THREAD_IDLE as often as "
                 "they come (L18, L22).",
        .deferral = REF_DEFER_ALWAYS,
        .concurrency = REF_CONCURRENCY_HUGE,
        .latecomers = REF_LATECOMERS_IDLE,
    },
    {
        .name = "reads-early",
        .about = "A deferred command reads and writes everything at the request; join only makes "
                 "it complete (L21, L55).",
        .deferral = REF_DEFER_ALWAYS,
        .reading = REF_READS_EARLY,
    },
    {
        .name = "reads-late",
        .about = "A deferred command looks at nothing before the first join, and works from the "
                 "last piece to the first (L21, L55).",
        .deferral = REF_DEFER_ALWAYS,
        .reading = REF_READS_LATE,
    },

    {
        .name = "blobs-differ",
        .about = "Serialized micromaps have noise behind the header, other data bytes and another "
                 "second UUID when the device wrote them (L04, L05, L10).",
        .host_blob = {.gap = 48, .gap_has = REF_GAP_NOISE, .mask = 0x5A},
        .device_blob = {.gap = 16, .gap_has = REF_GAP_NOISE, .mask = 0xC3},
        .other_device_uuid = true,
    },
    {
        .name = "blobs-have-gaps",
        .about = "Bytes behind the header of a serialized micromap stay as they were, where sizes "
                 "would be if this were an acceleration structure (L06, L07).",
        .host_blob = {.gap = 97},
        .device_blob = {.gap = 61},
        .other_device_uuid = true,
    },
    {
        .name = "sizes-have-slack",
        .about = "Serialization sizes are larger than what is written, no multiple of anything, "
                 "and differ between host and device and from a micromap to its clone (L23, L24, "
                 "L54).",
        .host_slack = 13,
        .device_slack = 119,
        .slack_varies = true,
    },
    {
        .name = "uuids-zero",
        .about = "driverUUID is zero, and so is the whole header (L08, L09).",
        .uuids = REF_UUIDS_ZERO,
    },
    {
        .name = "uuids-shared",
        .about = "The second UUID is driverUUID in host blobs and pipelineCacheUUID in device "
                 "blobs; it alone decides, but for its last bytes (L08, L10, L11, L12).",
        .uuids = REF_UUIDS_SHARED,
        .other_device_uuid = true,
        .second_uuid_decides = true,
    },

    {
        .name = "no-compaction",
        .about = "The compacted size is the create size (L25).",
        .compaction = REF_COMPACTION_NONE,
    },
    {
        .name = "rounded-compaction",
        .about = "The compacted size is a multiple of 256, and so is micromapSize (L25).",
        .compaction = REF_COMPACTION_ROUNDS,
    },
    {
        .name = "no-scratch",
        .about = "Builds need no scratch memory (L26).",
        .no_scratch = true,
    },
    {
        .name = "sizes-by-build-type",
        .about = "Three micromapSizes, and device builds make larger micromaps than host builds "
                 "do, with larger serialized forms (L27, L28).",
        .sizes_by_build_type = true,
    },
    {
        .name = "sizes-by-flags",
        .about = "Sizes are smaller with flags than without (L51).",
        .sizes_by_flags = true,
    },
    {
        .name = "not-discardable",
        .about = "Acceleration structures refer to the storage of micromaps: discardable is "
                 "VK_FALSE (L32).",
        .discardable_false = true,
    },

    {
        .name = "touches-sources",
        .about = "Reading a micromap changes bytes of its storage (L30).",
        .touches_sources = true,
    },
    {
        .name = "scribbles",
        .about = "The destination's whole range is written over, and the storage of no two "
                 "micromaps is equal (L29, L31).",
        .scribbles = true,
        .signs_storage = true,
    },
    {
        .name = "scribbles-between-values",
        .about = "Bytes between the values of a query, inside dataSize, change; 32-bit results "
                 "saturate (L42, L44).",
        .scribbles_stride = true,
        .saturates = true,
    },
    {
        .name = "demanding",
        .about = "Copies fail without the size query before them, to other sizes than the "
                 "specification speaks of, and where source and destination overlap; so do "
                 "compactions of what no build made (L45, L46, L47, L48, L49).",
        .demanding = true,
    },

    {
        .name = "non-coherent-first",
        .about = "Two host-visible memory types only, the first of them not coherent (L53).",
        .memory = REF_MEMORY_NON_COHERENT_FIRST,
    },
    {
        .name = "one-memory-type",
        .about = "One memory type, which is everything at once (L53).",
        .memory = REF_MEMORY_ONE_TYPE,
    },
    {
        .name = "mappings-move",
        .about = "Every vkMapMemory gives another address, and nothing is left at the old one; the "
                 "driver has a mapping of its own (L39).",
        .mappings_move = true,
    },
    {
        .name = "slow",
        .about = "Copies by the host take long, and so does the way to a queue (L40, L43).",
        .slow = true,
    },
    {
        .name = "no-callbacks",
        .about = "The application's allocators are never called (L37).",
        .callbacks = REF_CALLBACKS_NEVER,
    },
    {
        .name = "many-callbacks",
        .about = "All host commands of micromaps allocate in COMMAND and DEVICE scope (L37).",
        .callbacks = REF_CALLBACKS_MANY,
    },
    {
        .name = "shared-handles",
        .about = "Equal micromaps have equal handles, unless privateData is enabled (L38).",
        .shared_handles = true,
    },
    {
        .name = "out-of-memory",
        .about = "Now and then a host command has no memory, also once it is deferred; what it "
                 "should have written is garbage then (L20, L35, L36).",
        .deferral = REF_DEFER_BY_TURNS,
        .scribbles = true,
        .out_of_memory = 97,
    },
    {
        .name = "small-limits",
        .about = "Subdivision levels end at 3, for both formats (L41).",
        .max_2_state_level = 3,
        .max_4_state_level = 3,
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
