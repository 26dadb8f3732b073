// SPDX-License-Identifier: Apache-2.0
#include "select/select.h"

#include "command/option_table.h"
#include "command/places.h"
#include "report/sanitize.h"
#include "select/caselist.h"
#include "select/glob.h"
#include "select/share.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MATCHED = 1,  ///< a -n glob matches
    NAMED = 2,    ///< it does so in full, or by its ".violation"
    EXCLUDED = 4, ///< an -e glob matches
    TAKEN = 8,    ///< it is in the selection
};

const char *run_nearest_name(const struct run_registry *registry, const char *name)
{
    const char *nearest = NULL;
    unsigned least = 6;
    for (size_t i = 0; i < registry->count; i++) {
        const char *candidate = registry->cases[i].name;
        bool rooted = strncmp(name, "omm.", 4) == 0;
        unsigned distance = run_distance(name, strlen(name), rooted ? candidate : candidate + 4);
        if (distance < least) {
            nearest = candidate;
            least = distance;
        }
    }
    return nearest;
}

static bool tell_no_match(const struct run_registry *registry, const char *option, const char *glob)
{
    fprintf(stderr, "ommcts: %s '%s' matches no case", option, glob);
    char *below = run_format("%s.*", glob);
    bool is_group = false;
    for (size_t i = 0; i < registry->count && !is_group; i++)
        is_group = run_glob_match(below, registry->cases[i].name);
    const char *near = run_glob_is_pattern(glob) ? NULL : run_nearest_name(registry, glob);
    if (is_group)
        fprintf(stderr, "; what lies below it is '%s'\n", below);
    else if (near)
        fprintf(stderr, "; did you mean '%s'?\n", near);
    else
        fputs("; 'ommcts list' prints all names\n", stderr);
    free(below);
    return false;
}

/// Whether a glob names the file that an on-request case stands in, instead of merely matching it.
static bool spells_topic(const char *glob, const struct run_case *entry)
{
    if (!entry->desc->on_request)
        return false;
    const char *family = entry->name + strlen("omm.");
    const char *topic = strchr(family, '.') + 1;
    char spelled[256];
    snprintf(spelled, sizeof(spelled), "%.*s", (int)(topic + strcspn(topic, ".") - family), family);
    return strstr(glob, spelled) != NULL;
}

/// Sets `bit` on what each glob matches. False: one matches nothing, which is told.
static bool mark(unsigned char *marks, unsigned char bit, const struct run_strings *globs,
                 const char *option, const struct run_registry *registry)
{
    for (size_t g = 0; g < globs->count; g++) {
        const char *glob = globs->items[g];
        size_t hits = 0;
        if (!run_glob_is_pattern(glob)) {
            const struct run_case *entry = run_registry_find(registry, glob);
            if (entry) {
                marks[entry - registry->cases] |= bit | NAMED;
                hits = 1;
            }
        } else {
            bool names_violations = strstr(glob, "violation") != NULL;
            for (size_t i = 0; i < registry->count; i++) {
                if (run_glob_match(glob, registry->cases[i].name)) {
                    bool named = names_violations || spells_topic(glob, &registry->cases[i]);
                    marks[i] |= named ? bit | NAMED : bit;
                    hits++;
                }
            }
        }
        if (hits == 0)
            return tell_no_match(registry, option, glob);
    }
    return true;
}

/// Violations break rules on purpose: they wait for a driver that is ours, or for their layer being asked for.
static bool witness_wanted(const struct run_options *options, const char *witness)
{
    if (!options->layers_given)
        return options->reference;
    return strcmp(options->layers, "both") == 0 || strcmp(options->layers, witness) == 0;
}

