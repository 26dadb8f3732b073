// SPDX-License-Identifier: Apache-2.0
#include "registry.h"

#include "heap.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The linker makes these two around the section that OMM_CASE fills. Weak: a program may have no case.
extern const struct omm_case *const __start_omm_cases[] __attribute__((weak, visibility("hidden")));
extern const struct omm_case *const __stop_omm_cases[] __attribute__((weak, visibility("hidden")));

static const char name_root[] = "omm.";
static const size_t name_limit = 200;

// The layers that a violation puts on trial, one at a time.
static const char *const witnesses[] = {"khronos", "ommcts"};
static const size_t witness_count = sizeof(witnesses) / sizeof(witnesses[0]);

/// What follows the last path component `cases`, or NULL.
static const char *after_cases(const char *file)
{
    const char *found = NULL;
    for (const char *p = file; (p = strstr(p, "cases/")) != NULL; p += strlen("cases/"))
        if (p == file || p[-1] == '/')
            found = p + strlen("cases/");
    return found;
}

/// Whether every part of `name` between dots is one or more of [A-Za-z0-9_].
static bool parts_are_plain(const char *name)
{
    size_t length = 0;
    for (const char *p = name; *p != '\0'; p++) {
        if (*p == '.') {
            if (length == 0)
                return false;
            length = 0;
        } else if (*p == '_' || (isascii((unsigned char)*p) && isalnum((unsigned char)*p))) {
            length++;
        } else {
            return false;
        }
    }
    return length > 0;
}

static int count_dots(const char *text)
{
    int dots = 0;
    for (; *text != '\0'; text++)
        dots += *text == '.';
    return dots;
}

static bool refuse(char *why, size_t why_size, const struct omm_case *desc, const char *name,
                   const char *reason)
{
    snprintf(why, why_size, "%s:%d: the case name '%s' is malformed: %s",
             desc->file ? desc->file : "?", desc->line, name, reason);
    return false;
}

/// How many bytes of the path below cases/ belong to names: not `.c`, and not what follows a `-`, by which a long
/// file may be split without renaming its cases. 0: it is no path of a case.
static size_t length_in_names(const char *path)
{
    size_t length = path ? strlen(path) : 0;
    if (length <= 2 || strcmp(path + length - 2, ".c") != 0)
        return 0;
    length -= 2;
    const char *slash = strrchr(path, '/');
    size_t start = slash ? (size_t)(slash - path) + 1 : 0;
    size_t plain = start + strcspn(path + start, "-");
    return plain < length ? plain : length;
}

/// The part of all names of a descriptor, to be freed, or NULL with a sentence in `why`.
static char *compose_stem(const struct omm_case *desc, char *why, size_t why_size)
{
    const char *id = desc->id ? desc->id : "";
    const char *path = desc->file ? after_cases(desc->file) : NULL;
    size_t length = length_in_names(path);
    if (length == 0) {
        refuse(why, why_size, desc, id, "its file is not cases/<family>/<topic>.c");
        return NULL;
    }
    if (count_dots(id) > 1) {
        refuse(why, why_size, desc, id, "it has a dot too many");
        return NULL;
    }
    char *stem = run_format("%s%.*s.%s", name_root, (int)length, path, id);
    for (char *p = stem + strlen(name_root); p < stem + strlen(name_root) + length; p++) {
        // A dot in a file's name would make a level that no folder has.
        *p = *p == '/' ? '.' : (*p == '.' ? '?' : *p);
    }
    return stem;
}

static bool name_is_good(const struct run_case *entry, char *why, size_t why_size)
{
    const char *reason = NULL;
    if (entry->param_name && count_dots(entry->param_name) > 0)
        reason = "its parameter has a dot";
    else if (strlen(entry->name) > name_limit)
        reason = "it is longer than 200 bytes";
    else if (!parts_are_plain(entry->name))
        reason = "each part between dots must be one or more of [A-Za-z0-9_]";
    return !reason || refuse(why, why_size, entry->desc, entry->name, reason);
}

/// Adds what is named in `like`, which has everything but its name.
static bool add_entry(struct run_registry *registry, const char *stem, const struct run_case *like,
                      char *why, size_t why_size)
{
    struct run_case *entry = &registry->cases[registry->count++];
    *entry = *like;
    entry->stem = strlen(stem);
    entry->name = run_format("%s%s%s%s%s", stem, like->param_name ? "." : "",
                             like->param_name ? like->param_name : "", like->witness ? "." : "",
                             like->witness ? like->witness : "");
    return name_is_good(entry, why, why_size);
}

