// SPDX-License-Identifier: Apache-2.0
// `ommcts merge DIR... --output OUT`.
#include "output/merge.h"

#include "command/commands.h"
#include "html/report.h"
#include "output/files.h"
#include "output/qpa.h"
#include "report/junit.h"
#include "report/sanitize.h"

#include <stdio.h>
#include <stdlib.h>

/// Everything that can be wrong before anything is read.
static bool check_places(const struct run_options *options, const char *qpa)
{
    return run_files_prepare("--output", options->output, "merge into a new directory") &&
           (!options->junit || run_replace_check(options->junit)) &&
           (!options->html || run_replace_check(options->html)) && (!qpa || run_replace_check(qpa));
}

static bool write_qpa(const struct run_book *book, const char *path)
{
    struct run_qpa qpa;
    if (!run_qpa_open(&qpa, path))
        return false;
    run_qpa_begin(&qpa, book);
    for (size_t i = 0; i < book->count; i++) {
        if (book->records[i].outcome->round > 0) {
            run_qpa_case(&qpa, book, &book->records[i]);
            run_qpa_result(&qpa, book, &book->records[i]);
        }
    }
    return run_qpa_close(&qpa);
}

static bool write(const struct run_book *book, const struct run_options *options, const char *qpa)
{
    // Where one can't be written, the others are wanted all the more.
    bool written = run_book_write(book, options->output);
    if (options->junit)
        written = run_replace(options->junit, run_junit_print, book, true, false) && written;
    if (options->html)
        written = run_replace(options->html, run_html_print, book, true, false) && written;
    return (!qpa || write_qpa(book, qpa)) && written;
}

static int judge(const struct run_book *book, const struct run_options *options)
{
    struct run_tally tally = run_book_tally(book);
    char *why = run_sanitize_line(book->why, 2000);
    if (book->why)
        fprintf(stderr, "ommcts: %s\n", why);
    free(why);
    if (!options->quiet || tally.unexpected > 0) {
        size_t count = options->operands.count;
        fprintf(stderr, "ommcts: %zu cases of %zu %s:", tally.total, count,
                count == 1 ? "directory" : "directories");
        const char *separator = " ";
        for (unsigned i = 0; i <= RUN_DEVICE_UNAVAILABLE; i++) {
            if (tally.of[i] > 0) {
                fprintf(stderr, "%s%zu %s", separator, tally.of[i],
                        run_verdict_word((enum run_verdict)i));
                separator = ", ";
            }
        }
        fputc('\n', stderr);
    }
    if (tally.unexpected > 0 || book->why)
        return RUN_EXIT_UNEXPECTED;
    return tally.of[RUN_NOT_SUPPORTED] == tally.total ? RUN_EXIT_NOT_SUPPORTED : RUN_EXIT_FINE;
}

int run_command_merge(const struct run_context *context)
{
    const struct run_options *options = context->options;
    const char *const *directories = (const char *const *)options->operands.items;
    size_t count = options->operands.count;
    struct run_book *books = run_calloc(count, sizeof(*books)), whole = {0};
    char *qpa = options->qpa        ? run_format("%s/run.qpa", options->output)
                : options->qpa_file ? run_strdup(options->qpa_file)
                                    : NULL;
    bool good = true;
    for (size_t i = 0; good && i < count; i++)
        good = run_book_read(&books[i], directories[i], context->registry);
    good = good && run_book_merge(&whole, books, directories, count) && check_places(options, qpa);
    int status = RUN_EXIT_USAGE;
    if (good)
        status = write(&whole, options, qpa) ? judge(&whole, options) : RUN_EXIT_UNEXPECTED;
    for (size_t i = 0; i < count; i++)
        run_book_clear(&books[i]);
    run_book_clear(&whole);
    free(books);
    free(qpa);
    return status;
}
