// SPDX-License-Identifier: Apache-2.0
// What validation layers are known to report on valid use: data/layer-known.tsv. Without a row, a
// message of a layer in a case that judges the driver is an InternalError.
#ifndef RUN_KNOWN_H
#define RUN_KNOWN_H

#include "registry.h"
#include "result.h"

#include <stdbool.h>
#include <stddef.h>

struct run_known_row {
    char *layer, *version, *glob, *id, *reason;
    unsigned line;
    bool heard; ///< a case that the glob matches gave this message
    bool ran;   ///< a case that the glob matches ran to Pass or QualityWarning under this layer
};

struct run_known {
    char *path;
    struct run_known_row *rows;
    size_t count;
};

/// Reads the table; false, told with file and line, when it is unreadable or a row lacks a column.
/// Free with run_known_clear in every case.
bool run_known_read(struct run_known *known, const char *path);

void run_known_clear(struct run_known *known);

/// The first error or warning of a layer that no row knows, or NULL. Remembers the rows heard.
const struct run_message *run_known_check(struct run_known *known, const char *name,
                                          const struct run_result *result);

/// Notes that a case ran to the end of its body under `layers` ("VK_LAYER_X 1.3.239", or several with
/// commas), so that rows that match it must have been heard.
void run_known_note_run(struct run_known *known, const char *name, const char *layers);

/// Tells on stderr each row that the run proved stale; returns how many. `selected` has one flag per
/// case of the registry: a row whose glob matches a case that was left out isn't judged.
size_t run_known_tell_stale(const struct run_known *known, const struct run_registry *registry,
                            const bool *selected);

#endif
