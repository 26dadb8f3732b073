// SPDX-License-Identifier: Apache-2.0
#include "select/patterns.h"

#include "select/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What a class of Rust's regular expressions is in POSIX's; `bracketed`: as part of a [...].
static const char *class_of(char letter, bool bracketed)
{
    switch (letter) {
    case 'd':
        return bracketed ? "0-9" : "[0-9]";
    case 'w':
        return bracketed ? "A-Za-z0-9_" : "[A-Za-z0-9_]";
    case 'D':
        return bracketed ? NULL : "[^0-9]";
    case 'W':
        return bracketed ? NULL : "[^A-Za-z0-9_]";
    default:
        return NULL;
    }
}

/// deqp-runner's expressions are Rust's: what they spell otherwise than POSIX, and names can hold, is spelled anew.
static char *to_posix(const char *rust)
{
    // Nothing grows by more than a class does.
    char *posix = run_calloc(strlen(rust) * 8 + 1, 1);
    char *out = posix;
    bool bracketed = false;
    for (const char *p = rust; *p != '\0'; p++) {
        const char *class = *p == '\\' && p[1] != '\0' ? class_of(p[1], bracketed) : NULL;
        if (class) {
            out = stpcpy(out, class);
            p++;
        } else if (*p == '\\' && p[1] != '\0') {
            // Inside brackets POSIX takes a backslash as itself.
            if (!bracketed)
                *out++ = *p;
            *out++ = *++p;
        } else if (!bracketed && strncmp(p, "(?:", 3) == 0) {
            *out++ = '(';
            p += 2;
        } else {
            bracketed = bracketed ? *p != ']' : *p == '[';
            *out++ = *p;
        }
    }
    return posix;
}

static bool add(struct run_patterns *patterns, const char *text, size_t file, unsigned line)
{
    size_t count = patterns->count;
    if ((count & (count - 1)) == 0)
        patterns->items =
            run_regrow(patterns->items, count ? count * 2 : 1, sizeof(*patterns->items));
    struct run_pattern *pattern = &patterns->items[count];
    *pattern = (struct run_pattern){.file = file, .line = line};
    char *posix = to_posix(text);
    int wrong = regcomp(&pattern->regex, posix, REG_EXTENDED | REG_NOSUB);
    free(posix);
    if (wrong) {
        char why[128];
        regerror(wrong, &pattern->regex, why, sizeof(why));
        fprintf(stderr, "ommcts: %s:%u: '%s' is no regular expression that is known here: %s\n",
                patterns->paths.items[file], line, text, why);
        return false;
    }
    pattern->text = run_strdup(text);
    patterns->count++;
    return true;
}

static bool read_file(struct run_patterns *patterns, size_t file, const char *what)
{
    struct run_lines lines;
    bool good = run_lines_open(&lines, patterns->paths.items[file], what);
    for (char *line; good && (line = run_lines_next(&lines)) != NULL;)
        if (line[0] != '#' && line[strspn(line, " \t")] != '\0')
            good = add(patterns, line, file, lines.number);
    run_lines_close(&lines);
    return good;
}

static int by_text(const void *left, const void *right)
{
    const struct run_pattern *a = *(const struct run_pattern *const *)left;
    const struct run_pattern *b = *(const struct run_pattern *const *)right;
    int order = strcmp(a->text, b->text);
    return order ? order : (a > b) - (a < b);
}

static bool patterns_are_unique(const struct run_patterns *patterns)
{
    const struct run_pattern **sorted = run_calloc(patterns->count, sizeof(struct run_pattern *));
    for (size_t i = 0; i < patterns->count; i++)
        sorted[i] = &patterns->items[i];
    qsort(sorted, patterns->count, sizeof(*sorted), by_text);
    bool unique = true;
    for (size_t i = 1; i < patterns->count && unique; i++) {
        const struct run_pattern *first = sorted[i - 1], *again = sorted[i];
        unique = strcmp(first->text, again->text) != 0;
        if (!unique) {
            fprintf(stderr, "ommcts: %s:%u: '%s' stands in %s:%u already\n",
                    patterns->paths.items[again->file], again->line, again->text,
                    patterns->paths.items[first->file], first->line);
        }
    }
    free(sorted);
    return unique;
}

bool run_patterns_read(struct run_patterns *patterns, const struct run_strings *paths,
                       const char *what)
{
    *patterns = (struct run_patterns){0};
    for (size_t i = 0; i < paths->count; i++) {
        run_strings_add(&patterns->paths, run_strdup(paths->items[i]));
        if (!read_file(patterns, i, what))
            return false;
    }
    return patterns_are_unique(patterns);
}

void run_patterns_clear(struct run_patterns *patterns)
{
    for (size_t i = 0; i < patterns->count; i++) {
        regfree(&patterns->items[i].regex);
        free(patterns->items[i].text);
    }
    free(patterns->items);
    run_strings_clear(&patterns->paths);
    *patterns = (struct run_patterns){0};
}

static bool is_found(const struct run_pattern *pattern, const char *name)
{
    return regexec(&pattern->regex, name, 0, NULL, 0) == 0;
}

const struct run_pattern *run_patterns_find(const struct run_patterns *patterns, const char *name)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (is_found(&patterns->items[i], name))
            return &patterns->items[i];
    return NULL;
}

size_t run_patterns_tell_stale(const struct run_patterns *patterns,
                               const struct run_registry *registry)
{
    size_t stale = 0;
    for (size_t i = 0; i < patterns->count; i++) {
        const struct run_pattern *pattern = &patterns->items[i];
        bool found = false;
        for (size_t k = 0; k < registry->count && !found; k++)
            found = is_found(pattern, registry->cases[k].name);
        if (!found) {
            fprintf(stderr, "ommcts: %s:%u: '%s' is found in no case's name; take the line out\n",
                    patterns->paths.items[pattern->file], pattern->line, pattern->text);
            stale++;
        }
    }
    return stale;
}
