// SPDX-License-Identifier: Apache-2.0
// `ommcts coverage`: what the cases cover, without a loader or a driver.
#include "coverage/coverage.h"

#include "command/commands.h"
#include "command/print.h"

#include <stdbool.h>
#include <stdio.h>

static bool print(const struct run_coverage *coverage, enum run_coverage_format format)
{
    static void (*const prints[])(const struct run_coverage *, FILE *) = {
        [RUN_COVERAGE_TEXT] = run_coverage_print_text,
        [RUN_COVERAGE_TSV] = run_coverage_print_tsv,
        [RUN_COVERAGE_JSON] = run_coverage_print_json,
        [RUN_COVERAGE_HTML] = run_coverage_print_html,
    };
    prints[format](coverage, stdout);
    return run_print_end("the coverage");
}

int run_command_coverage(const struct run_context *context)
{
    const struct run_options *options = context->options;
    struct run_coverage coverage;
    run_coverage_gather(&coverage, context->registry);
    bool good = true;
    for (size_t i = 0; i < options->from.count && good; i++)
        good = run_coverage_read(&coverage, context->registry, options->from.items[i]);
    int status = RUN_EXIT_USAGE;
    if (good) {
        run_coverage_judge(&coverage);
        bool written = print(&coverage, options->coverage_format);
        // The text has them itself.
        bool tell = options->coverage_format != RUN_COVERAGE_TEXT;
        for (size_t i = 0; i < coverage.missing.count && tell; i++)
            fprintf(stderr, "ommcts: %s\n", coverage.missing.items[i]);
        status = written && coverage.missing.count == 0 ? RUN_EXIT_FINE : RUN_EXIT_UNEXPECTED;
    }
    run_coverage_clear(&coverage);
    return status;
}
