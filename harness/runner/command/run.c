// SPDX-License-Identifier: Apache-2.0
// `ommcts run`: select, check every input, find the device, run, judge, report.
#include "command/commands.h"
#include "command/devices.h"
#include "command/environment.h"
#include "command/folder.h"
#include "command/launch.h"
#include "command/places.h"
#include "command/print.h"
#include "command/stop.h"
#include "command/watched.h"
#include "measure/measure.h"
#include "output/capture.h"
#include "output/output.h"
#include "report/pass.h"
#include "report/progress.h"
#include "report/protocol.h"
#include "report/sanitize.h"
#include "report/summary.h"
#include "select/expectations.h"
#include "select/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// All that a run holds.
struct work {
    const struct run_context *context;
    const struct run_options *options;
    struct run_selection selection;
    struct run_environment environment;
    struct run_expectations expectations;
    struct run_known known;
    struct run_judge judge;
    struct run_protocol protocol;
    struct run_report report;
    struct run_output output;
    struct run_properties common; ///< what workers told before the first pass
    struct run_pass *current;     ///< NULL before
    struct run_pool *pool;
    struct run_device_list devices;
    enum run_isolation isolation;
    char *binary;
    char *why; ///< what cut it short
    enum run_end end;
};

/// What `ommcts bench` runs is measured, and its table takes the place of the protocol.
static bool is_bench(const struct work *work)
{
    return work->options->command == RUN_COMMAND_BENCH;
}

static bool read_known(struct work *work)
{
    char *found = work->options->layer_known ? run_strdup(work->options->layer_known)
                                             : run_place_of_data("layer-known.tsv");
    bool good = !found || run_known_read(&work->known, found);
    free(found);
    return good;
}

static bool read_expectations(struct work *work)
{
    if (!run_expectations_read(&work->expectations, work->options))
        return false;
    run_expectations_skip(&work->expectations, &work->selection);
    return true;
}

/// Everything that can be wrong before anything starts. False: told on stderr.
static bool prepare(struct work *work)
{
    const struct run_options *options = work->options;
    return run_select(&work->selection, options, work->context->registry) &&
           run_environment_make(&work->environment, options) && read_expectations(work) &&
           read_known(work) &&
           (!options->artifacts || run_folder_prepare("--artifacts", options->artifacts)) &&
           (!options->blobs || run_folder_prepare("--blobs", options->blobs)) &&
           run_output_prepare(&work->output, &work->report, work->context->registry);
}

/// One case named by hand runs in this process, where a debugger can follow, unless an option speaks of
/// workers. Scripts that name one case want the crash told, not suffered.
static enum run_isolation choose_isolation(const struct work *work)
{
    const struct run_options *options = work->options;
    bool by_hand = work->selection.one_by_name && !options->isolation_given && !options->junit &&
                   !options->html && !options->output && !options->resume &&
                   !options->workers_given && run_is_watched();
    return by_hand ? RUN_ISOLATE_NONE : options->isolation;
}

static void sink_started(void *context, size_t index)
{
    run_pass_started(((struct work *)context)->current, index);
}

static void sink_finished(void *context, size_t index, struct run_result *result)
{
    run_pass_finished(((struct work *)context)->current, index, result);
}

static void sink_property(void *context, const char *name, const char *value)
{
    struct work *work = context;
    if (work->current)
        run_pass_property(work->current, name, value);
    else
        run_properties_add(&work->common, name, value);
}

static void sink_tick(void *context)
{
    struct work *work = context;
    if (work->current)
        run_output_tick(&work->output);
}

static void tell_ignored(const struct run_options *options)
{
    if (options->ignored.count == 0 || options->quiet)
        return;
    fputs("ommcts: accepted, but without effect here: ", stderr);
    for (size_t i = 0; i < options->ignored.count; i++)
        fprintf(stderr, "%s%s", i ? ", " : "", options->ignored.items[i]);
    fputc('\n', stderr);
}

static void tell_device(const struct work *work, const struct run_pass *pass)
{
    const struct run_options *options = work->options;
    if (options->quiet)
        return;
    if (work->devices.count > 1 && !options->device) {
        fprintf(stderr, "ommcts: %zu devices; taking the first, as --device chooses none\n",
                work->devices.count);
    }
    char *line = run_device_line(&work->devices.devices[pass->device - 1]);
    const char *layers = run_properties_get(&pass->properties, "layers");
    fprintf(stderr, "ommcts: device %u: %s%s%s\n", pass->device, line, layers ? ", layers " : "",
            layers ? layers : "");
    free(line);
}

