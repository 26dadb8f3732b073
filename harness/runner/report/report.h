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
    struct run_properties properties, captured; ///< of the run: see struct run_book
    time_t began;
    double seconds;  ///< 0 while it runs
    bool ended;      ///< it came to its end, in order
    const char *why; ///< NULL: nothing cut it short
};

struct run_tally run_report_tally(const struct run_report *report);

/// The report as a book, which borrows all of it: for as long as no result comes in. Free with run_book_clear.
struct run_book run_report_book(const struct run_report *report);

/// The book's device of a pass, which borrows the properties; free what it owns, `reproduce`.
struct run_book_device run_report_device(const struct run_report *report,
                                         const struct run_pass *pass);

/// The book's record of an item of that device.
struct run_record run_report_record(const struct run_pass *pass, size_t item, size_t device);

/// A command for a shell that runs this case again the same way. Free it.
char *run_report_reproduce(const struct run_report *report, const struct run_pass *pass,
                           const char *name);

/// The same up to "-n ", with the name left out. Free it.
char *run_report_reproduce_start(const struct run_report *report, const struct run_pass *pass);

/// `text` as one word of a shell, quoted where it needs to be. Free it.
char *run_shell_quote(const char *text);

/// The arguments of a command line as one line for a shell. Free it.
char *run_shell_join(int argc, char **argv);

#endif
