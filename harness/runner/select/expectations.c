// SPDX-License-Identifier: Apache-2.0
#include "select/expectations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What files there are for.
struct lists {
    struct run_strings fails, flakes, skips;
};

static void add_all(struct run_strings *list, const struct run_strings *more)
{
    for (size_t i = 0; i < more->count; i++)
        run_strings_add(list, run_strdup(more->items[i]));
}

/// Adds FOLDER/WHO-KIND.txt, if there is such a file.
static void add_found(struct run_strings *list, const char *folder, const char *who, size_t length,
                      const char *kind)
{
    char *path = run_format("%s/%.*s-%s.txt", folder, (int)length, who, kind);
    FILE *file = fopen(path, "re");
    if (file) {
        fclose(file);
        run_strings_add(list, path);
    } else {
        free(path);
    }
}

/// all-*, then those of the driver (what stands before the key's first '-'), then those of the key.
static bool add_folder(struct lists *lists, const char *folder, const char *key)
{
    size_t driver = strcspn(key, "-"), whole = strlen(key);
    const struct {
        const char *who;
        size_t length;
    } whose[] = {{"all", 3}, {key, driver}, {key, whole}};
    size_t before = lists->fails.count + lists->flakes.count + lists->skips.count;
    for (size_t i = 0; i < sizeof(whose) / sizeof(whose[0]); i++) {
        if (i == 2 && driver == whole)
            continue;
        add_found(&lists->fails, folder, whose[i].who, whose[i].length, "fails");
        add_found(&lists->flakes, folder, whose[i].who, whose[i].length, "flakes");
        add_found(&lists->skips, folder, whose[i].who, whose[i].length, "skips");
    }
    if (lists->fails.count + lists->flakes.count + lists->skips.count > before)
        return true;
    fprintf(stderr,
            "ommcts: '%s' has nothing for '%s': no {all,%.*s,%s}-{fails,flakes,skips}.txt can be "
            "read there\n",
            folder, key, (int)driver, key, key);
    return false;
}

static bool read_lists(struct run_expectations *expectations, const struct lists *lists,
                       const struct run_options *options)
{
    return run_baseline_read(&expectations->baseline, &lists->fails) &&
           run_patterns_read(&expectations->flakes, &lists->flakes, "list of flakes") &&
           run_patterns_read(&expectations->skips, &lists->skips, "list of skips") &&
           run_waivers_read(&expectations->waivers, &options->waivers);
}

bool run_expectations_read(struct run_expectations *expectations, const struct run_options *options)
{
    struct lists lists = {0};
    add_all(&lists.fails, &options->baselines);
    add_all(&lists.flakes, &options->flakes);
    add_all(&lists.skips, &options->skips);
    bool good = (!options->expectations_dir ||
                 add_folder(&lists, options->expectations_dir, options->expectations_key)) &&
                read_lists(expectations, &lists, options);
    run_strings_clear(&lists.fails);
    run_strings_clear(&lists.flakes);
    run_strings_clear(&lists.skips);
    return good;
}

void run_expectations_clear(struct run_expectations *expectations)
{
    run_baseline_clear(&expectations->baseline);
    run_patterns_clear(&expectations->flakes);
    run_patterns_clear(&expectations->skips);
    run_waivers_clear(&expectations->waivers);
}

void run_expectations_skip(const struct run_expectations *expectations,
                           struct run_selection *selection)
{
    const struct run_patterns *skips = &expectations->skips;
    for (size_t i = 0; i < selection->count; i++) {
        struct run_item *item = &selection->items[i];
        const struct run_pattern *pattern =
            item->entry ? run_patterns_find(skips, item->name) : NULL;
        if (pattern) {
            item->skip = run_format("not run: '%s' skips it (%s:%u)", pattern->text,
                                    skips->paths.items[pattern->file], pattern->line);
        }
    }
}

size_t run_expectations_tell_stale(const struct run_expectations *expectations,
                                   const struct run_registry *registry)
{
    return run_baseline_tell_stale(&expectations->baseline, registry) +
           run_patterns_tell_stale(&expectations->flakes, registry) +
           run_patterns_tell_stale(&expectations->skips, registry) +
           run_waivers_tell_stale(&expectations->waivers, registry);
}
