// SPDX-License-Identifier: Apache-2.0
#include "registry.h"

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

/// The name of one entry, to be freed, or NULL with a sentence in `why`.
static char *compose_name(const struct omm_case *desc, const char *param_name, char *why,
                          size_t why_size)
{
    const char *id = desc->id ? desc->id : "";
    const char *path = desc->file ? after_cases(desc->file) : NULL;
    size_t path_length = path ? strlen(path) : 0;
    if (path_length <= 2 || strcmp(path + path_length - 2, ".c") != 0) {
        refuse(why, why_size, desc, id, "its file is not cases/<family>/<topic>.c");
        return NULL;
    }
    if (count_dots(id) > 1 || (param_name && count_dots(param_name) > 0)) {
        refuse(why, why_size, desc, param_name ? param_name : id, "it has a dot too many");
        return NULL;
    }
    path_length -= 2;
    char *name = NULL;
    int length = asprintf(&name, "%s%.*s.%s%s%s", name_root, (int)path_length, path, id,
                          param_name ? "." : "", param_name ? param_name : "");
    if (length < 0) {
        snprintf(why, why_size, "out of memory while naming the cases");
        return NULL;
    }
    for (char *p = name; p < name + strlen(name_root) + path_length; p++) {
        // A dot in a file's name would make a level that no folder has.
        *p = *p == '/' ? '.' : (*p == '.' && p >= name + strlen(name_root)) ? '?' : *p;
    }
    bool fits = (size_t)length <= name_limit;
    if (fits && parts_are_plain(name))
        return name;
    refuse(why, why_size, desc, name,
           fits ? "each part between dots must be one or more of [A-Za-z0-9_]"
                : "it is longer than 200 bytes");
    free(name);
    return NULL;
}

static bool add_entry(struct run_registry *registry, const struct omm_case *desc, const void *param,
                      const char *param_name, char *why, size_t why_size)
{
    char *name = compose_name(desc, param_name, why, why_size);
    if (!name)
        return false;
    registry->cases[registry->count++] = (struct run_case){
        .name = name,
        .desc = desc,
        .param = param,
        .param_name = param_name,
    };
    return true;
}

static bool add_case(struct run_registry *registry, const struct omm_case *desc, char *why,
                     size_t why_size)
{
    const char *about = desc->about ? desc->about : "";
    if (about[0] == '\0' || !desc->run)
        return refuse(why, why_size, desc, desc->id ? desc->id : "", "it has no .about sentence");
    if (desc->params.count == 0)
        return add_entry(registry, desc, NULL, NULL, why, why_size);
    if (!desc->params.first || desc->params.size < sizeof(char *))
        return refuse(why, why_size, desc, desc->id, "its .params is not an OMM_PARAMS array");
    for (size_t i = 0; i < desc->params.count; i++) {
        const char *param = (const char *)desc->params.first + i * desc->params.size;
        const char *param_name = NULL;
        memcpy(&param_name, param, sizeof(param_name));
        if (!param_name || param_name[0] == '\0')
            return refuse(why, why_size, desc, desc->id, "one of its parameters has no name");
        if (!add_entry(registry, desc, param, param_name, why, why_size))
            return false;
    }
    return true;
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
        total += (*entry)->params.count ? (*entry)->params.count : 1;
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
