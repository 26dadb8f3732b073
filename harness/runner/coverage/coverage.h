// SPDX-License-Identifier: Apache-2.0
// What the cases of this program cover of the tables of IDs, and which layer reported what in earlier runs.
#ifndef RUN_COVERAGE_H
#define RUN_COVERAGE_H

#include "heap.h"
#include "ids.h"
#include "output/record.h"
#include "registry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/// Cases by their stem, the name without parameter and witness.
struct run_coverage_cases {
    struct run_strings stems;
    size_t names;                               ///< with all parameters and witnesses
    size_t results[RUN_DEVICE_UNAVAILABLE + 1]; ///< of a run: how many were judged so
    size_t worst; ///< of a run: 1 + the first record that is unexpected and ran; 0: none
};

/// What results say of a layer and the violation of an ID.
enum run_sight {
    RUN_SIGHT_NONE, ///< no result, or it was NotSupported
    RUN_SIGHT_SILENT,
    RUN_SIGHT_REPORTED,
};

struct run_coverage_vuid {
    const struct ids_vuid *row;
    struct run_coverage_cases edges, violations, others;
    enum run_sight *sights; ///< one per layer
};

struct run_coverage_assertion {
    const struct ids_assertion *row;
    struct run_coverage_cases cases;
};

/// A layer version: those of the table in its order, then others that results name.
struct run_coverage_layer {
    char *title; ///< "khronos-1.3.239", or the whole source of a layer that the table does not have
    bool known;  ///< the table has answers of it, at the same index
};

struct run_coverage {
    struct run_coverage_vuid *vuids;
    size_t vuid_count;
    struct run_coverage_assertion *assertions;
    size_t assertion_count;
    struct run_coverage_layer *layers;
    size_t layer_count;
    struct run_strings results; ///< files that were read
    bool of_a_run;              ///< `results` of cases say what they came to in a run
    struct run_strings missing; ///< one sentence for each thing that must be there
    struct run_strings remarks; ///< one sentence for each other thing that a reader should know
};

/// Goes through the tables and the registry. Free with run_coverage_clear.
void run_coverage_gather(struct run_coverage *coverage, const struct run_registry *registry);

/// Adds the results of a JUnit report of this suite. False: told on stderr.
bool run_coverage_read(struct run_coverage *coverage, const struct run_registry *registry,
                       const char *path);

/// Adds what the cases came to in a run.
void run_coverage_add_book(struct run_coverage *coverage, const struct run_book *book);

/// Fills `missing` and `remarks`, when all results are read.
void run_coverage_judge(struct run_coverage *coverage);

void run_coverage_clear(struct run_coverage *coverage);

/// Where a case counts for one of the IDs that it covers; NULL: no table has the ID.
struct run_coverage_cases *run_coverage_cases_of(const struct run_coverage *coverage,
                                                 const struct run_case *entry, const char *id);

/// The index of a source ("VK_LAYER_KHRONOS_validation 1.3.239") among the layers; a new one is added.
size_t run_coverage_layer(struct run_coverage *coverage, const char *source);

/// The row of a VUID; NULL: no table has it.
struct run_coverage_vuid *run_coverage_vuid(const struct run_coverage *coverage, const char *id);

/// Remembers a sight; one that reported is never taken back.
void run_coverage_see(struct run_coverage_vuid *vuid, size_t layer, enum run_sight sight);

/// Remembers that the layer on trial was silent. `layers` are those of the run, as its property has them:
/// "none, NAME VERSION, NAME VERSION"; the witness is a part of one's name.
void run_coverage_see_silence(struct run_coverage *coverage, struct run_coverage_vuid *vuid,
                              const char *layers, const char *witness);

/// Whether any layer reported the violation.
bool run_coverage_reported(const struct run_coverage *coverage,
                           const struct run_coverage_vuid *vuid);

/// "yes", "no", "crash" or "-": what the table says of a layer and an ID.
const char *run_coverage_claim(const struct run_coverage *coverage,
                               const struct run_coverage_vuid *vuid, size_t layer);

/// "reported", "silent" or "-": what results say.
const char *run_coverage_sight(const struct run_coverage_vuid *vuid, size_t layer);

/// "copy", "build" or "former".
const char *run_coverage_set(enum ids_set set);

// What is known, in four formats, on a stream.
void run_coverage_print_text(const struct run_coverage *coverage, FILE *file);
void run_coverage_print_tsv(const struct run_coverage *coverage, FILE *file);
void run_coverage_print_json(const struct run_coverage *coverage, FILE *file);
void run_coverage_print_html(const struct run_coverage *coverage, FILE *file);

#endif
