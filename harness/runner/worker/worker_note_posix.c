// SPDX-License-Identifier: Apache-2.0
#include "worker/worker_note.h"

#include <errno.h>
#include <unistd.h>

void run_note_write(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(STDERR_FILENO, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; // the log is full or closed: a verdict does not hang on it
        text += written;
        length -= (size_t)written;
    }
}
