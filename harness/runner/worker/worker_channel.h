// SPDX-License-Identifier: Apache-2.0
// A worker's two descriptors: commands come in as lines, frames go out.
#ifndef RUN_WORKER_CHANNEL_H
#define RUN_WORKER_CHANNEL_H

#include "frame.h"

#include <stdbool.h>
#include <stddef.h>

/// Takes over the two descriptors that the supervisor left open: nothing that a driver starts may inherit them.
/// Binds this process's life to its supervisor's. False when they are not what they should be.
bool run_channel_open(int command_fd, int result_fd);

/// The next command without its line break; false when the supervisor has gone.
bool run_channel_command(char *line, size_t size);

/// Sends a finished frame. Async-signal-safe; any thread. Ends the process when the supervisor has gone.
void run_channel_send(const struct run_frame *frame);

#endif
