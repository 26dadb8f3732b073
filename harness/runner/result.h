// SPDX-License-Identifier: Apache-2.0
// What one case came to: made by the worker or by its supervisor, read by every report.
#ifndef RUN_RESULT_H
#define RUN_RESULT_H

#include "backend.h"

#include <stddef.h>
#include <stdint.h>

enum run_verdict {
    RUN_PASS,
    RUN_FAIL,
    RUN_QUALITY_WARNING,
    RUN_NOT_SUPPORTED,
    RUN_CRASH, ///< a signal, an exit inside the case, a lost device
    RUN_TIMEOUT,
    RUN_INTERNAL_ERROR,
    RUN_RESOURCE_ERROR,
    RUN_NOT_RUN, ///< the run ended before its turn
    // Judged against expectations by the runner:
    RUN_EXPECTED_FAIL,
    RUN_UNEXPECTED_IMPROVEMENT,
    RUN_KNOWN_FLAKE, ///< unexpected, and --flakes lists it
    RUN_FLAKE,       ///< unexpected at first, and good when it was run again
    RUN_WAIVER,      ///< a failure that a waiver accepts
    // Only between worker and supervisor, never in a report:
    RUN_OUT_OF_MEMORY,
    RUN_DEVICE_LOST,
    RUN_DEVICE_UNAVAILABLE,
};

/// A message of a validation layer, or of the driver through VK_EXT_debug_utils; or what the case itself tells.
struct run_message {
    char *source;   ///< "VK_LAYER_KHRONOS_validation 1.3.239", "driver", or RUN_SOURCE_CASE
    char *severity; ///< "error", "warning", "info"
    char *id;       ///< "VUID-..." or the message's own name; may be ""
    char *text;
};

/// One line of a benchmark: see run_emit_measure.
struct run_measure {
    char *series;
    char *against; ///< ""; or the series that it is seen beside
    struct run_timing timing;
};

/// Owned by whoever holds it; free with run_result_clear. Strings are raw bytes as the driver or the
/// case wrote them: every report sanitises them itself. NULL string: nothing to say.
struct run_result {
    enum run_verdict verdict;
    char *message;   ///< one paragraph: why
    char *log;       ///< notes, captured stdout and stderr of the worker while the case ran
    char *backtrace; ///< one frame per line, after a crash
    struct run_message *messages;
    size_t message_count;
    struct run_measure *measures; ///< of a benchmark, in the order in which they came
    size_t measure_count;
    unsigned checks;
    double seconds;
};

/// The word of the stdout protocol and the reports: "Pass", "Fail", "QualityWarning", ...
const char *run_verdict_word(enum run_verdict verdict);

/// The message as one line, raw: who says what, or, where the case tells it, just what. Free it.
char *run_message_line(const struct run_message *message);

/// Adds a line to the result and takes its strings over.
void run_result_add_measure(struct run_result *result, const struct run_measure *measure);

/// Frees every string and zeroes the result.
void run_result_clear(struct run_result *result);

#endif
