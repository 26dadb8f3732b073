// SPDX-License-Identifier: Apache-2.0
#include "command/environment.h"

#include "command/manifest.h"
#include "command/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t find(const struct run_strings *variables, const char *name)
{
    size_t length = strlen(name);
    size_t i = 0;
    while (i < variables->count &&
           (strncmp(variables->items[i], name, length) != 0 || variables->items[i][length] != '='))
        i++;
    return i;
}

static const char *get(const struct run_strings *variables, const char *name)
{
    size_t i = find(variables, name);
    return i < variables->count ? variables->items[i] + strlen(name) + 1 : NULL;
}

static void set(struct run_strings *variables, const char *name, const char *value)
{
    size_t i = find(variables, name);
    char *variable = run_format("%s=%s", name, value);
    if (i < variables->count) {
        free(variables->items[i]);
        variables->items[i] = variable;
    } else {
        run_strings_add(variables, variable);
    }
}

/// Sets `value` joined with what is there already, if anything is.
static void join(struct run_strings *variables, const char *name, const char *value, char separator)
{
    const char *old = get(variables, name);
    char *both =
        old && old[0] != '\0' ? run_format("%s%c%s", value, separator, old) : run_strdup(value);
    set(variables, name, both);
    free(both);
}

static bool choose_driver(struct run_environment *environment, const struct run_options *options)
{
    struct run_strings *variables = &environment->variables;
    if (!options->icd && !options->reference) {
        // A loader before 1.3.207 knows the second name only.
        const char *files = get(variables, "VK_DRIVER_FILES");
        if (files && !get(variables, "VK_ICD_FILENAMES"))
            set(variables, "VK_ICD_FILENAMES", files);
        return true;
    }
    char *beside = options->reference ? run_place_beside("ommref_icd.json") : NULL;
    if (options->reference && !beside) {
        fputs("ommcts: the reference driver's manifest ommref_icd.json lies neither beside this "
              "program nor in its share folder; build the target 'ommref'\n",
              stderr);
        return false;
    }
    environment->manifest = run_manifest_check(beside ? beside : options->icd);
    free(beside);
    if (!environment->manifest)
        return false;
    set(variables, "VK_DRIVER_FILES", environment->manifest);
    set(variables, "VK_ICD_FILENAMES", environment->manifest);
    if (options->personality)
        set(variables, "OMMREF_PERSONALITY", options->personality);
    return true;
}

bool run_environment_make(struct run_environment *environment, const struct run_options *options)
{
    *environment = (struct run_environment){0};
    for (char **variable = environ; *variable; variable++)
        run_strings_add(&environment->variables, run_strdup(*variable));
    bool good = choose_driver(environment, options);
    if (!options->keep_implicit)
        join(&environment->variables, "VK_LOADER_LAYERS_DISABLE", "~implicit~", ',');
    char *layers = run_place_of_layers();
    if (layers) {
        join(&environment->variables, "VK_ADD_LAYER_PATH", layers, ':');
        free(layers);
    }
    run_strings_add(&environment->variables, NULL);
    environment->variables.count--;
    return good;
}

void run_environment_adopt(const struct run_environment *environment)
{
    for (size_t i = 0; i < environment->variables.count; i++) {
        const char *variable = environment->variables.items[i];
        char *name = run_strndup(variable, strcspn(variable, "="));
        const char *old = getenv(name);
        if (name[0] != '\0' && (!old || strcmp(old, variable + strlen(name) + 1) != 0))
            setenv(name, variable + strlen(name) + 1, 1);
        free(name);
    }
}

void run_environment_clear(struct run_environment *environment)
{
    run_strings_clear(&environment->variables);
    free(environment->manifest);
    *environment = (struct run_environment){0};
}
