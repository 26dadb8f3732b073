// SPDX-License-Identifier: Apache-2.0
// How long things take, for benchmarks: see OMM_BENCHMARK.
#ifndef OMMCTS_MEASURE_H
#define OMMCTS_MEASURE_H

#include <stdint.h>

/// One way to do the work of a benchmark.
struct omm_contender {
    const char *series;  ///< its name in reports
    const char *against; ///< NULL, or the series that it is to be seen beside, apart from the first
    uint64_t bytes;      ///< what it moves; 0: its speed is no matter of bytes
    void (*once)(void *context); ///< does it; ends the case where that fails
    void *context;
};

/// Lets all contenders take turns, so that a change of the machine's speed meets them alike, and reports the median and the
/// quartiles of each. The first one is the yardstick. What takes less than a clock can tell is done many times in a turn.
void omm_measure(const struct omm_contender *contenders, unsigned count);

#endif
