// SPDX-License-Identifier: Apache-2.0
// Time for deadlines and durations: nanoseconds of a clock that never goes back.
#ifndef RUN_CLOCK_H
#define RUN_CLOCK_H

#include <stdint.h>

#define RUN_SECOND INT64_C(1000000000)
#define RUN_NEVER  INT64_MAX

/// Nanoseconds since some fixed moment.
int64_t run_clock_now(void);

/// The moment `seconds` from now; RUN_NEVER for 0 and for anything beyond a century.
int64_t run_clock_after(double seconds);

#endif
