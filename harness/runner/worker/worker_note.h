// SPDX-License-Identifier: Apache-2.0
// The case's log: the stderr of this process, which a supervisor reads for the time of each case. Written
// at once, so that notes stand among what the driver prints, and are there after a crash.
#ifndef RUN_WORKER_NOTE_H
#define RUN_WORKER_NOTE_H

#include <stddef.h>

/// Any thread. A line that is one write stays in one piece.
void run_note_write(const char *text, size_t length);

#endif
