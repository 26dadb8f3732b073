// SPDX-License-Identifier: Apache-2.0
// A run as its reports tell it: what ran, on what, and what each case came to. There are two ways to get one: of a
// run in progress, whose parts it borrows, and from a directory that `ommcts run --output` wrote, of which the journal
// is the truth. Every report, `merge`, `diff` and `--resume` go by it, so that all of them say the same.
//
// On disk, in journal.jsonl, one JSON object per line, in this order in time:
//   {"run": {"format": 1, "began": N, "properties": [[name, value]...], "environment": [...]}}   for each start
//   {"device": {"index": I, "number": N, "prefix": "", "reproduce": "... -n ", "properties": [...], "facts": [...]}}
//   {"property": [name, value], "device": I}
//   {"start": NAME, "device": I}
//   {"case": NAME, "device": I, "told": "Pass", "judged": "Pass", "round": 1, "checks": 3, "seconds": 0.1,
//    "reason": "...", "message": "...", "log": "...", "backtrace": "...", "messages": [[source, severity, id, text]...],
//    "measures": [{"series": "...", "against": "...", "bytes": N, "rounds": N, "medianPicoseconds": N, ...}...]}
//   {"end": {"seconds": S, "why": NULL-OR-SENTENCE}}
// Later lines about a case on a device replace earlier ones. A last line that is cut short is what a killed runner was
// at, and is not read. cases.txt beside it lists what was selected, in its order.
#ifndef RUN_RECORD_H
#define RUN_RECORD_H

#include "registry.h"
#include "report/properties.h"
#include "select/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/// A device of the run.
struct run_book_device {
    unsigned number; ///< 1-based; 0: there was none
    char prefix[24]; ///< of names in reports: "device2.", or ""
    struct run_properties
        properties; ///< device, deviceUUID, driver, driverInfo, apiVersion, layers, loader, ...
    struct run_properties facts; ///< everything else that was found out: limits, memory types, ...
    char *
        reproduce; ///< the start of a shell command, up to "-n ", that runs a case again the same way
};

/// What one case came to on one device.
struct run_record {
    const char *name;             ///< full, without the device's prefix
    const struct run_case *entry; ///< NULL: this program has no such case
    size_t device;                ///< in the book's devices
    bool started; ///< it had begun; without a result, it is what the runner was at when it ended
    const struct run_outcome *outcome; ///< never NULL; its round is 0 when there is no result
};

struct run_book {
    struct run_properties properties; ///< of the run: suite, command, seed, manifest, personality
    struct run_properties
        environment; ///< kernel, host, variables, layers asked for, what was left out by sharding, ...
    time_t began;
    double seconds; ///< 0 while it runs
    bool ended;     ///< it came to its end, in order
    char *why;      ///< NULL: complete as far as is known; else what cut it short, in one sentence
    struct run_book_device *devices;
    size_t device_count;
    struct run_record *records; ///< by device, then in the order of the selection
    size_t count;

    // What a book that was read owns; empty in one of a run in progress.
    struct run_strings names;
    struct run_outcome *outcomes;
    bool borrows; ///< the properties and what outcomes hold are the running run's
};

/// Reads a directory that --output or `merge` wrote. Names become cases of `registry`, where it has them. False: told
/// on stderr, with file and line. Free with run_book_clear in every case.
bool run_book_read(struct run_book *book, const char *directory,
                   const struct run_registry *registry);

void run_book_clear(struct run_book *book);

/// The name in reports, with the device's prefix. Free it.
char *run_record_full_name(const struct run_book *book, const struct run_record *record);

/// The shell command that runs the case again the same way, or NULL where there is no such case. Free it.
char *run_record_reproduce(const struct run_book *book, const struct run_record *record);

/// Why it was judged so, raw; never NULL. Without a result: that it was running or had no turn.
const char *run_record_reason(const struct run_record *record);

/// The file that a failing case left beside its message, as "(see PATH)" there; NULL: none. Free it.
char *run_record_artifact(const struct run_record *record);

/// The file that has the whole story of the case, relative to the directory: "logs/NAME.log", or NULL for cases that
/// leave none (passed, skipped, not run). Free it.
char *run_record_log_file(const struct run_book *book, const struct run_record *record);

/// How many outcomes each verdict has.
struct run_tally {
    size_t of[RUN_DEVICE_UNAVAILABLE + 1];
    size_t total;
    size_t unexpected;
};

struct run_tally run_book_tally(const struct run_book *book);

#endif
