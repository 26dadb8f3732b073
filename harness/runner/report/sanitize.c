// SPDX-License-Identifier: Apache-2.0
#include "report/sanitize.h"

#include "heap.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/// The length of the well-formed UTF-8 character at `p`, or 0; its code in `code`.
static size_t decode(const unsigned char *p, uint32_t *code)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (p[0] < 0x80) {
        *code = p[0];
        return 1;
    }
    size_t length = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4)
        return 0;
    *code = p[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        // A terminating NUL is no continuation, so this never reads past the string.
        if (!is_continuation(p[i]))
            return 0;
        *code = *code << 6 | (p[i] & 0x3fu);
    }
    bool surrogate = *code >= 0xd800 && *code <= 0xdfff;
    return *code < smallest[length] || surrogate || *code > 0x10ffff ? 0 : length;
}

/// XML 1.0 forbids the C0 controls and two non-characters. DEL and the C1 controls it allows, but they
/// act on terminals, and a report is read there too; those of bidirectional text let it read as what it is not.
static bool is_harmless(uint32_t code)
{
    if (code == '\t' || code == '\n' || code == '\r')
        return true;
    bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    bool reorders = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return !control && !reorders && code != 0xfffe && code != 0xffff;
}

char *run_sanitize(const char *bytes)
{
    if (!bytes)
        return run_strdup("");
    char *text = run_calloc(strlen(bytes) * 4 + 1, 1);
    char *out = text;
    for (const unsigned char *p = (const unsigned char *)bytes; *p != '\0';) {
        uint32_t code = 0;
        size_t length = decode(p, &code);
        if (length != 0 && is_harmless(code)) {
            memcpy(out, p, length);
            out += length;
            p += length;
            continue;
        }
        for (size_t i = 0; i < (length ? length : 1); i++)
            out += sprintf(out, "\\x%02X", *p++);
    }
    return text;
}

/// The largest cut at or below `at` that does not split a character.
static size_t cut_before(const char *text, size_t at)
{
    while (at > 0 && is_continuation((unsigned char)text[at]))
        at--;
    return at;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

char *run_sanitize_line(const char *bytes, size_t limit)
{
    static const char ellipsis[] = " [...]";
    char *text = run_sanitize(bytes);
    char *out = text;
    for (char *p = text; *p != '\0';) {
        size_t blanks = 0;
        bool folds = false;
        while (is_blank(p[blanks])) {
            folds = folds || p[blanks] != ' ';
            blanks++;
        }
        if (folds) {
            *out++ = ' ';
            p += blanks;
        } else {
            *out++ = *p++;
        }
    }
    while (out > text && out[-1] == ' ')
        out--;
    *out = '\0';
    if ((size_t)(out - text) > limit)
        strcpy(text + cut_before(text, limit - strlen(ellipsis)), ellipsis);
    return text;
}

char *run_sanitize_clipped(const char *bytes, size_t limit)
{
    char *text = run_sanitize(bytes);
    size_t length = strlen(text);
    if (length <= limit)
        return text;
    size_t half = (limit - 64) / 2;
    size_t head = cut_before(text, half);
    size_t tail = length - half;
    while (is_continuation((unsigned char)text[tail]))
        tail++;
    char *clipped = run_format("%.*s\n[... %zu bytes left out ...]\n%s", (int)head, text,
                               tail - head, text + tail);
    free(text);
    return clipped;
}
