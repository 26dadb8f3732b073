// SPDX-License-Identifier: Apache-2.0
#include "select/lines.h"

#include "heap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/// Reads up to the end, or to where it turns out that this is no text.
static char *read_all(FILE *file, bool *is_text)
{
    char *text = NULL;
    size_t length = 0, capacity = 0;
    *is_text = true;
    do {
        if (length + 1 >= capacity) {
            capacity = capacity ? capacity * 2 : 65536;
            text = run_regrow(text, capacity, 1);
        }
        size_t got = fread(text + length, 1, capacity - 1 - length, file);
        *is_text = !memchr(text + length, '\0', got);
        length += got;
    } while (*is_text && !feof(file) && !ferror(file));
    text[length] = '\0';
    return text;
}

bool run_lines_open(struct run_lines *lines, const char *path, const char *what)
{
    bool is_stdin = strcmp(path, "-") == 0;
    *lines = (struct run_lines){.path = is_stdin ? "<stdin>" : path};
    errno = 0;
    FILE *file = is_stdin ? stdin : fopen(path, "re");
    bool is_text = true;
    if (file) {
        lines->text = read_all(file, &is_text);
        // Editors of some systems put a byte order mark first, which nobody sees.
        bool marked = strncmp(lines->text, byte_order_mark, strlen(byte_order_mark)) == 0;
        lines->next = lines->text + (marked ? strlen(byte_order_mark) : 0);
    }
    bool good = file && !ferror(file) && is_text;
    if (!good) {
        fprintf(stderr, "ommcts: cannot read the %s '%s': %s\n", what, lines->path,
                is_text ? strerror(errno ? errno : EIO)
                        : "it holds bytes that are 0, so it is no text in UTF-8");
    }
    if (file && !is_stdin)
        fclose(file);
    return good;
}

char *run_lines_next(struct run_lines *lines)
{
    char *line = lines->next;
    if (!line || *line == '\0')
        return NULL;
    size_t length = strcspn(line, "\n");
    lines->next = line[length] == '\0' ? line + length : line + length + 1;
    line[length] = '\0';
    if (length > 0 && line[length - 1] == '\r')
        line[length - 1] = '\0';
    lines->number++;
    return line;
}

void run_lines_close(struct run_lines *lines)
{
    free(lines->text);
    *lines = (struct run_lines){0};
}

char *run_trim(char *text)
{
    static const char blanks[] = " \t\r\n\v\f";
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]))
        length--;
    text[length] = '\0';
    return text;
}

bool run_read_seconds(const char *text, double *seconds)
{
    size_t whole = strspn(text, "0123456789");
    size_t digits = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    double value = 0.0, place = 1.0;
    for (size_t i = 0; i < whole; i++)
        value = value * 10.0 + (text[i] - '0');
    for (size_t i = 0; i < digits; i++)
        value += (text[whole + 1 + i] - '0') * (place /= 10.0);
    *seconds = value;
    return whole > 0 && text[whole + (digits ? digits + 1 : 0)] == '\0';
}
