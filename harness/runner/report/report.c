// SPDX-License-Identifier: Apache-2.0
#include "report/report.h"

#include "heap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run_tally run_report_tally(const struct run_report *report)
{
    struct run_tally tally = {.total = 0};
    for (size_t p = 0; p < report->pass_count; p++) {
        const struct run_pass *pass = &report->passes[p];
        for (size_t i = 0; i < pass->selection->count; i++) {
            tally.of[pass->outcomes[i].judged]++;
            tally.unexpected += run_outcome_is_unexpected(&pass->outcomes[i]);
            tally.total++;
        }
    }
    return tally;
}

char *run_shell_quote(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:=,+@%";
    if (text[0] != '\0' && strspn(text, plain) == strlen(text))
        return run_strdup(text);
    char *quoted = run_calloc(strlen(text) * 4 + 3, 1);
    char *out = quoted;
    *out++ = '\'';
    for (; *text != '\0'; text++)
        if (*text == '\'')
            out = stpcpy(out, "'\\''");
        else
            *out++ = *text;
    *out = '\'';
    return quoted;
}

static void print_word(FILE *file, const char *before, const char *text)
{
    char *quoted = run_shell_quote(text);
    fprintf(file, "%s%s", before, quoted);
    free(quoted);
}

/// Absolute, because nobody knows where a report is read.
static void print_path(FILE *file, const char *before, const char *path)
{
    char *full = realpath(path, NULL);
    print_word(file, before, full ? full : path);
    free(full);
}

char *run_shell_join(int argc, char **argv)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    for (int i = 0; file && i < argc; i++)
        print_word(file, i ? " " : "", argv[i]);
    if (!file || fclose(file) != 0)
        return run_strdup("");
    return text;
}

/// What of the caller's environment steers the driver.
static void print_variables(FILE *file, const struct run_report *report)
{
    static const char *const names[] = {"VK_DRIVER_FILES", "VK_ICD_FILENAMES", "OMMREF_PERSONALITY",
                                        "OMMREF_FAULT"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        bool chooses_driver = i < 2;
        bool overruled = (chooses_driver && report->environment->manifest) ||
                         (i == 2 && report->options->personality);
        if (value && !overruled) {
            fprintf(file, "%s=", names[i]);
            print_word(file, "", value);
            fputc(' ', file);
        }
    }
}

static void print_driver(FILE *file, const struct run_report *report, const struct run_pass *pass)
{
    const struct run_options *options = report->options;
    if (options->reference) {
        fputs(" --reference", file);
        if (options->personality)
            print_word(file, "=", options->personality);
    } else if (options->icd) {
        print_word(file, " --icd ", report->environment->manifest);
    }
    if (options->device && pass->device > 0)
        fprintf(file, " --device %u", pass->device);
}

/// In every locale with a point, which a case in this process may have changed.
static void print_number(FILE *file, const char *before, double number)
{
    unsigned long long millionths = (unsigned long long)(number * 1e6 + 0.5);
    fprintf(file, "%s%llu", before, millionths / 1000000);
    if (millionths % 1000000)
        fprintf(file, ".%06llu", millionths % 1000000);
}

/// What is slow here is so elsewhere.
static void print_limits(FILE *file, const struct run_options *options)
{
    if (options->timeout_given || options->watchdog == RUN_SWITCH_DISABLED)
        print_number(file, " --timeout ", options->timeout);
    if (options->timeout_multiplier < 1.0 || options->timeout_multiplier > 1.0)
        print_number(file, " --timeout-multiplier ", options->timeout_multiplier);
}

char *run_report_reproduce_start(const struct run_report *report, const struct run_pass *pass)
{
    const struct run_options *options = report->options;
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file)
        return run_strdup("");
    print_variables(file, report);
    print_word(file, "", report->binary);
    fputs(" run", file);
    print_driver(file, report, pass);
    if (options->keep_implicit)
        fputs(" --keep-implicit", file);
    if (options->layers_given)
        fprintf(file, " --layers %s", options->layers);
    print_limits(file, options);
    if (options->layer_known)
        print_path(file, " --layer-known ", options->layer_known);
    if (options->artifacts)
        print_path(file, " --artifacts ", options->artifacts);
    if (options->blobs)
        print_path(file, " --blobs ", options->blobs);
    fprintf(file, " --seed %" PRIu64, options->seed);
    if (options->fuzz_steps)
        fprintf(file, " --fuzz-steps %u", options->fuzz_steps);
    for (size_t i = 0; i < options->required.count; i++)
        print_word(file, " --require ", options->required.items[i]);
    fputs(" -n ", file);
    return fclose(file) == 0 ? text : run_strdup("");
}

char *run_report_reproduce(const struct run_report *report, const struct run_pass *pass,
                           const char *name)
{
    char *start = run_report_reproduce_start(report, pass);
    char *quoted = run_shell_quote(name);
    char *command = run_format("%s%s", start, quoted);
    free(quoted);
    free(start);
    return command;
}