static void describe_device(struct run_pass *pass, const struct run_device_info *device)
{
    static const char *const facts[][2] = {
        {"driver", "driver name"},    {"driver", "driverName"},      {"driverInfo", "driver info"},
        {"driverInfo", "driverInfo"}, {"apiVersion", "API version"}, {"apiVersion", "apiVersion"},
    };
    run_properties_add(&pass->properties, "device", device->name);
    run_properties_add(&pass->properties, "deviceUUID", device->uuid);
    for (size_t i = 0; i < device->fact_count; i++)
        run_properties_add(&pass->facts, device->facts[i][0], device->facts[i][1]);
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
        const char *value = run_device_fact(device, facts[i][1]);
        if (value)
            run_properties_add(&pass->properties, facts[i][0], value);
    }
}

/// Which device waivers are compared with.
static void read_ids(struct run_pass *pass, const struct run_device_info *device)
{
    const char *both = run_device_fact(device, "vendor:device");
    char *end = NULL;
    if (both)
        pass->vendor_id = (uint32_t)strtoul(both, &end, 16);
    if (end && *end == ':')
        pass->device_id = (uint32_t)strtoul(end + 1, NULL, 16);
}

/// Makes a pass per device in `numbers`, or one pass without device.
static void make_passes(struct work *work, const unsigned *numbers, size_t count)
{
    struct run_report *report = &work->report;
    report->pass_count = count ? count : 1;
    report->passes = run_calloc(report->pass_count, sizeof(*report->passes));
    for (size_t p = 0; p < report->pass_count; p++) {
        struct run_pass *pass = &report->passes[p];
        run_pass_init(pass, &work->selection, &work->judge, &work->protocol);
        pass->output = &work->output;
        for (size_t i = 0; i < work->common.count; i++) {
            run_properties_add(&pass->properties, work->common.items[i].name,
                               work->common.items[i].value);
        }
        if (count > 0) {
            pass->device = numbers[p];
            read_ids(pass, &work->devices.devices[numbers[p] - 1]);
            describe_device(pass, &work->devices.devices[numbers[p] - 1]);
        }
        const char *wanted = work->options->device;
        if (count > 0 && wanted && strcmp(wanted, "all") == 0)
            snprintf(pass->prefix, sizeof(pass->prefix), "device%u.", pass->device);
    }
}

/// The only pass when there is nothing to run on.
static void fill_pass(struct work *work)
{
    const char *what = "there is no device";
    const char *reason = run_launch_no_device(&work->devices);
    enum run_verdict verdict = RUN_NOT_SUPPORTED;
    if (work->devices.crash) {
        what = "listing the devices failed";
        reason = work->devices.crash;
        verdict = RUN_CRASH;
    } else if (work->devices.opening == RUN_BROKEN) {
        what = "the driver does not start";
        verdict = RUN_RESOURCE_ERROR;
    }
    char *line = run_sanitize_line(reason, 1000);
    fprintf(stderr, "ommcts: %s: %s\n", what, line);
    free(line);
    work->current = &work->report.passes[0];
    run_pass_fill(work->current, verdict, reason);
}

/// Tells what cut the run short, if anything did, and keeps it for the reports.
static void tell_end(struct work *work, const char *why)
{
    if (run_stopped())
        work->why = run_format("the run was %s", run_stop_reason());
    else if (work->end != RUN_END_COMPLETE)
        work->why = run_format("the run ended early: %s", why);
    work->report.why = work->why;
    if (!work->why)
        return;
    char *line = run_sanitize_line(work->why, 1000);
    fprintf(stderr, "ommcts: %s\n", line);
    free(line);
}

