// SPDX-License-Identifier: Apache-2.0
// A suite of any number of empty cases, and a backend with a device that is nothing.
#ifndef BENCH_EMPTY_H
#define BENCH_EMPTY_H

#include "runner/backend.h"

#include <stddef.h>

/// Makes `count` cases omm.bench.empty.case.n000000 and so on, once, before the registry is loaded.
void bench_make_cases(size_t count);

extern const struct run_backend bench_backend;

#endif
