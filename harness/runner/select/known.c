// SPDX-License-Identifier: Apache-2.0
#include "select/known.h"

#include "heap.h"
#include "select/glob.h"
#include "select/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_row(struct run_known *known, char *line, unsigned number)
{
    char *columns[5] = {NULL};
    char *rest = line;
    for (size_t i = 0; i < 5; i++) {
        char *column = strsep(&rest, "\t");
        columns[i] = column ? run_trim(column) : NULL;
        if (!columns[i] || columns[i][0] == '\0') {
            fprintf(stderr,
                    "ommcts: %s:%u: a row has five columns with tabs between them: layer, version, "
                    "case glob, ID, reason\n",
                    known->path, number);
            return false;
        }
    }
    size_t count = known->count;
    if ((count & (count - 1)) == 0)
        known->rows = run_regrow(known->rows, count ? count * 2 : 1, sizeof(*known->rows));
    known->rows[known->count++] = (struct run_known_row){
        .layer = run_strdup(columns[0]),
        .version = run_strdup(columns[1]),
        .glob = run_strdup(columns[2]),
        .id = run_strdup(columns[3]),
        .reason = run_strdup(columns[4]),
        .line = number,
    };
    return true;
}

bool run_known_read(struct run_known *known, const char *path)
{
    *known = (struct run_known){.path = run_strdup(path)};
    struct run_lines lines;
    bool good = run_lines_open(&lines, path, "table of known layer messages");
    for (char *line; good && (line = run_lines_next(&lines)) != NULL;)
        if (line[0] != '#' && line[strspn(line, " \t")] != '\0')
            good = read_row(known, line, lines.number);
    run_lines_close(&lines);
    return good;
}

void run_known_clear(struct run_known *known)
{
    for (size_t i = 0; i < known->count; i++) {
        struct run_known_row *row = &known->rows[i];
        free(row->layer);
        free(row->version);
        free(row->glob);
        free(row->id);
        free(row->reason);
    }
    free(known->rows);
    free(known->path);
    *known = (struct run_known){0};
}

/// Whether `source` is "layer version" of this row.
static bool is_source(const struct run_known_row *row, const char *source, size_t length)
{
    size_t layer = strlen(row->layer), version = strlen(row->version);
    return length == layer + 1 + version && memcmp(source, row->layer, layer) == 0 &&
           source[layer] == ' ' && memcmp(source + layer + 1, row->version, version) == 0;
}

static bool is_complaint(const struct run_message *message)
{
    bool severe =
        strcmp(message->severity, "error") == 0 || strcmp(message->severity, "warning") == 0;
    return severe && strncmp(message->source, "VK_LAYER_", strlen("VK_LAYER_")) == 0;
}

const struct run_message *run_known_check(struct run_known *known, const char *name,
                                          const struct run_result *result)
{
    const struct run_message *first = NULL;
    for (size_t m = 0; m < result->message_count; m++) {
        const struct run_message *message = &result->messages[m];
        if (!is_complaint(message))
            continue;
        bool is_known = false;
        for (size_t i = 0; i < known->count; i++) {
            struct run_known_row *row = &known->rows[i];
            if (strcmp(row->id, message->id) == 0 &&
                is_source(row, message->source, strlen(message->source)) &&
                run_glob_match(row->glob, name)) {
                row->heard = true;
                is_known = true;
            }
        }
        first = first || is_known ? first : message;
    }
    return first;
}

void run_known_note_run(struct run_known *known, const char *name, const char *layers)
{
    for (size_t i = 0; i < known->count; i++) {
        struct run_known_row *row = &known->rows[i];
        bool under = false;
        for (const char *p = layers; *p != '\0' && !under;) {
            size_t length = strcspn(p, ",;");
            under = is_source(row, p, length);
            p += length;
            p += strspn(p, ",; ");
        }
        row->ran = row->ran || (under && run_glob_match(row->glob, name));
    }
}

/// Whether no case that the row's glob matches was left out of the run. Violations don't count: they
/// are never looked up in the table.
static bool all_selected(const struct run_known_row *row, const struct run_registry *registry,
                         const bool *selected)
{
    for (size_t i = 0; i < registry->count; i++) {
        const struct run_case *entry = &registry->cases[i];
        if (!selected[i] && entry->desc->judges == OMM_JUDGES_DRIVER &&
            run_glob_match(row->glob, entry->name))
            return false;
    }
    return true;
}

size_t run_known_tell_stale(const struct run_known *known, const struct run_registry *registry,
                            const bool *selected)
{
    size_t stale = 0;
    for (size_t i = 0; i < known->count; i++) {
        const struct run_known_row *row = &known->rows[i];
        if (row->ran && !row->heard && all_selected(row, registry, selected)) {
            fprintf(stderr, "ommcts: %s:%u: %s %s did not report %s in '%s'; take the row out\n",
                    known->path, row->line, row->layer, row->version, row->id, row->glob);
            stale++;
        }
    }
    return stale;
}