/// Cases that are too much for every run, and violations, may wait for being named.
static bool wanted(const struct run_options *options, const struct run_case *entry, bool named)
{
    // Measuring and testing don't mix, but for who asks for it by name.
    if (options->command == RUN_COMMAND_BENCH)
        return entry->desc->judges == OMM_JUDGES_NOBODY;
    if (named)
        return true;
    return !entry->desc->on_request && (!entry->witness || witness_wanted(options, entry->witness));
}

static void append(struct run_selection *selection, struct run_item item)
{
    size_t count = selection->count;
    if ((count & (count - 1)) == 0) {
        selection->items =
            run_regrow(selection->items, count ? count * 2 : 1, sizeof(*selection->items));
    }
    selection->items[selection->count++] = item;
}

static void append_unknown(struct run_selection *selection, const struct run_registry *registry,
                           const struct run_listed *listed)
{
    const char *near = selection->unknown < 3 ? run_nearest_name(registry, listed->name) : NULL;
    // Whoever names the wrong file gets its first bytes, and no more than a terminal can take.
    char *shown = run_sanitize_line(listed->name, 200);
    fprintf(stderr, "ommcts: %s: there is no case '%s'%s%s%s\n", listed->where, shown,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    free(shown);
    append(selection,
           (struct run_item){.name = run_strdup(listed->name), .where = run_strdup(listed->where)});
    selection->unknown++;
}

static bool read_tier(struct run_caselist *list, const char *tier)
{
    char *name = run_format("caselists/%s.txt", tier);
    char *path = run_place_of_data(name);
    bool good = path && run_caselist_read(list, path);
    if (!path)
        fprintf(stderr, "ommcts: the list of tier '%s' is not installed: %s\n", tier, name);
    free(path);
    free(name);
    return good;
}

static bool read_lists(struct run_caselist *list, const struct run_options *options)
{
    if (options->tier && !read_tier(list, options->tier))
        return false;
    for (size_t i = 0; i < options->lists.count; i++)
        if (!run_caselist_read(list, options->lists.items[i]))
            return false;
    return !options->trie || run_caselist_parse_trie(list, options->trie, "--deqp-caselist");
}

static bool filtered(const struct run_options *options, unsigned char marks)
{
    return (options->globs.count == 0 || (marks & MATCHED)) && !(marks & EXCLUDED);
}

static bool select_listed(struct run_selection *selection, const struct run_options *options,
                          const struct run_registry *registry, unsigned char *marks)
{
    struct run_caselist list = {0};
    bool good = read_lists(&list, options);
    run_caselist_mark_repeated(&list);
    for (size_t i = 0; good && i < list.count; i++) {
        const struct run_case *entry = run_registry_find(registry, list.names[i].name);
        unsigned char *state = entry ? &marks[entry - registry->cases] : NULL;
        if (list.names[i].repeated || (entry && (*state & TAKEN))) {
            fprintf(stderr, "ommcts: %s: '%s' was listed before; it runs once\n",
                    list.names[i].where, list.names[i].name);
        } else if (!entry && options->allow_unknown) {
            fprintf(stderr, "ommcts: %s: there is no case '%s'; passed over\n", list.names[i].where,
                    list.names[i].name);
        } else if (!entry) {
            append_unknown(selection, registry, &list.names[i]);
        } else if (filtered(options, *state)) {
            *state |= TAKEN;
            append(selection, (struct run_item){.name = entry->name, .entry = entry});
        }
    }
    run_caselist_clear(&list);
    return good;
}

static void select_all(struct run_selection *selection, const struct run_options *options,
                       const struct run_registry *registry, const unsigned char *marks)
{
    for (size_t i = 0; i < registry->count; i++) {
        const struct run_case *entry = &registry->cases[i];
        if (filtered(options, marks[i]) && wanted(options, entry, marks[i] & NAMED))
            append(selection, (struct run_item){.name = entry->name, .entry = entry});
    }
}

static void item_clear(struct run_item *item)
{
    free(item->skip);
    if (!item->entry) {
        free((char *)item->name);
        free(item->where);
    }
}

/// What says on which driver it all happened is part of every share.
static bool is_in_every_share(const struct run_item *item)
{
    return strncmp(item->name, "omm.info.", strlen("omm.info.")) == 0;
}

/// Every `count`-th item: neighbours are alike, so all shares take about the same time.
static void keep_share(struct run_selection *selection, const struct run_share *share)
{
    size_t kept = 0, unknown = 0, turn = 0;
    for (size_t i = 0; i < selection->count; i++) {
        struct run_item *item = &selection->items[i];
        if (is_in_every_share(item) || turn++ % share->count == share->index) {
            unknown += item->entry == NULL;
            selection->items[kept++] = *item;
        } else {
            item_clear(item);
        }
    }
    fprintf(stderr, "ommcts: share %u of %u (%s): %zu of %zu cases\n", share->index + 1,
            share->count, share->source, kept, selection->count);
    selection->count = kept;
    selection->unknown = unknown;
}

static void shuffle(struct run_selection *selection, uint64_t seed)
{
    unsigned short state[3] = {(unsigned short)seed, (unsigned short)(seed >> 16),
                               (unsigned short)((seed >> 32) ^ (seed >> 48))};
    for (size_t i = selection->count; i > 1; i--) {
        size_t other = (size_t)nrand48(state) % i;
        struct run_item item = selection->items[i - 1];
        selection->items[i - 1] = selection->items[other];
        selection->items[other] = item;
    }
}

/// Why nothing is selected.
static const char *explain_nothing(const struct run_options *options,
                                   const struct run_registry *registry, const unsigned char *marks,
                                   bool listed)
{
    bool only_violations = false;
    for (size_t i = 0; i < registry->count && !listed; i++)
        only_violations = only_violations || filtered(options, marks[i]);
    if (registry->count == 0)
        return "this program holds no cases";
    if (listed && options->globs.count + options->excluded.count == 0)
        return "the list names no case of this program";
    if (options->command == RUN_COMMAND_BENCH)
        return "no benchmark is left; 'ommcts bench' without -n runs all of them";
    if (only_violations)
        return "only violation cases are left, which run with --reference, with --layers, or named "
               "as '*.violation.*'";
    return "-n, -e and -f together leave no case; each of them only narrows";
}

bool run_select(struct run_selection *selection, const struct run_options *options,
                const struct run_registry *registry)
{
    *selection = (struct run_selection){0};
    unsigned char *marks = run_calloc(registry->count, 1);
    unsigned char *required = run_calloc(registry->count, 1);
    bool listed = options->lists.count > 0 || options->trie || options->tier;
    bool good = mark(marks, MATCHED, &options->globs, "-n", registry) &&
                mark(marks, EXCLUDED, &options->excluded, "-e", registry) &&
                mark(required, MATCHED, &options->required, "--require", registry);
    if (good && listed)
        good = select_listed(selection, options, registry, marks);
    else if (good)
        select_all(selection, options, registry, marks);
    selection->one_by_name = !listed && selection->count == 1 && options->globs.count == 1 &&
                             !run_glob_is_pattern(options->globs.items[0]);
    if (good && selection->count == 0) {
        fprintf(stderr, "ommcts: nothing is selected: %s\n",
                explain_nothing(options, registry, marks, listed));
        good = false;
    }
    struct run_share share;
    good = good && run_share_find(&share, options, selection->one_by_name);
    if (good && share.count > 1)
        keep_share(selection, &share);
    if (good && selection->count == 0) {
        fputs("ommcts: nothing is left to this share\n", stderr);
        good = false;
    }
    if (options->shuffle)
        shuffle(selection, options->shuffle_seed);
    free(required);
    free(marks);
    return good;
}

void run_selection_clear(struct run_selection *selection)
{
    for (size_t i = 0; i < selection->count; i++)
        item_clear(&selection->items[i]);
    free(selection->items);
    *selection = (struct run_selection){0};
}
