// SPDX-License-Identifier: Apache-2.0
#include "heap.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void)
{
    fputs("ommcts: out of memory\n", stderr);
    exit(99);
}

static void *checked(void *memory)
{
    if (!memory)
        out_of_memory();
    return memory;
}

void *run_calloc(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *run_regrow(void *memory, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        out_of_memory();
    return checked(realloc(memory, count && size ? count * size : 1));
}

char *run_strdup(const char *text)
{
    return checked(strdup(text));
}

char *run_strndup(const char *text, size_t length)
{
    return checked(strndup(text, length));
}

char *run_format(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        out_of_memory();
    return text;
}

void run_strings_add(struct run_strings *list, char *text)
{
    // Doubling at powers of two keeps the capacity out of the structure.
    if ((list->count & (list->count - 1)) == 0)
        list->items = run_regrow(list->items, list->count ? list->count * 2 : 1, sizeof(char *));
    list->items[list->count++] = text;
}

void run_strings_clear(struct run_strings *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct run_strings){0};
}