static void run_passes(struct work *work)
{
    char why[1024] = "";
    for (size_t p = 0; p < work->report.pass_count && work->end == RUN_END_COMPLETE; p++) {
        work->current = &work->report.passes[p];
        tell_device(work, work->current);
        run_pool_choose(work->pool, work->current->device);
        work->end = run_pass_run(work->current, work->pool, why, sizeof(why));
    }
    run_progress_clear();
    tell_end(work, why);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/// From the first `Test case` to the totals. The devices are known.
static void run_cases(struct work *work, bool any_device)
{
    bool can_report = run_output_begin(&work->output);
    run_protocol_begin(&work->protocol, work->output.qpa_path, is_bench(work));
    double began = now();
    if (!any_device)
        fill_pass(work);
    else if (can_report)
        run_passes(work);
    else
        work->end = RUN_END_BROKEN;
    run_protocol_end(&work->protocol, work->end == RUN_END_COMPLETE && !run_stopped());
    work->report.seconds = now() - began;
    work->report.ended = true;
}

static size_t tell_stale(const struct work *work)
{
    const struct run_registry *registry = work->context->registry;
    bool *selected = run_calloc(registry->count, sizeof(*selected));
    for (size_t i = 0; i < work->selection.count; i++)
        if (work->selection.items[i].entry)
            selected[work->selection.items[i].entry - registry->cases] = true;
    size_t stale = run_expectations_tell_stale(&work->expectations, registry) +
                   run_known_tell_stale(&work->known, registry, selected);
    free(selected);
    return stale;
}

/// Whether enough cases passed for --min-pass.
static bool enough_passed(const struct work *work, const struct run_tally *tally)
{
    size_t passed = tally->of[RUN_PASS] + tally->of[RUN_QUALITY_WARNING];
    if (passed >= work->options->min_pass)
        return true;
    fprintf(stderr, "ommcts: %zu %s passed, and --min-pass wants %u\n", passed,
            passed == 1 ? "case" : "cases", work->options->min_pass);
    return false;
}

/// False: the table could not be written, which was told.
static bool print_table(const struct work *work)
{
    struct run_book book = run_report_book(&work->report);
    run_measures_table(stdout, &book);
    run_book_clear(&book);
    return run_print_end("the table");
}

static int finish(struct work *work)
{
    size_t stale = tell_stale(work);
    struct run_tally tally = run_report_tally(&work->report);
    bool enough = enough_passed(work, &tally);
    bool shown = !is_bench(work) || print_table(work);
    run_summary_print(&work->report);
    bool reported = run_output_end(&work->output) && shown;
    if (work->end == RUN_END_BROKEN)
        return RUN_EXIT_BROKEN;
    if (tally.unexpected > 0 || stale > 0 || !enough || !reported || run_stopped() ||
        work->protocol.lost || work->end != RUN_END_COMPLETE)
        return RUN_EXIT_UNEXPECTED;
    return tally.of[RUN_NOT_SUPPORTED] == tally.total ? RUN_EXIT_NOT_SUPPORTED : RUN_EXIT_FINE;
}

static int execute(struct work *work)
{
    const struct run_options *options = work->options;
    work->isolation = choose_isolation(work);
    bool in_process = work->isolation == RUN_ISOLATE_NONE;
    run_stop_install(in_process     ? RUN_STOP_PLAIN
                     : options->gdb ? RUN_STOP_DEBUGGER
                                    : RUN_STOP_ORDERLY);
    if (in_process)
        run_environment_adopt(&work->environment);
    tell_ignored(options);
    struct run_launch launch =
        run_launch_make(work->context, &work->environment, work->binary, work->isolation);
    struct run_sink sink = {work, sink_started, sink_finished, sink_property, sink_tick};
    work->pool = run_pool_create(&launch, &sink);
    int status = run_launch_devices(work->pool, options, &work->environment, &work->devices);
    if (status != RUN_EXIT_FINE)
        return status;
    unsigned *numbers = run_calloc(work->devices.count, sizeof(*numbers));
    size_t count = 0;
    bool any = work->devices.count > 0 && !work->devices.crash;
    if (any)
        count = run_devices_choose(&work->devices, options->device, numbers);
    if (count > 0 || !any) {
        run_capture(&work->report, work->selection.one_by_name);
        make_passes(work, numbers, count);
    }
    if ((count > 0 || !any) && run_output_adopt(&work->output)) {
        run_cases(work, count > 0);
        status = finish(work);
    } else {
        status = RUN_EXIT_USAGE;
    }
    free(numbers);
    return status;
}

static void clear(struct work *work)
{
    if (work->pool)
        run_pool_destroy(work->pool);
    for (size_t p = 0; p < work->report.pass_count; p++)
        run_pass_clear(&work->report.passes[p]);
    free(work->report.passes);
    run_properties_clear(&work->report.properties);
    run_properties_clear(&work->report.captured);
    run_output_close(&work->output);
    free(work->binary);
    free(work->why);
    run_device_list_clear(&work->devices);
    run_properties_clear(&work->common);
    run_known_clear(&work->known);
    run_expectations_clear(&work->expectations);
    run_environment_clear(&work->environment);
    run_selection_clear(&work->selection);
}

int run_command_run(const struct run_context *context)
{
    struct work work = {.context = context, .options = context->options};
    work.judge = (struct run_judge){context->options, &work.expectations, &work.known};
    work.binary = run_place_of_binary();
    work.report = (struct run_report){
        .options = context->options,
        .environment = &work.environment,
        .binary = work.binary,
        .command_line = context->command_line,
        .began = time(NULL),
    };
    run_progress_init(!context->options->quiet);
    int status = prepare(&work) ? execute(&work) : RUN_EXIT_USAGE;
    clear(&work);
    return status;
}
