// SPDX-License-Identifier: Apache-2.0
#ifndef RUN_CUT_H
#define RUN_CUT_H

#include <stdio.h>

/// Closes a file that could not be written any further, with only its first `length` bytes left in it: what a full
/// disk took in part is no use to a reader.
void run_cut(FILE *file, long length);

#endif
