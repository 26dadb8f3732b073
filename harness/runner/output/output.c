// SPDX-License-Identifier: Apache-2.0
#include "output/output.h"

#include "clock.h"
#include "heap.h"
#include "html/report.h"
#include "measure/measure.h"
#include "output/capture.h"
#include "output/files.h"
#include "output/log.h"
#include "report/junit.h"

#include <stdio.h>
#include <stdlib.h>

/// Reports that options name, each for itself.
static bool write_named(const struct run_output *output, const struct run_book *book, bool last,
                        bool quiet)
{
    const struct run_options *options = output->report->options;
    bool good = !options->junit || run_replace(options->junit, run_junit_print, book, last, quiet);
    good = (!options->json || run_replace(options->json, run_measures_json, book, last, quiet)) &&
           good;
    return (!options->html || run_replace(options->html, run_html_print, book, last, quiet)) &&
           good;
}

static bool prepare_directory(struct run_output *output, const struct run_registry *registry)
{
    const struct run_options *options = output->report->options;
    output->resuming = options->resume != NULL;
    output->directory = output->resuming ? options->resume : options->output;
    if (output->resuming) {
        return run_book_read(&output->earlier, output->directory, registry) &&
               run_journal_open(&output->journal, output->directory, false);
    }
    return !output->directory ||
           run_files_prepare("--output", output->directory,
                             "--resume goes on with a run, and a new one wants a new directory");
}

bool run_output_prepare(struct run_output *output, struct run_report *report,
                        const struct run_registry *registry)
{
    const struct run_options *options = report->options;
    *output = (struct run_output){.report = report, .journal.file = -1};
    // The directory first: the other reports may be wanted in it.
    if (!prepare_directory(output, registry) ||
        (options->junit && !run_replace_check(options->junit)) ||
        (options->json && !run_replace_check(options->json)) ||
        (options->html && !run_replace_check(options->html)))
        return false;
    if (options->qpa_file)
        output->qpa_path = run_strdup(options->qpa_file);
    else if (options->qpa)
        output->qpa_path = run_format("%s/run.qpa", output->directory);
    return !output->qpa_path || run_replace_check(output->qpa_path);
}

/// The run as it is now, with the time that it took before it was gone on with.
static struct run_book current(const struct run_output *output)
{
    struct run_book book = run_report_book(output->report);
    book.seconds += output->earlier.seconds;
    return book;
}

static void set_due(struct run_output *output, int64_t began)
{
    // Twenty times what it took: however many cases there are, the reports cost a twentieth at most.
    int64_t now = run_clock_now();
    int64_t pause = 20 * (now - began);
    output->due = now + (pause > RUN_SECOND ? pause : RUN_SECOND);
}

/// Writes what can be made from the book at any time.
static void write_reports(struct run_output *output, const struct run_book *book, bool last)
{
    int64_t began = run_clock_now();
    bool quiet = output->lost && !last;
    bool good = write_named(output, book, last, quiet);
    if (output->directory)
        good = run_files_write(book, output->directory, last, quiet) && good;
    output->lost = output->lost || !good;
    set_due(output, began);
}

static void refresh(struct run_output *output)
{
    const struct run_options *options = output->report->options;
    bool wanted = output->directory || options->junit || options->html;
    if (!wanted || run_clock_now() < output->due)
        return;
    struct run_book book = current(output);
    write_reports(output, &book, false);
    run_book_clear(&book);
}

/// The journal's head, and the list of what is to come.
static bool begin_journal(struct run_output *output, const struct run_book *book)
{
    if (!output->resuming && !run_journal_open(&output->journal, output->directory, true)) {
        output->directory = NULL; // another run was quicker, and it is all that one's now
        return false;
    }
    if (!output->resuming && !run_files_write_plan(book, output->directory))
        return false;
    run_journal_run(&output->journal, book);
    for (size_t i = 0; i < book->device_count; i++)
        run_journal_device(&output->journal, book, i);
    return output->journal.lost == 0;
}

bool run_output_begin(struct run_output *output)
{
    struct run_book book = current(output);
    bool good = !output->directory || begin_journal(output, &book);
    if (good && output->qpa_path)
        good = run_qpa_open(&output->qpa, output->qpa_path);
    if (good) {
        run_qpa_begin(&output->qpa, &book);
        // If this process is killed, the reports say that cases had no turn, rather than being old ones.
        write_reports(output, &book, false);
        good = !output->lost;
    }
    run_book_clear(&book);
    return good;
}

static size_t index_of(const struct run_output *output, const struct run_pass *pass)
{
    return (size_t)(pass - output->report->passes);
}

/// A book of one record: what its log and its block are made from.
struct one {
    struct run_book_device device;
    struct run_record record;
    struct run_book book;
};

/// Fills `one`, which must stay where it is; free one->device.reproduce.
static void take_one(struct one *one, const struct run_output *output, const struct run_pass *pass,
                     size_t item)
{
    one->device = run_report_device(output->report, pass);
    one->record = run_report_record(pass, item, 0);
    one->book = (struct run_book){.devices = &one->device,
                                  .device_count = 1,
                                  .records = &one->record,
                                  .count = 1,
                                  .borrows = true};
}

void run_output_started(struct run_output *output, const struct run_pass *pass, size_t item)
{
    if (output->directory) {
        run_journal_start(&output->journal, index_of(output, pass),
                          pass->selection->items[item].name);
    }
    refresh(output);
}

void run_output_finished(struct run_output *output, const struct run_pass *pass, size_t item)
{
    const struct run_outcome *outcome = &pass->outcomes[item];
    // What had no turn is missing, which is told by nothing being there.
    if (output->directory && outcome->judged != RUN_NOT_RUN) {
        run_journal_case(&output->journal, index_of(output, pass),
                         pass->selection->items[item].name, outcome);
        struct one one;
        take_one(&one, output, pass, item);
        bool logged = run_log_write(&one.book, &one.record, output->directory, output->lost);
        output->lost = output->lost || !logged;
        free(one.device.reproduce);
    }
    refresh(output);
}

void run_output_tick(struct run_output *output)
{
    refresh(output);
}

void run_output_property(struct run_output *output, const struct run_pass *pass, const char *name,
                         const char *value)
{
    if (output->directory)
        run_journal_property(&output->journal, index_of(output, pass), name, value);
}

void run_output_announced(struct run_output *output, const struct run_pass *pass, size_t item)
{
    if (!output->qpa.file)
        return;
    struct one one;
    take_one(&one, output, pass, item);
    run_qpa_case(&output->qpa, &one.book, &one.record);
    free(one.device.reproduce);
}

void run_output_told(struct run_output *output, const struct run_pass *pass, size_t item)
{
    if (!output->qpa.file)
        return;
    struct one one;
    take_one(&one, output, pass, item);
    run_qpa_result(&output->qpa, &one.book, &one.record);
    free(one.device.reproduce);
}

bool run_output_end(struct run_output *output)
{
    struct run_book book = current(output);
    if (output->directory)
        run_journal_end(&output->journal, output->report->seconds, book.why);
    write_reports(output, &book, true);
    run_book_clear(&book);
    bool logged = run_qpa_close(&output->qpa);
    if (output->journal.lost > 0) {
        fprintf(stderr, "ommcts: %zu lines are missing in '%s'\n", output->journal.lost,
                output->journal.path);
    }
    return logged && !output->lost && output->journal.lost == 0;
}

void run_output_close(struct run_output *output)
{
    run_qpa_close(&output->qpa);
    run_journal_close(&output->journal);
    run_book_clear(&output->earlier);
    free(output->qpa_path);
    *output = (struct run_output){.journal.file = -1};
}
