// SPDX-License-Identifier: Apache-2.0
// The one way by which bytes of a driver, a layer or a case get into a report.
#ifndef RUN_SANITIZE_H
#define RUN_SANITIZE_H

#include <stddef.h>

/// `bytes` (NULL: "") as valid UTF-8 that XML 1.0 may hold: a control character or a byte that is no
/// UTF-8 becomes the text \xNN, one per byte. Nothing is dropped. Free the result.
char *run_sanitize(const char *bytes);

/// The same on one line: every run of white space that holds a line break is one blank, and
/// what goes beyond `limit` bytes (more than 32) is replaced by " [...]". Free the result.
char *run_sanitize_line(const char *bytes, size_t limit);

/// The same with at most `limit` bytes (more than 128): head and tail are kept, and between them a
/// line says how many bytes were left out. Free the result.
char *run_sanitize_clipped(const char *bytes, size_t limit);

#endif
