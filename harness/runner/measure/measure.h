// SPDX-License-Identifier: Apache-2.0
// What the benchmarks of a run measured. Those that differ only in their parameter, such as the size, are one topic: one
// table, one plot.
#ifndef RUN_MEASURE_H
#define RUN_MEASURE_H

#include "output/record.h"
#include "output/replace.h"

/// The benchmarks of a topic on one device that have measured something, the smallest amount of bytes first.
struct run_topic {
    char *name; ///< with the device's prefix: "omm.bench.copies.serialize"
    const struct run_record **records;
    size_t count;
};

struct run_topics {
    struct run_topic *topics; ///< in the order of the book
    size_t count;
};

/// Borrows the book's records. Free with run_topics_clear.
struct run_topics run_topics_gather(const struct run_book *book);

void run_topics_clear(struct run_topics *topics);

/// The table of `ommcts bench`, a topic after the other; a sentence where there is nothing.
run_report_writer run_measures_table;

/// The file of `ommcts bench --json`: the run, its devices, and one object for each benchmark.
run_report_writer run_measures_json;

/// The series of this name, or NULL.
const struct run_measure *run_measure_named(const struct run_result *result, const char *series);

/// How many times as fast as `yardstick` it is, by bytes where both move some; 0 where it took no time.
double run_measure_ratio(const struct run_measure *measure, const struct run_measure *yardstick);

/// Bytes per second; 0 where nothing is moved.
double run_measure_rate(const struct run_measure *measure);

/// Half of the distance of the quartiles, as a part of the median.
double run_measure_spread(const struct run_measure *measure);

// Words, in every locale. Free them.

/// Three digits that count: "12.3", "0.0456", "1230".
char *run_words_number(double number);
/// The same of what an axis has at its steps: "12", "0.5", "0".
char *run_words_step(double number);
/// "12.3 us".
char *run_words_time(uint64_t picoseconds);
/// "4 KiB", "1.5 MiB".
char *run_words_bytes(uint64_t bytes);

#endif
