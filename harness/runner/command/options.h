// SPDX-License-Identifier: Apache-2.0
// The command line, read once. Everything here is text and numbers: whether a file or a device
// exists is for others to find out.
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include "heap.h"
#include "pool/pool.h"

#include <stdbool.h>
#include <stdint.h>

enum run_command {
    RUN_COMMAND_RUN = 1,
    RUN_COMMAND_LIST = 2,
    RUN_COMMAND_DEVICES = 4,
    RUN_COMMAND_EXPLAIN = 8,
    RUN_COMMAND_COVERAGE = 16,
    RUN_COMMAND_MERGE = 32,
    RUN_COMMAND_BISECT = 64,
    RUN_COMMAND_DIFF = 128,
    RUN_COMMAND_BENCH = 256,
};

enum run_list_mode {
    RUN_LIST_NAMES,    ///< one name per line
    RUN_LIST_CASELIST, ///< GROUP: and TEST: lines, as --deqp-runmode=stdout-caselist has them
    RUN_LIST_TRIE,     ///< nested braces
    RUN_LIST_XML,      ///< nested elements, as --deqp-runmode=xml-caselist has them
};

enum run_coverage_format {
    RUN_COVERAGE_TEXT,
    RUN_COVERAGE_TSV,
    RUN_COVERAGE_JSON,
    RUN_COVERAGE_HTML,
};

/// What --deqp-x=enable|disable said.
enum run_switch {
    RUN_SWITCH_NOT_GIVEN,
    RUN_SWITCH_ENABLED,
    RUN_SWITCH_DISABLED,
};

struct run_options {
    unsigned command; ///< one enum run_command

    // Which driver and device.
    char *icd;
    bool reference;
    char *personality; ///< NULL: the driver's default
    bool keep_implicit;
    char *device; ///< NULL: not chosen
    const char *layers;
    bool layers_given;

    // Which cases.
    struct run_strings globs, excluded, lists, required;
    char *trie;                              ///< --deqp-caselist
    const char *tier;                        ///< NULL, or which list of data/caselists
    unsigned fraction_index, fraction_count; ///< --deqp-fraction, from 0; count 0: all
    unsigned fraction, fraction_start;       ///< --fraction, start from 1; 0: not given
    bool allow_unknown, shuffle;
    uint64_t shuffle_seed;

    // What is expected, and where reports go.
    struct run_strings baselines, flakes, skips, waivers;
    char *expectations_dir, *expectations_key;
    char *layer_known, *junit, *html, *list_file;
    char *output, *resume;   ///< directories; one of them at most
    char *json;              ///< of `bench`
    char *qpa_file;          ///< --deqp-log-filename
    bool qpa;                ///< in the directory of --output
    char *artifacts, *blobs; ///< directories
    enum run_list_mode list_mode;
    bool quiet;

    // How they run.
    unsigned jobs;
    double timeout, timeout_multiplier;
    bool timeout_given;
    enum run_switch watchdog;     ///< --deqp-watchdog, which became `timeout`
    enum run_switch stop_on_fail; ///< --deqp-terminate-on-fail, which became `max_fails`
    enum run_isolation isolation;
    bool isolation_given, gdb, break_on_failure;
    bool workers_given; ///< an option was given that only workers can follow, as --timeout
    char *wrapper;
    unsigned repeat;
    bool until_fail;
    unsigned retries, max_fails, min_pass; ///< 0: none
    uint64_t seed;
    unsigned fuzz_steps; ///< 0: as long as a walk sees fit

    char *operand;               ///< the case of `explain` and `bisect`
    struct run_strings operands; ///< what `merge` joins and `diff` compares
    enum run_coverage_format coverage_format;
    struct run_strings from;    ///< JUnit reports that `coverage` reads
    struct run_strings ignored; ///< --deqp- options that mean nothing here, as they were given
};

enum run_parsed {
    RUN_PARSED,      ///< go on
    RUN_PARSED_DONE, ///< help or version was printed: exit 0
    RUN_PARSED_BAD,  ///< told on stderr: exit 2
};

/// Reads the arguments of any command but `worker`. Free with run_options_clear in every case.
enum run_parsed run_options_parse(struct run_options *options, int argc, char **argv);

void run_options_clear(struct run_options *options);

#endif
