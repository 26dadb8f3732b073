// SPDX-License-Identifier: Apache-2.0
#include "report/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { WIDTH = 78 };

static bool on, shown;

void run_progress_init(bool wanted)
{
    on = wanted && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
}

void run_progress_show(size_t done, size_t total, const char *name)
{
    if (!on)
        return;
    char line[WIDTH + 1];
    snprintf(line, sizeof(line), "%zu/%zu %s", done, total, name);
    fprintf(stderr, "\r%-*s", WIDTH, line);
    shown = true;
}

void run_progress_clear(void)
{
    if (shown) {
        fprintf(stderr, "\r%*s\r", WIDTH, "");
        shown = false;
    }
}