static bool add_witnessed(struct run_registry *registry, const char *stem, struct run_case like,
                          char *why, size_t why_size)
{
    if (like.desc->judges != OMM_JUDGES_LAYER)
        return add_entry(registry, stem, &like, why, why_size);
    for (size_t i = 0; i < witness_count; i++) {
        like.witness = witnesses[i];
        if (!add_entry(registry, stem, &like, why, why_size))
            return false;
    }
    return true;
}

static bool add_params(struct run_registry *registry, const char *stem, const struct omm_case *desc,
                       char *why, size_t why_size)
{
    if (desc->params.count == 0)
        return add_witnessed(registry, stem, (struct run_case){.desc = desc}, why, why_size);
    if (!desc->params.first || desc->params.size < sizeof(char *))
        return refuse(why, why_size, desc, desc->id, "its .params is not an OMM_PARAMS array");
    for (size_t i = 0; i < desc->params.count; i++) {
        struct run_case like = {.desc = desc};
        like.param = (const char *)desc->params.first + i * desc->params.size;
        memcpy(&like.param_name, like.param, sizeof(like.param_name));
        if (!like.param_name || like.param_name[0] == '\0')
            return refuse(why, why_size, desc, desc->id, "one of its parameters has no name");
        if (!add_witnessed(registry, stem, like, why, why_size))
            return false;
    }
    return true;
}

static bool add_case(struct run_registry *registry, const struct omm_case *desc, char *why,
                     size_t why_size)
{
    const char *about = desc->about ? desc->about : "";
    if (about[0] == '\0' || !desc->run)
        return refuse(why, why_size, desc, desc->id ? desc->id : "", "it has no .about sentence");
    char *stem = compose_stem(desc, why, why_size);
    bool good = stem && add_params(registry, stem, desc, why, why_size);
    free(stem);
    return good;
}

static size_t most_names(const struct omm_case *desc)
{
    size_t count = desc->params.count ? desc->params.count : 1;
    return desc->judges == OMM_JUDGES_LAYER ? count * witness_count : count;
}

static int by_name(const void *left, const void *right)
{
    const struct run_case *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order : a->desc->line - b->desc->line;
}

static bool names_are_unique(const struct run_registry *registry, char *why, size_t why_size)
{
    for (size_t i = 1; i < registry->count; i++) {
        const struct run_case *a = &registry->cases[i - 1], *b = &registry->cases[i];
        if (strcmp(a->name, b->name) == 0) {
            snprintf(why, why_size, "the case name '%s' is there twice: %s:%d and %s:%d", a->name,
                     a->desc->file, a->desc->line, b->desc->file, b->desc->line);
            return false;
        }
    }
    return true;
}

bool run_registry_load(struct run_registry *registry, char *why, size_t why_size)
{
    *registry = (struct run_registry){0};
    size_t total = 0;
    for (const struct omm_case *const *entry = __start_omm_cases; entry < __stop_omm_cases; entry++)
        total += most_names(*entry);
    registry->cases = calloc(total ? total : 1, sizeof(*registry->cases));
    if (!registry->cases) {
        snprintf(why, why_size, "out of memory while registering %zu cases", total);
        return false;
    }
    for (const struct omm_case *const *entry = __start_omm_cases; entry < __stop_omm_cases;
         entry++) {
        if (!add_case(registry, *entry, why, why_size)) {
            run_registry_free(registry);
            return false;
        }
    }
    qsort(registry->cases, registry->count, sizeof(*registry->cases), by_name);
    if (!names_are_unique(registry, why, why_size)) {
        run_registry_free(registry);
        return false;
    }
    return true;
}

void run_registry_free(struct run_registry *registry)
{
    for (size_t i = 0; i < registry->count; i++)
        free((char *)registry->cases[i].name);
    free(registry->cases);
    *registry = (struct run_registry){0};
}

/// Finds by the name's tail after `skip` bytes, which all names have in common.
static const struct run_case *find_after(const struct run_registry *registry, size_t skip,
                                         const char *name)
{
    size_t low = 0, high = registry->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(registry->cases[middle].name + skip, name);
        if (order == 0)
            return &registry->cases[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct run_case *run_registry_find(const struct run_registry *registry, const char *name)
{
    const struct run_case *found = find_after(registry, 0, name);
    return found ? found : find_after(registry, strlen(name_root), name);
}
