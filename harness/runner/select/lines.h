// SPDX-License-Identifier: Apache-2.0
// Reads the small text files that a user writes by hand, line by line.
#ifndef RUN_LINES_H
#define RUN_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct run_lines {
    const char *path; ///< as it was named, for messages
    char *text;       ///< the whole file, which is cut into lines in place
    char *next;       ///< what was not given yet: at first all of it
    unsigned number;  ///< of the line that run_lines_next gave last, from 1
};

/// Reads the whole file, without a byte order mark; "-" is standard input. False: told on stderr as `what` ("case list"). `path`
/// must outlive `lines`. Close with run_lines_close in every case.
bool run_lines_open(struct run_lines *lines, const char *path, const char *what);

/// The next line without its line break (LF or CRLF), or NULL at the end. Valid until the close.
char *run_lines_next(struct run_lines *lines);

void run_lines_close(struct run_lines *lines);

/// Cuts blanks off both ends, in place.
char *run_trim(char *text);

/// Reads digits with or without a point, such as "1.250000", in every locale. False: it is something else.
bool run_read_seconds(const char *text, double *seconds);

#endif
