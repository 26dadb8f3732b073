// SPDX-License-Identifier: Apache-2.0
// Reads the JUnit reports that junit.h writes.
#ifndef RUN_JUNIT_READ_H
#define RUN_JUNIT_READ_H

#include "result.h"

#include <stdbool.h>

/// What a report says of one case. Text that it does not have is "".
struct run_junit_result {
    char *name; ///< full, with the device's prefix
    enum run_verdict judged;
    enum run_verdict told; ///< what it came to, whatever was expected
    double seconds;
    char *reason; ///< of any verdict that is not Pass
    char *output; ///< what the case covers, and what was said
};

/// Who listens; a function may be NULL.
struct run_junit_listener {
    void *context;
    /// Those of a testsuite, before its results. `prefix` is the device's: "device2.", or "".
    void (*property)(void *context, const char *prefix, const char *name, const char *value);
    void (*result)(void *context, const struct run_junit_result *result);
};

/// Tells the listener what the report's text has, in its order. NULL, or why it is not, or not all of, a report of this
/// suite, in a clause to be freed: what was told until then doesn't count.
char *run_junit_read(const char *text, const struct run_junit_listener *listener);

/// Whether the text of a file begins as XML does.
bool run_junit_is_likely(const char *text);

#endif
