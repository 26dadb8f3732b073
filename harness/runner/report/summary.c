// SPDX-License-Identifier: Apache-2.0
#include "report/summary.h"

#include "heap.h"
#include "report/sanitize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_REASONS = 20,
    MOST_CASES = 50, ///< of a kind; the JUnit report has all of them
    MOST_LINES = 12, ///< of a log or a backtrace
    LINE_LIMIT = 400,
};

struct reason {
    const char *text;
    size_t count;
};

static int by_text(const void *left, const void *right)
{
    return strcmp(((const struct reason *)left)->text, ((const struct reason *)right)->text);
}

static int by_count(const void *left, const void *right)
{
    const struct reason *a = left, *b = right;
    int order = (a->count < b->count) - (a->count > b->count);
    return order ? order : strcmp(a->text, b->text);
}

/// All reasons of NotSupported, sorted, equal ones as one row; returns how many rows.
static size_t collect_reasons(const struct run_report *report, struct reason *reasons)
{
    size_t count = 0;
    for (size_t p = 0; p < report->pass_count; p++) {
        const struct run_pass *pass = &report->passes[p];
        for (size_t i = 0; i < pass->selection->count; i++) {
            const struct run_outcome *outcome = &pass->outcomes[i];
            if (outcome->judged == RUN_NOT_SUPPORTED)
                reasons[count++] = (struct reason){outcome->reason ? outcome->reason : "", 1};
        }
    }
    qsort(reasons, count, sizeof(*reasons), by_text);
    size_t rows = 0;
    for (size_t i = 0; i < count; i++)
        if (rows > 0 && strcmp(reasons[rows - 1].text, reasons[i].text) == 0)
            reasons[rows - 1].count++;
        else
            reasons[rows++] = reasons[i];
    qsort(reasons, rows, sizeof(*reasons), by_count);
    return rows;
}

static void print_reasons(const struct run_report *report, const struct run_tally *tally)
{
    size_t skipped = tally->of[RUN_NOT_SUPPORTED];
    if (skipped == 0)
        return;
    struct reason *reasons = run_calloc(skipped, sizeof(*reasons));
    size_t rows = collect_reasons(report, reasons);
    fprintf(stderr, "NotSupported, %zu:\n", skipped);
    for (size_t i = 0; i < rows && i < MOST_REASONS; i++) {
        char *line = run_sanitize_line(reasons[i].text, LINE_LIMIT);
        fprintf(stderr, "  %zux %s\n", reasons[i].count, line);
        free(line);
    }
    if (rows > MOST_REASONS)
        fprintf(stderr, "  and %zu more reasons\n", rows - MOST_REASONS);
    free(reasons);
}

static void print_case(const struct run_pass *pass, size_t i)
{
    const struct run_outcome *outcome = &pass->outcomes[i];
    char *name = run_sanitize_line(pass->selection->items[i].name, LINE_LIMIT);
    char *reason = run_sanitize_line(outcome->reason, LINE_LIMIT);
    fprintf(stderr, "%s%s: %s%s%s\n", pass->prefix, name, run_verdict_word(outcome->judged),
            reason[0] != '\0' ? ": " : "", reason);
    free(reason);
    free(name);
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (; *text != '\0'; text += strcspn(text, "\n"), text += *text == '\n')
        lines++;
    return lines;
}

/// `text` line by line, indented; its last lines when `tail`, else its first.
static void print_lines(const char *text, bool tail)
{
    size_t total = text ? count_lines(text) : 0;
    size_t first = tail && total > MOST_LINES ? total - MOST_LINES : 0;
    for (size_t i = 0; i < total && i < first + MOST_LINES; i++) {
        size_t length = strcspn(text, "\n");
        if (i >= first && length > 0) {
            char *raw = run_strndup(text, length);
            char *line = run_sanitize_line(raw, LINE_LIMIT);
            fprintf(stderr, "    | %s\n", line);
            free(line);
            free(raw);
        }
        text += length + (text[length] == '\n');
    }
}

static void print_failure(const struct run_report *report, const struct run_pass *pass, size_t i)
{
    const struct run_outcome *outcome = &pass->outcomes[i];
    print_case(pass, i);
    print_lines(outcome->result.backtrace, false);
    print_lines(outcome->result.log, true);
    if (pass->selection->items[i].entry) {
        char *command = run_report_reproduce(report, pass, pass->selection->items[i].name);
        fprintf(stderr, "    reproduce: %s\n", command);
        free(command);
    }
}

static bool is_shown(const struct run_outcome *outcome, bool unexpected)
{
    bool red = run_outcome_is_unexpected(outcome);
    bool plain = outcome->judged == RUN_PASS || outcome->judged == RUN_NOT_SUPPORTED;
    // Cases that had no turn are counted; naming each of them would hide what ended the run.
    return unexpected ? red && outcome->judged != RUN_NOT_RUN : !red && !plain;
}

static void print_cases(const struct run_report *report, bool unexpected)
{
    size_t shown = 0, left_out = 0;
    for (size_t p = 0; p < report->pass_count; p++) {
        const struct run_pass *pass = &report->passes[p];
        for (size_t i = 0; i < pass->selection->count; i++) {
            if (!is_shown(&pass->outcomes[i], unexpected))
                continue;
            left_out += shown == MOST_CASES;
            if (shown < MOST_CASES && unexpected)
                print_failure(report, pass, i);
            else if (shown < MOST_CASES)
                print_case(pass, i);
            shown += shown < MOST_CASES;
        }
    }
    if (left_out > 0) {
        fprintf(stderr, "and %zu more%s\n", left_out,
                report->options->junit ? "; the JUnit report has them all"
                                       : "; --junit FILE would have them all");
    }
}

void run_summary_print(const struct run_report *report)
{
    struct run_tally tally = run_report_tally(report);
    if (!report->options->quiet) {
        print_reasons(report, &tally);
        print_cases(report, false);
    }
    print_cases(report, true);
    if (report->options->quiet && tally.unexpected == 0)
        return;
    unsigned long long thousandths = (unsigned long long)(report->seconds * 1000.0);
    fprintf(stderr, "ommcts: %zu %s in %llu.%03llu s:", tally.total,
            tally.total == 1 ? "case" : "cases", thousandths / 1000, thousandths % 1000);
    const char *separator = " ";
    for (unsigned verdict = 0; verdict <= RUN_DEVICE_UNAVAILABLE; verdict++) {
        if (tally.of[verdict] > 0) {
            fprintf(stderr, "%s%zu %s", separator, tally.of[verdict],
                    run_verdict_word((enum run_verdict)verdict));
            separator = ", ";
        }
    }
    fprintf(stderr, " (seed %llu)\n", (unsigned long long)report->options->seed);
}
