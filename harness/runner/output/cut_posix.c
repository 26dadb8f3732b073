// SPDX-License-Identifier: Apache-2.0
#include "output/cut.h"

#include <unistd.h>

void run_cut(FILE *file, long length)
{
    // Closing writes what is still buffered, so the file is cut after that, by another descriptor.
    int descriptor = dup(fileno(file));
    fclose(file);
    if (descriptor < 0)
        return;
    int ignored = length >= 0 ? ftruncate(descriptor, length) : 0;
    (void)ignored; // there is nothing left to try, and the failure was told
    close(descriptor);
}
