// SPDX-License-Identifier: Apache-2.0
// What a worker process asks of the side that knows the devices. harness/api implements it on Vulkan;
// the self-tests implement it with fakes. Everything here runs in the worker, never in the runner.
#ifndef RUN_BACKEND_H
#define RUN_BACKEND_H

#include <ommcts/case.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The environment (VK_DRIVER_FILES, ...) is already set. What `open` gets a pointer to stays where it is for
/// the worker's life; all that ever changes is `device`, before the first case that runs on it.
struct run_settings {
    const char *layers;    ///< "none", "khronos", "ommcts" or "both": what valid cases run under
    unsigned device;       ///< 1-based; 0 until the runner has chosen
    const char *artifacts; ///< NULL, or a directory for files that failing cases leave
    unsigned fuzz_steps;   ///< how long random walks are; 0: as long as they see fit
    const char *blobs;     ///< NULL, or a directory for serialized micromaps that later runs load
};

/// How opening a backend ended.
enum run_opening {
    RUN_NOTHING_HERE, ///< no loader or no driver: every case is NotSupported
    RUN_OPENED,
    RUN_BROKEN, ///< there is a driver, and it fails to start: never to be taken for a skip
};

struct run_backend {
    /// Loads what is needed to see devices. Unless they can be seen, `why` says why not, in one sentence
    /// ("no Vulkan loader was found", "vkCreateInstance returned ...").
    enum run_opening (*open)(const struct run_settings *settings, char *why, size_t why_size);

    /// Tells every device through run_emit_device, in enumeration order.
    void (*devices)(void);

    /// Runs the body of a case on a device that has what it needs, then cleans up what belongs to
    /// the backend. `witness` names the one layer that a violation runs under, else it is NULL.
    /// Returns the body's enum greatest_test_res. May end through the functions of
    /// <ommcts/verdict.h> (not supported, device unavailable, ...). Keeps devices open between cases.
    int (*run)(const struct omm_case *desc, const void *param, const char *witness);

    /// Closes everything that run left open. Not called after a crash.
    void (*close)(void);

    /// Async-signal-safe. Says in one sentence what stands at a faulting address (a guard page and
    /// how far past which block), or returns 0 when it knows nothing. At most size - 1 bytes and a NUL.
    size_t (*describe_address)(uintptr_t address, char *text, size_t size);
};

/// The program: reads the command line, is runner or worker by it, returns the exit status.
int run_main(int argc, char **argv, const struct run_backend *backend);

// --- For backends, inside open, devices and run -------------------------------------------------

/// One device for the table of `ommcts devices` and for --device. `facts` is `count` pairs of
/// (name, value): name, driverName, driverInfo, apiVersion, VK_EXT_opacity_micromap, ...;
/// A name with a dot ("limits.maxImageDimension1D") is a detail: kept with the results of a run, and not in that table.
/// `remarks` is prose, one sentence per line: what can and cannot run there.
struct run_device {
    const char *name;
    const char *uuid; ///< 32 hexadecimal digits, deviceUUID
    const char *const (*facts)[2];
    size_t count;
    const char *remarks;
};

void run_emit_device(const struct run_device *device);

/// A property of the run for the reports (device, driver, layers and their versions). Repeating
/// a name with the same value is free.
void run_emit_property(const char *name, const char *value);

/// The source of messages that are lines of omm_tell: neither a layer's nor the driver's. The QPA log has each as a
/// `<Text>`, in order and before everything else.
#define RUN_SOURCE_CASE "case"

/// A message that a layer or the driver gave during the running case. Any thread.
void run_emit_message(const char *source, const char *severity, const char *id, const char *text);

/// How long something takes, over several rounds, in picoseconds: calls may take a few nanoseconds, and a mean of many
/// has parts of one.
struct run_timing {
    uint64_t bytes; ///< what it moves; 0: nothing that its speed would be measured by
    unsigned rounds;
    uint64_t median, low, high; ///< low and high: the quartiles
};

/// One line of a benchmark that is running. `series` names what was timed; the first of a case is the yardstick of all
/// others ("memcpy"). `against`: NULL, or another series of the case that this one is to be seen beside.
void run_emit_measure(const char *series, const char *against, const struct run_timing *timing);

#endif
