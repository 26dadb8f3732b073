// SPDX-License-Identifier: Apache-2.0
#ifndef RUN_SPAWN_OUTPUT_POSIX_H
#define RUN_SPAWN_OUTPUT_POSIX_H

/// A file without a name for what a child prints; -1 with errno.
int run_output_create(void);

#endif
