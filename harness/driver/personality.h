// SPDX-License-Identifier: Apache-2.0
// What a conformant driver may do differently, as data. OMMREF_PERSONALITY chooses one by name.
// Zero in a member means what the default personality does.
#ifndef REF_PERSONALITY_H
#define REF_PERSONALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ref_deferral {
    REF_DEFER_BY_SIZE, ///< work above a threshold is deferred
    REF_DEFER_NEVER,
    REF_DEFER_ALWAYS,
    REF_DEFER_BY_TURNS, ///< the same request is deferred now and not deferred the next time
};

/// What vkGetDeferredOperationMaxConcurrencyKHR answers while an operation is pending.
enum ref_concurrency {
    REF_CONCURRENCY_OF_PIECES, ///< how many pieces of work nobody has taken yet
    REF_CONCURRENCY_ONE,       ///< 1, and 0 while a thread is inside join
    REF_CONCURRENCY_HUGE,      ///< far more than there are processors, another number each time
    REF_CONCURRENCY_ALL_ONES,  ///< 0xFFFFFFFF
};

/// What happens to a thread that joins while another one is inside join.
enum ref_latecomers {
    REF_LATECOMERS_SHARE, ///< it takes its share of the work
    REF_LATECOMERS_BLOCK, ///< it waits for the end and gets VK_SUCCESS
    REF_LATECOMERS_DONE,  ///< VK_THREAD_DONE_KHR at once
    REF_LATECOMERS_IDLE,  ///< VK_THREAD_IDLE_KHR at once, as often as it comes
};

/// When a deferred command reads pInfo and memory and writes its results.
enum ref_reading {
    REF_READS_ALL_ALONG, ///< a first look at the request, the work in join
    REF_READS_EARLY,     ///< all of it at the request; join only ends the operation
    REF_READS_LATE,      ///< nothing before the first join; and from the last piece to the first
};

/// What lies between the header of a serialized micromap and its data.
enum ref_gap {
    REF_GAP_UNTOUCHED, ///< as it was
    REF_GAP_NOISE,     ///< other bytes each time
};

struct ref_blob_layout {
    uint32_t gap; ///< bytes
    enum ref_gap gap_has;
    uint8_t mask; ///< all data bytes are XORed with it
};

enum ref_uuids {
    REF_UUIDS_MADE_UP,
    REF_UUIDS_ZERO,   ///< driverUUID and the second UUIDs of serialized micromaps
    REF_UUIDS_SHARED, ///< second UUIDs: driverUUID in host blobs, pipelineCacheUUID in device blobs
};

enum ref_compaction {
    REF_COMPACTION_PACKS,
    REF_COMPACTION_NONE,   ///< compacted size == create size
    REF_COMPACTION_ROUNDS, ///< to a multiple of 256, as micromapSize is then
};

enum ref_memory_layout {
    REF_MEMORY_FOUR_TYPES,
    REF_MEMORY_NON_COHERENT_FIRST, ///< and a coherent one, and one that the host can't see
    REF_MEMORY_ONE_TYPE,           ///< device-local, host-visible, coherent
};

enum ref_callbacks {
    REF_CALLBACKS_AS_NEEDED,
    REF_CALLBACKS_NEVER, ///< the application's allocators are never called
    REF_CALLBACKS_MANY,  ///< all host commands of micromaps allocate, reallocate, free and notify
};

struct ref_personality {
    const char *name;
    const char *about; ///< a sentence or two, with the legal variations (L01...) it stands for

    bool no_extension;     ///< VK_EXT_opacity_micromap isn't there
    bool no_host_commands; ///< micromapHostCommands is VK_FALSE
    bool weak;             ///< nothing is ordered or visible but by a barrier: weak.h

    enum ref_deferral deferral;
    enum ref_concurrency concurrency;
    enum ref_latecomers latecomers;
    enum ref_reading reading;

    struct ref_blob_layout host_blob, device_blob;
    enum ref_uuids uuids;
    bool other_device_uuid;   ///< device blobs have a second UUID of their own
    bool second_uuid_decides; ///< of a blob's header, only 12 bytes of the second UUID are compared

    uint32_t host_slack, device_slack; ///< serialization sizes answered by queries are larger
    bool slack_varies;                 ///< and differ from micromap to micromap

    enum ref_compaction compaction;
    bool no_scratch;          ///< buildScratchSize is 0
    bool sizes_by_build_type; ///< three micromapSizes; host builds fill less than device builds
    bool sizes_by_flags;
    bool discardable_false; ///< and acceleration structures refer to the micromap's storage

    bool touches_sources;  ///< bytes of a micromap's storage change when it is read
    bool scribbles;        ///< all of the destination's range is written over first
    bool signs_storage;    ///< each constructed micromap has a number of its own in its storage
    bool demanding;        ///< what an application must not rely on fails: demands.h
    bool scribbles_stride; ///< between the values of vkWriteMicromapsPropertiesEXT
    bool saturates;        ///< 32-bit query results

    enum ref_memory_layout memory;
    bool mappings_move; ///< every vkMapMemory gives another address
    bool slow;          ///< memory for copies, and queues
    enum ref_callbacks callbacks;
    bool shared_handles;    ///< equal micromaps have equal handles, unless privateData is enabled
    uint32_t out_of_memory; ///< about every such host command has none; 0: never
    uint32_t max_2_state_level; ///< maxOpacity2StateSubdivisionLevel, at least 3; 0: 12
    uint32_t max_4_state_level; ///< maxOpacity4StateSubdivisionLevel, at least 3; 0: 12
};

/// The one chosen at load time. An unknown name makes vkCreateInstance fail with a sentence on
/// stderr.
const struct ref_personality *ref_personality(void);

/// False after a sentence on stderr when OMMREF_PERSONALITY names no known personality.
bool ref_personality_check(void);

#endif
