// SPDX-License-Identifier: Apache-2.0
// `ommcts diff A B`: what a second run has that a first had not.
#include "diff/diff.h"

#include "command/commands.h"
#include "command/print.h"
#include "output/replace.h"

static void print_html(FILE *file, const void *diff)
{
    run_diff_print_html(diff, file);
}

static bool print(const struct run_diff *diff, const struct run_options *options)
{
    run_diff_print_text(diff, stdout);
    bool told = run_print_end("the differences");
    return (!options->html || run_replace_by(options->html, print_html, diff, true, false)) && told;
}

int run_command_diff(const struct run_context *context)
{
    const struct run_options *options = context->options;
    struct run_side before = {.count = 0}, after = {.count = 0};
    int status = RUN_EXIT_USAGE;
    if ((!options->html || run_replace_check(options->html)) &&
        run_side_read(&before, options->operands.items[0], context->registry) &&
        run_side_read(&after, options->operands.items[1], context->registry)) {
        struct run_diff diff;
        run_diff_make(&diff, &before, &after);
        bool written = print(&diff, options);
        status = written && !run_diff_is_worse(&diff) ? RUN_EXIT_FINE : RUN_EXIT_UNEXPECTED;
        run_diff_clear(&diff);
    }
    run_side_clear(&before);
    run_side_clear(&after);
    return status;
}
