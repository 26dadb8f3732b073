// SPDX-License-Identifier: Apache-2.0
#include "coverage/coverage.h"

#include <stdlib.h>
#include <string.h>

struct run_coverage_vuid *run_coverage_vuid(const struct run_coverage *coverage, const char *id)
{
    for (size_t i = 0; i < coverage->vuid_count; i++)
        if (strcmp(coverage->vuids[i].row->id, id) == 0)
            return &coverage->vuids[i];
    return NULL;
}

/// As the table titles its columns, where it knows the layer by another version; else the source itself.
static char *title_of(const char *source)
{
    size_t length = strcspn(source, " ");
    for (size_t i = 0; i < ids_layer_count() && source[length] != '\0'; i++) {
        const struct ids_layer *layer = ids_layer_at(i);
        if (strlen(layer->name) == length && memcmp(layer->name, source, length) == 0)
            return run_format("%.*s-%s", (int)strcspn(layer->column, "-"), layer->column,
                              source + length + 1);
    }
    return run_strdup(source);
}

static size_t add_layer(struct run_coverage *coverage, char *title)
{
    size_t index = coverage->layer_count++;
    coverage->layers =
        run_regrow(coverage->layers, coverage->layer_count, sizeof(*coverage->layers));
    coverage->layers[index] = (struct run_coverage_layer){.title = title};
    for (size_t i = 0; i < coverage->vuid_count; i++) {
        struct run_coverage_vuid *vuid = &coverage->vuids[i];
        vuid->sights = run_regrow(vuid->sights, coverage->layer_count, sizeof(*vuid->sights));
        vuid->sights[index] = RUN_SIGHT_NONE;
    }
    return index;
}

size_t run_coverage_layer(struct run_coverage *coverage, const char *source)
{
    size_t length = strcspn(source, " ");
    const char *version = source + length + (source[length] == ' ');
    for (size_t i = 0; i < ids_layer_count(); i++) {
        const struct ids_layer *layer = ids_layer_at(i);
        if (strlen(layer->name) == length && memcmp(layer->name, source, length) == 0 &&
            (!layer->version || strcmp(layer->version, version) == 0))
            return i;
    }
    char *title = title_of(source);
    for (size_t i = ids_layer_count(); i < coverage->layer_count; i++)
        if (strcmp(coverage->layers[i].title, title) == 0) {
            free(title);
            return i;
        }
    return add_layer(coverage, title);
}

void run_coverage_see(struct run_coverage_vuid *vuid, size_t layer, enum run_sight sight)
{
    if (sight > vuid->sights[layer])
        vuid->sights[layer] = sight;
}

void run_coverage_see_silence(struct run_coverage *coverage, struct run_coverage_vuid *vuid,
                              const char *layers, const char *witness)
{
    char *rest = NULL;
    char *list = run_strdup(layers);
    for (char *source = strtok_r(list, ",", &rest); source; source = strtok_r(NULL, ",", &rest)) {
        source += strspn(source, " ");
        if (strncmp(source, "VK_LAYER_", strlen("VK_LAYER_")) == 0 && strcasestr(source, witness))
            run_coverage_see(vuid, run_coverage_layer(coverage, source), RUN_SIGHT_SILENT);
    }
    free(list);
}

bool run_coverage_reported(const struct run_coverage *coverage,
                           const struct run_coverage_vuid *vuid)
{
    for (size_t i = 0; i < coverage->layer_count; i++)
        if (vuid->sights[i] == RUN_SIGHT_REPORTED)
            return true;
    return false;
}

const char *run_coverage_claim(const struct run_coverage *coverage,
                               const struct run_coverage_vuid *vuid, size_t layer)
{
    static const char *const words[] = {"-", "no", "yes", "crash"};
    return coverage->layers[layer].known ? words[vuid->row->answers[layer]] : "-";
}

const char *run_coverage_sight(const struct run_coverage_vuid *vuid, size_t layer)
{
    static const char *const words[] = {"-", "silent", "reported"};
    return words[vuid->sights[layer]];
}

const char *run_coverage_set(enum ids_set set)
{
    static const char *const words[] = {"copy", "build", "former"};
    return words[set];
}

void run_coverage_clear(struct run_coverage *coverage)
{
    for (size_t i = 0; i < coverage->vuid_count; i++) {
        run_strings_clear(&coverage->vuids[i].edges.stems);
        run_strings_clear(&coverage->vuids[i].violations.stems);
        run_strings_clear(&coverage->vuids[i].others.stems);
        free(coverage->vuids[i].sights);
    }
    for (size_t i = 0; i < coverage->assertion_count; i++)
        run_strings_clear(&coverage->assertions[i].cases.stems);
    for (size_t i = 0; i < coverage->layer_count; i++)
        free(coverage->layers[i].title);
    free(coverage->vuids);
    free(coverage->assertions);
    free(coverage->layers);
    run_strings_clear(&coverage->results);
    run_strings_clear(&coverage->missing);
    run_strings_clear(&coverage->remarks);
    *coverage = (struct run_coverage){0};
}
