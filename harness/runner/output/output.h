// SPDX-License-Identifier: Apache-2.0
// What a run writes while it runs, and at its end: the directory of --output, the files of --junit, the QPA log.
#ifndef RUN_OUTPUT_H
#define RUN_OUTPUT_H

#include "output/journal.h"
#include "output/qpa.h"
#include "output/replace.h"
#include "report/report.h"

#include <stdbool.h>
#include <stdint.h>

struct run_output {
    struct run_report *report;
    const char *directory; ///< NULL: none
    bool resuming;
    struct run_book earlier; ///< what the directory holds already, with --resume
    struct run_journal journal;
    char *qpa_path; ///< NULL: none
    struct run_qpa qpa;
    int64_t due; ///< when the reports are to be written again
    bool lost;   ///< something could not be written, which was told
};

/// Looks whether everything that the options ask for can be written, before anything starts. `report` need not be
/// filled yet. False: told on stderr, exit 2. Close with run_output_close in every case.
bool run_output_prepare(struct run_output *output, struct run_report *report,
                        const struct run_registry *registry);

/// With --resume, sees that this is the same run, and gives the report's passes the results that are there. False: told
/// on stderr, exit 2, and nothing was written.
bool run_output_adopt(struct run_output *output);

/// Opens the journal and writes every file for the first time, most cases without a result. The report has its passes.
/// False: told on stderr.
bool run_output_begin(struct run_output *output);

// What happens, in the pass of the report's index `pass`. Reports follow at bounded intervals.

void run_output_started(struct run_output *output, const struct run_pass *pass, size_t item);
void run_output_finished(struct run_output *output, const struct run_pass *pass, size_t item);
void run_output_property(struct run_output *output, const struct run_pass *pass, const char *name,
                         const char *value);
/// Nothing happened for a while.
void run_output_tick(struct run_output *output);
/// The protocol has told that the case begins.
void run_output_announced(struct run_output *output, const struct run_pass *pass, size_t item);
/// The protocol has told its result.
void run_output_told(struct run_output *output, const struct run_pass *pass, size_t item);

/// Writes every file for the last time; the report says how the run ended. False: something could not be written, now or
/// before, which was told.
bool run_output_end(struct run_output *output);

void run_output_close(struct run_output *output);

#endif
