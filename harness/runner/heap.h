// SPDX-License-Identifier: Apache-2.0
// Small allocations of the runner. None of these returns NULL: without memory for a name or a line
// there is nothing left to report with, so the program says so and ends with status 99.
#ifndef RUN_HEAP_H
#define RUN_HEAP_H

#include <stdarg.h>
#include <stddef.h>

/// Zeroed memory for `count` elements of `size` bytes; free() it.
void *run_calloc(size_t count, size_t size);

/// Like realloc for `count` elements; what is added is not zeroed.
void *run_regrow(void *memory, size_t count, size_t size);

char *run_strdup(const char *text);

char *run_strndup(const char *text, size_t length);

/// sprintf into fresh memory.
char *run_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// A growing list of strings that it owns.
struct run_strings {
    char **items;
    size_t count;
};

/// Appends `text`, which the list owns from then on.
void run_strings_add(struct run_strings *list, char *text);

void run_strings_clear(struct run_strings *list);

#endif
