// SPDX-License-Identifier: Apache-2.0
#include "command/print.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool run_print_end(const char *what)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    // Where an earlier write failed, what it failed with is forgotten by now.
    fprintf(stderr, "ommcts: %s can't be written: %s\n", what, strerror(errno ? errno : EIO));
    return false;
}
