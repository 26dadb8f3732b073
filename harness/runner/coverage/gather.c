// SPDX-License-Identifier: Apache-2.0
// Which cases cover which IDs.
#include "coverage/coverage.h"

#include <stdlib.h>
#include <string.h>

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t end_length = strlen(end);
    return length >= end_length && memcmp(text + length - end_length, end, end_length) == 0;
}

static bool contains(const struct run_strings *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

/// Names come sorted, so those of one stem follow each other.
static void add_name(struct run_coverage_cases *cases, const struct run_case *entry)
{
    const struct run_strings *stems = &cases->stems;
    const char *last = stems->count ? stems->items[stems->count - 1] : "";
    if (strlen(last) != entry->stem || memcmp(last, entry->name, entry->stem) != 0)
        run_strings_add(&cases->stems, run_strndup(entry->name, entry->stem));
    cases->names++;
}

static void remark(struct run_coverage *coverage, char *sentence)
{
    if (contains(&coverage->remarks, sentence))
        free(sentence);
    else
        run_strings_add(&coverage->remarks, sentence);
}

static struct run_coverage_assertion *find_assertion(const struct run_coverage *coverage,
                                                     const char *id)
{
    for (size_t i = 0; i < coverage->assertion_count; i++)
        if (strcmp(coverage->assertions[i].row->id, id) == 0)
            return &coverage->assertions[i];
    return NULL;
}

struct run_coverage_cases *run_coverage_cases_of(const struct run_coverage *coverage,
                                                 const struct run_case *entry, const char *id)
{
    struct run_coverage_assertion *assertion = find_assertion(coverage, id);
    if (assertion)
        return &assertion->cases;
    struct run_coverage_vuid *vuid = run_coverage_vuid(coverage, id);
    if (!vuid)
        return NULL;
    if (entry->desc->judges == OMM_JUDGES_LAYER)
        return &vuid->violations;
    return ends_with(entry->name, entry->stem, ".edge") ? &vuid->edges : &vuid->others;
}

static void add_cover(struct run_coverage *coverage, const struct run_case *entry, const char *id)
{
    struct run_coverage_cases *cases = run_coverage_cases_of(coverage, entry, id);
    if (cases)
        add_name(cases, entry);
    else
        remark(coverage,
               run_format("%.*s covers %s, which no table has", (int)entry->stem, entry->name, id));
}

static bool covers(const struct omm_case *desc, const char *id)
{
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    for (size_t i = 0; i < most && desc->covers[i]; i++)
        if (strcmp(desc->covers[i], id) == 0)
            return true;
    return false;
}

/// The ID that a case of cases/vuid is named after: "VUID-vkCopyMicromapEXT-src-11670" of
/// "omm.vuid.vkCopyMicromapEXT.src_11670.edge". Free it; NULL: the name is none of these.
static char *named_after(const struct run_case *entry)
{
    static const char family[] = "omm.vuid.";
    bool edge = ends_with(entry->name, entry->stem, ".edge");
    bool violation = ends_with(entry->name, entry->stem, ".violation");
    if (strncmp(entry->name, family, strlen(family)) != 0 || !(edge || violation))
        return NULL;
    size_t end = entry->stem - strlen(edge ? ".edge" : ".violation");
    char *id = run_format("VUID-%.*s", (int)(end - strlen(family)), entry->name + strlen(family));
    for (char *p = id; *p != '\0'; p++)
        *p = *p == '.' || *p == '_' ? '-' : *p;
    return id;
}

static void add_entry(struct run_coverage *coverage, const struct run_case *entry)
{
    const struct omm_case *desc = entry->desc;
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    for (size_t i = 0; i < most && desc->covers[i]; i++)
        add_cover(coverage, entry, desc->covers[i]);
    char *id = named_after(entry);
    if (id && !run_coverage_vuid(coverage, id)) {
        remark(coverage, run_format("%.*s is named after %s, which no table has", (int)entry->stem,
                                    entry->name, id));
    } else if (id && !covers(desc, id)) {
        remark(coverage, run_format("%.*s is named after %s, and does not list it as covered",
                                    (int)entry->stem, entry->name, id));
    }
    free(id);
}

void run_coverage_gather(struct run_coverage *coverage, const struct run_registry *registry)
{
    *coverage = (struct run_coverage){
        .vuid_count = ids_vuid_count(),
        .assertion_count = ids_assertion_count(),
        .layer_count = ids_layer_count(),
    };
    coverage->vuids = run_calloc(coverage->vuid_count, sizeof(*coverage->vuids));
    coverage->assertions = run_calloc(coverage->assertion_count, sizeof(*coverage->assertions));
    coverage->layers = run_calloc(coverage->layer_count, sizeof(*coverage->layers));
    for (size_t i = 0; i < coverage->layer_count; i++)
        coverage->layers[i] = (struct run_coverage_layer){
            .title = run_strdup(ids_layer_at(i)->column),
            .known = true,
        };
    for (size_t i = 0; i < coverage->vuid_count; i++) {
        coverage->vuids[i].row = ids_vuid_at(i);
        coverage->vuids[i].sights =
            run_calloc(coverage->layer_count, sizeof(*coverage->vuids[i].sights));
    }
    for (size_t i = 0; i < coverage->assertion_count; i++)
        coverage->assertions[i].row = ids_assertion_at(i);
    for (size_t i = 0; i < registry->count; i++)
        add_entry(coverage, &registry->cases[i]);
}
