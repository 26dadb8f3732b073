// SPDX-License-Identifier: Apache-2.0
// What every report of a run is made from.
#ifndef RUN_REPORT_H
#define RUN_REPORT_H

#include "command/environment.h"
#include "command/options.h"
#include "output/record.h"
#include "report/pass.h"

#include <stddef.h>
#include <time.h>

struct run_report {
    const struct run_options *options;
    const struct run_environment *environment;
    const char *binary;       ///< absolute
    const char *command_line; ///< as it was given, quoted
    struct run_pass *passes;  ///< one per device
    size_t pass_count;
    time_t began;
    double seconds;
};

struct run_tally run_report_tally(const struct run_report *report);

/// A command for a shell that runs this case again the same way. Free it.
char *run_report_reproduce(const struct run_report *report, const struct run_pass *pass,
                           const char *name);

/// `text` as one word of a shell, quoted where it needs to be. Free it.
char *run_shell_quote(const char *text);

/// The arguments of a command line as one line for a shell. Free it.
char *run_shell_join(int argc, char **argv);

#endif
