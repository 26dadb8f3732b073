// SPDX-License-Identifier: Apache-2.0
#include "command/version.h"
#include "heap.h"
#include "output/capture.h"
#include "select/share.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

const char *const run_capture_identity[] = {
    "suite",   "seed",       "manifest",         "personality",      "layers asked for",
    "share",   "fuzz steps", "implicit layers",  "baseline",         "flakes",
    "skips",   "waivers",    "expectations dir", "expectations key", "required",
    "retries", NULL,
};

static void add_number(struct run_properties *properties, const char *name, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof(text), "%" PRIu64, number);
    run_properties_add(properties, name, text);
}

static void add_properties(struct run_report *report)
{
    const struct run_options *options = report->options;
    struct run_properties *properties = &report->properties;
    run_properties_add(properties, "suite", run_version);
    run_properties_add(properties, "command", report->command_line);
    add_number(properties, "seed", options->seed);
    if (report->environment->manifest)
        run_properties_add(properties, "manifest", report->environment->manifest);
    if (options->reference) {
        run_properties_add(properties, "personality",
                           options->personality ? options->personality : "default");
    }
}

static void add_build(struct run_properties *captured)
{
    run_properties_add(captured, "compiler", __VERSION__);
#ifdef NDEBUG
    run_properties_add(captured, "assertions", "off");
#else
    run_properties_add(captured, "assertions", "on");
#endif
#if defined(__SANITIZE_ADDRESS__)
    run_properties_add(captured, "sanitizer", "address");
#elif defined(__SANITIZE_THREAD__)
    run_properties_add(captured, "sanitizer", "thread");
#endif
}

static void add_machine(struct run_properties *captured)
{
    struct utsname names;
    if (uname(&names) == 0) {
        run_properties_add(captured, "host", names.nodename);
        char *kernel =
            run_format("%s %s %s %s", names.sysname, names.release, names.version, names.machine);
        run_properties_add(captured, "kernel", kernel);
        free(kernel);
    }
    add_number(captured, "processors", (uint64_t)sysconf(_SC_NPROCESSORS_ONLN));
    add_number(captured, "page size", (uint64_t)sysconf(_SC_PAGESIZE));
    uint64_t pages = (uint64_t)sysconf(_SC_PHYS_PAGES);
    add_number(captured, "memory", pages * (uint64_t)sysconf(_SC_PAGESIZE));
}

static void add_options(struct run_properties *captured, const struct run_options *options)
{
    run_properties_add(captured, "layers asked for", options->layers);
    run_properties_add(captured, "implicit layers", options->keep_implicit ? "kept" : "off");
    if (options->device)
        run_properties_add(captured, "device asked for", options->device);
    if (options->fuzz_steps)
        add_number(captured, "fuzz steps", options->fuzz_steps);
    add_number(captured, "jobs", options->jobs);
}

/// Whether a variable may change what a driver, the loader or a layer does.
static bool is_relevant(const char *variable)
{
    static const char *const beginnings[] = {"VK_",
                                             "MESA_",
                                             "RADV_",
                                             "ANV_",
                                             "NVK_",
                                             "NAK_",
                                             "TU_",
                                             "PANVK_",
                                             "V3DV_",
                                             "LP_",
                                             "GALLIUM_",
                                             "AMD_",
                                             "INTEL_",
                                             "NV_",
                                             "ACO_",
                                             "__GL",
                                             "__NV",
                                             "ENABLE_",
                                             "DISABLE_",
                                             "DRI_",
                                             "LIBGL_",
                                             "OMMREF_",
                                             "OMMCTS_",
                                             "DEQP_",
                                             "ASAN_",
                                             "UBSAN_",
                                             "TSAN_",
                                             "LSAN_",
                                             "LD_",
                                             "XDG_DATA_",
                                             "XDG_CONFIG_",
                                             "MALLOC_",
                                             "GLIBC_",
                                             "LC_",
                                             "LANG",
                                             "DISPLAY=",
                                             "WAYLAND_DISPLAY="};
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
        if (strncmp(variable, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

static void add_variables(struct run_properties *captured, const struct run_strings *variables)
{
    for (size_t i = 0; i < variables->count; i++) {
        const char *variable = variables->items[i];
        const char *value = strchr(variable, '=');
        if (!value || !is_relevant(variable))
            continue;
        char *name = run_format("variable %.*s", (int)(value - variable), variable);
        run_properties_add(captured, name, value + 1);
        free(name);
    }
}

static void add_share(struct run_properties *captured, const struct run_options *options,
                      bool one_by_name)
{
    struct run_share share;
    if (!run_share_find(&share, options, one_by_name) || share.count < 2)
        return;
    char *text = run_format("%u of %u", share.index + 1, share.count);
    run_properties_add(captured, "share", text);
    free(text);
}

/// Every path and option that decides what is unexpected.
static void add_expectations(struct run_properties *captured, const struct run_options *options)
{
    const struct {
        const char *name;
        const struct run_strings *values;
    } lists[] = {{"baseline", &options->baselines},
                 {"flakes", &options->flakes},
                 {"skips", &options->skips},
                 {"waivers", &options->waivers},
                 {"required", &options->required}};
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        for (size_t k = 0; k < lists[i].values->count; k++)
            run_properties_add(captured, lists[i].name, lists[i].values->items[k]);
    if (options->expectations_dir)
        run_properties_add(captured, "expectations dir", options->expectations_dir);
    if (options->expectations_key)
        run_properties_add(captured, "expectations key", options->expectations_key);
    if (options->retries)
        add_number(captured, "retries", options->retries);
}

void run_capture(struct run_report *report, bool one_by_name)
{
    add_properties(report);
    add_build(&report->captured);
    add_machine(&report->captured);
    add_options(&report->captured, report->options);
    add_share(&report->captured, report->options, one_by_name);
    add_expectations(&report->captured, report->options);
    add_variables(&report->captured, &report->environment->variables);
}
