// SPDX-License-Identifier: Apache-2.0
// Going on with a run: only when both are the same run, or its results would be those of neither.
#include "heap.h"
#include "output/capture.h"
#include "output/output.h"
#include "report/sanitize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool tell(const struct run_output *output, const char *what, const char *was, const char *is)
{
    char *old = run_sanitize_line(was ? was : "(nothing)", 300);
    char *new = run_sanitize_line(is ? is : "(nothing)", 300);
    const char *given = run_properties_get(&output->earlier.properties, "command");
    char *command = run_sanitize_line(given ? given : "", 4096);
    fprintf(stderr,
            "ommcts: --resume '%s': %s was '%s' and is '%s' now; give what was given before%s%s, "
            "or begin a new run with --output\n",
            output->directory, what, old, new, given ? ": " : "", command);
    free(command);
    free(new);
    free(old);
    return false;
}

/// Whether both are the same as reports have them: what was read has been sanitised.
static bool same(const char *was, const char *is)
{
    if (!was || !is)
        return was == is;
    char *clean = run_sanitize(is);
    bool equal = strcmp(was, clean) == 0;
    free(clean);
    return equal;
}

static const char *get(const struct run_properties *first, const struct run_properties *second,
                       const char *name)
{
    const char *value = run_properties_get(first, name);
    return value ? value : run_properties_get(second, name);
}

static bool same_options(const struct run_output *output)
{
    const struct run_book *book = &output->earlier;
    const struct run_report *report = output->report;
    for (size_t i = 0; run_capture_identity[i]; i++) {
        const char *name = run_capture_identity[i];
        const char *was = get(&book->properties, &book->environment, name);
        const char *is = get(&report->properties, &report->captured, name);
        if (!same(was, is))
            return tell(output, name, was, is);
    }
    return true;
}

static bool same_devices(const struct run_output *output)
{
    static const char *const names[] = {"device", "deviceUUID", "driver", "driverInfo",
                                        "apiVersion"};
    const struct run_book *book = &output->earlier;
    const struct run_report *report = output->report;
    if (book->device_count != report->pass_count) {
        char was[24], is[24];
        snprintf(was, sizeof(was), "%zu", book->device_count);
        snprintf(is, sizeof(is), "%zu", report->pass_count);
        return tell(output, "the number of devices", was, is);
    }
    for (size_t p = 0; p < report->pass_count; p++) {
        const struct run_pass *pass = &report->passes[p];
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            const char *was = run_properties_get(&book->devices[p].properties, names[i]);
            const char *is = run_properties_get(&pass->properties, names[i]);
            if (!same(was, is))
                return tell(output, names[i], was, is);
        }
        if (book->devices[p].number != pass->device)
            return tell(output, "the prefix of names", book->devices[p].prefix, pass->prefix);
    }
    return true;
}

static bool same_cases(const struct run_output *output)
{
    const struct run_book *book = &output->earlier;
    const struct run_selection *selection = output->report->passes[0].selection;
    size_t listed = book->device_count ? book->count / book->device_count : 0;
    for (size_t i = 0; i < listed || i < selection->count; i++) {
        const char *was = i < listed ? book->records[i].name : NULL;
        char *is =
            i < selection->count ? run_sanitize_line(selection->items[i].name, SIZE_MAX) : NULL;
        bool equal = was && is && strcmp(was, is) == 0;
        if (!equal) {
            char *what = run_format("case %zu of the selection", i + 1);
            tell(output, what, was, is);
            free(what);
        }
        free(is);
        if (!equal)
            return false;
    }
    return true;
}

bool run_output_adopt(struct run_output *output)
{
    if (!output->resuming)
        return true;
    if (!same_options(output) || !same_devices(output) || !same_cases(output))
        return false;
    struct run_book *book = &output->earlier;
    size_t per_device = book->count / book->device_count, adopted = 0;
    for (size_t i = 0; i < book->count; i++) {
        if (book->outcomes[i].round == 0)
            continue;
        run_pass_adopt(&output->report->passes[i / per_device], i % per_device, &book->outcomes[i]);
        adopted++;
    }
    for (size_t p = 0; p < book->device_count; p++) {
        const struct run_properties *told = &book->devices[p].properties;
        for (size_t i = 0; i < told->count; i++) {
            run_properties_add(&output->report->passes[p].properties, told->items[i].name,
                               told->items[i].value);
        }
    }
    output->report->began = book->began;
    if (!output->report->options->quiet) {
        fprintf(stderr, "ommcts: going on with the run in '%s': %zu of %zu cases have a result\n",
                output->directory, adopted, book->count);
    }
    return true;
}
