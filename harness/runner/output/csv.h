// SPDX-License-Identifier: Apache-2.0
// Tables that deqp-runner and its tools read: no header, sorted by name, with deqp-runner's words.
#ifndef RUN_CSV_H
#define RUN_CSV_H

#include "output/replace.h"

/// results.csv: test,status,duration.
run_report_writer run_csv_print_results;

/// failures.csv: test,status of everything red. It can be the next run's --baseline, as results.csv can; not so after
/// --device all, because what is expected of a case is no matter of the device's number.
run_report_writer run_csv_print_failures;

/// failures.txt: the names of these, each once and without the prefix of a device, for -f.
run_report_writer run_csv_print_failed_names;

#endif
