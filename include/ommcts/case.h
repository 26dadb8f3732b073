// SPDX-License-Identifier: Apache-2.0
// What a case declares about itself. No Vulkan here: the runner lists and explains cases
// without a loader or a driver.
#ifndef OMMCTS_CASE_H
#define OMMCTS_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct omm_test; // what a running case works with: see <ommcts/test.h>

/// What a case needs enabled on its device. The harness enables exactly this, and names what
/// is missing in the NotSupported verdict. All zero: any Vulkan device, no extension enabled.
struct omm_needs {
    bool deferred_operations; ///< VK_KHR_deferred_host_operations
    bool micromap;      ///< VK_EXT_opacity_micromap with feature `micromap`, and what it requires
    bool host_commands; ///< feature `micromapHostCommands`; implies `micromap`
    /// A queue of every family; features synchronization2 and bufferDeviceAddress; implies `micromap`.
    bool device_commands;
    bool timeline_semaphores;   ///< feature timelineSemaphore
    bool host_query_reset;      ///< feature hostQueryReset
    bool dynamic_rendering;     ///< feature dynamicRendering
    bool conditional_rendering; ///< VK_EXT_conditional_rendering with feature conditionalRendering
    /// VK_KHR_ray_query with its feature and what it requires, and queues; micromaps only if asked for.
    bool ray_query;
    /// The same where the device has it, for omm_reads_back; a device without it is not skipped.
    bool read_back;
    /// The device's only queue is of a family without compute and graphics. Not with what needs other queues.
    bool transfer_queue_only;
    bool own_device;  ///< a VkDevice that no other case has used or will use
    bool own_process; ///< a worker process that no other case has used or will use
};

/// A parameter list: `count` elements of `size` bytes, each beginning with a `const char *` that
/// names it. The name becomes the last part of the case's name; it says the value, never an index.
struct omm_params {
    const void *first;
    size_t count;
    size_t size;
};

/// Makes an `omm_params` of an array whose elements begin with `const char *name`.
#define OMM_PARAMS(array)                                                                          \
    {                                                                                              \
        .first = (array), .count = sizeof(array) / sizeof((array)[0]), .size = sizeof((array)[0])  \
    }

/// Which witness a case puts on trial.
enum omm_judges {
    OMM_JUDGES_DRIVER, ///< a failure is the driver's
    OMM_JUDGES_LAYER, ///< a violation: breaks one rule under a validation layer; never on a driver alone
    OMM_JUDGES_NOBODY, ///< a benchmark: fails where its work can't be done, never because it is slow
};

/// A case: one descriptor, one body, both written by OMM_CASE. Every string outlives the program.
struct omm_case {
    const char *id;         ///< last part of the name, or `id.edge` / `id.violation`
    const char *file;       ///< __FILE__; what follows its last `cases/` gives the name's prefix
    int line;               ///< where OMM_CASE stands
    const char *about;      ///< one sentence: the property
    const char *covers[12]; ///< assertions ("A061") and VUIDs ("VUID-..."); ends at the first NULL
    struct omm_needs needs;
    struct omm_params params; ///< none: the case runs once, with a NULL param
    enum omm_judges judges;
    bool
        on_request; ///< too much for every run: selected only by a name or glob that spells "family.topic"
    int (*run)(struct omm_test *t, const void *param); ///< returns an enum greatest_test_res
};

#define OMM_COVERS(...)                                                                            \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

#define OMM_CASE_NAMED_(symbol, name, ...)                                                         \
    static int omm_body_##symbol(struct omm_test *t, const void *param);                           \
    static const struct omm_case omm_case_##symbol = {                                             \
        .id = name, .file = __FILE__, .line = __LINE__, .run = omm_body_##symbol, __VA_ARGS__};    \
    static const struct omm_case *const omm_entry_##symbol                                         \
        __attribute__((used, section("omm_cases"))) = &omm_case_##symbol;                          \
    static int omm_body_##symbol(__attribute__((unused)) struct omm_test *t,                       \
                                 __attribute__((unused)) const void *param)

/// Declares and registers a case; the body follows in braces. `identifier` is lower case with
/// underscores. The case `exact_size` in cases/serialize/bounds.c is
/// `omm.serialize.bounds.exact_size`, with parameters `omm.serialize.bounds.exact_size.l3_s4_n7`.
#define OMM_CASE(identifier, ...) OMM_CASE_NAMED_(identifier, #identifier, __VA_ARGS__)

/// Valid usage right at the boundary of one VUID: every driver must do it right.
#define OMM_EDGE(vuid, ...) OMM_CASE_NAMED_(vuid##_edge, #vuid ".edge", __VA_ARGS__)

/// Breaks exactly one VUID, under one validation layer, in a process of its own.
#define OMM_VIOLATION(vuid, ...)                                                                   \
    OMM_CASE_NAMED_(vuid##_violation, #vuid ".violation", .judges = OMM_JUDGES_LAYER, __VA_ARGS__)

/// Measures through <ommcts/measure.h>; `ommcts bench` runs all of them, `ommcts run` those that are named.
#define OMM_BENCHMARK(identifier, ...)                                                             \
    OMM_CASE_NAMED_(identifier, #identifier, .judges = OMM_JUDGES_NOBODY, .on_request = true,      \
                    __VA_ARGS__)

#endif
