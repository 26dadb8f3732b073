// SPDX-License-Identifier: Apache-2.0
#include "select/caselist.h"

#include "select/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct run_caselist *list, char *name, char *where)
{
    if ((list->count & (list->count - 1)) == 0) {
        list->names =
            run_regrow(list->names, list->count ? list->count * 2 : 1, sizeof(*list->names));
    }
    list->names[list->count++] = (struct run_listed){.name = name, .where = where};
}

/// The path from the root of a trie to where its parser stands.
struct trie_path {
    char text[1024];
    size_t lengths[64]; ///< of `text`, before each open brace
    size_t depth;
};

static bool push(struct trie_path *path, const char *token, size_t length)
{
    size_t used = strlen(path->text);
    bool fits = path->depth < sizeof(path->lengths) / sizeof(path->lengths[0]) &&
                used + length + 2 <= sizeof(path->text);
    if (!fits)
        return false;
    path->lengths[path->depth++] = used;
    // The outermost brace has no name in front of it.
    snprintf(path->text + used, sizeof(path->text) - used, "%.*s%s", (int)length, token,
             length ? "." : "");
    return true;
}

bool run_caselist_parse_trie(struct run_caselist *list, const char *trie, const char *where)
{
    struct trie_path path = {.text = ""};
    bool good = trie[0] == '{';
    bool after_group = false;
    for (const char *p = trie; good && *p != '\0';) {
        size_t length = strcspn(p, "{},\n\r\t ");
        const char *token = p;
        p += length + strspn(p + length, "\n\r\t ");
        if (*p == '{') {
            good = !after_group && (length > 0 || path.depth == 0) && push(&path, token, length);
            after_group = false;
        } else if ((*p == ',' || *p == '}') && path.depth > 0) {
            // A name ends here, unless what ends is a group that was closed before.
            good = after_group ? length == 0 : length > 0;
            if (good && length > 0)
                add(list, run_format("%s%.*s", path.text, (int)length, token), run_strdup(where));
            after_group = *p == '}';
            if (after_group)
                path.text[path.lengths[--path.depth]] = '\0';
        } else {
            good = *p == '\0' && length == 0;
        }
        p += *p != '\0';
    }
    good = good && path.depth == 0;
    if (!good) {
        fprintf(stderr,
                "ommcts: %s: this is no case trie; one looks like {omm{group{case,case}}}\n",
                where);
    }
    return good;
}

bool run_caselist_read(struct run_caselist *list, const char *path)
{
    struct run_lines lines;
    bool good = run_lines_open(&lines, path, "case list");
    if (good && lines.next[0] == '{') {
        good = run_caselist_parse_trie(list, lines.next, lines.path);
        run_lines_close(&lines);
        return good;
    }
    for (char *line; good && (line = run_lines_next(&lines)) != NULL;) {
        line[strcspn(line, "#")] = '\0';
        line = run_trim(line);
        if (line[0] != '\0')
            add(list, run_strdup(line), run_format("%s:%u", lines.path, lines.number));
    }
    run_lines_close(&lines);
    return good;
}

static int by_name_then_place(const void *left, const void *right)
{
    const struct run_listed *a = *(struct run_listed *const *)left;
    const struct run_listed *b = *(struct run_listed *const *)right;
    int order = strcmp(a->name, b->name);
    return order ? order : (a > b) - (a < b);
}

void run_caselist_mark_repeated(struct run_caselist *list)
{
    struct run_listed **sorted = run_calloc(list->count, sizeof(*sorted));
    for (size_t i = 0; i < list->count; i++)
        sorted[i] = &list->names[i];
    qsort(sorted, list->count, sizeof(*sorted), by_name_then_place);
    for (size_t i = 1; i < list->count; i++)
        sorted[i]->repeated = strcmp(sorted[i]->name, sorted[i - 1]->name) == 0;
    free(sorted);
}

void run_caselist_clear(struct run_caselist *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->names[i].name);
        free(list->names[i].where);
    }
    free(list->names);
    *list = (struct run_caselist){0};
}
