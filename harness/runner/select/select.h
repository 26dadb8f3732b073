// SPDX-License-Identifier: Apache-2.0
// Which cases the options choose, in which order.
#ifndef RUN_SELECT_H
#define RUN_SELECT_H

#include "command/options.h"
#include "registry.h"

#include <stdbool.h>
#include <stddef.h>

/// One name of the selection. A case list may hold names that no case has: they get a result too,
/// because a runner that reads ours expects one for every name it listed.
struct run_item {
    const char *name;             ///< owned by the registry, or by the item when there is no case
    const struct run_case *entry; ///< NULL: there is no such case
    char *where;                  ///< then: the list and the line; owned
    char *skip;                   ///< why it is not to run, or NULL; owned
};

struct run_selection {
    struct run_item *items;
    size_t count;
    size_t unknown;   ///< items without a case
    bool one_by_name; ///< exactly one case, and its full name was given with -n
};

/// Sorted by name, or in the order of the case list. False: told on stderr, exit 2 (a glob
/// without match, an unreadable list, nothing left). Free with run_selection_clear in every case.
bool run_select(struct run_selection *selection, const struct run_options *options,
                const struct run_registry *registry);

void run_selection_clear(struct run_selection *selection);

/// The name of the registry nearest to a mistyped one, or NULL when none is near.
const char *run_nearest_name(const struct run_registry *registry, const char *name);

#endif
