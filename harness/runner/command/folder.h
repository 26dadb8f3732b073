// SPDX-License-Identifier: Apache-2.0
// Folders that cases write into.
#ifndef RUN_FOLDER_H
#define RUN_FOLDER_H

#include <stdbool.h>

/// Makes the folder that `option` names, in one that is there, unless it is there itself, and sees that files can be
/// made in it. False: told on stderr.
bool run_folder_prepare(const char *option, const char *path);

#endif
