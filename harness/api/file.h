// SPDX-License-Identifier: Apache-2.0
// Whole files, written so that nobody ever sees half of one.
#ifndef OMM_FILE_H
#define OMM_FILE_H

#include <stddef.h>
#include <stdint.h>

/// Writes beside `path`, then renames. NULL, or in a few words why not; nothing is left behind then.
const char *omm_file_write(const char *path, const void *bytes, size_t size);

/// Reads a regular file; its bytes stay until the case is over. NULL, or in a few words why not.
const char *omm_file_read(const char *path, uint8_t **bytes, size_t *size);

/// The names in a directory that begin and end like this, sorted, until the case is over. Ends the case when the directory
/// can't be read.
const char *const *omm_file_names(const char *directory, const char *prefix, const char *suffix,
                                  size_t *count);

#endif
