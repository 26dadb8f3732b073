// SPDX-License-Identifier: Apache-2.0
// `ommcts bisect CASE`: whether a case fails because of what ran before it in the same worker, and of what.
#include "command/commands.h"
#include "command/devices.h"
#include "command/environment.h"
#include "command/launch.h"
#include "command/places.h"
#include "command/print.h"
#include "command/stop.h"
#include "report/report.h"
#include "report/sanitize.h"
#include "select/expectations.h"
#include "select/known.h"
#include "select/select.h"
#include "select/shrink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// All that a search holds.
struct search {
    const struct run_context *context;
    struct run_environment environment;
    struct run_selection selection;
    struct run_expectations nothing_expected;
    struct run_known known;
    struct run_judge judge;
    char *binary;
    unsigned device;
    size_t subject;          ///< in the selection; what stands before it are its predecessors
    struct run_outcome last; ///< of the subject
    char *told_layers;       ///< by its worker
    size_t awaited;          ///< the subject's place in the list of the trial that runs
    bool broken;             ///< workers can't be started, or the run was interrupted
};

static const char *verdict_of(const struct search *search)
{
    return run_verdict_word(search->last.judged);
}

static void on_started(void *context, size_t index)
{
    (void)context;
    (void)index;
}

static void on_finished(void *context, size_t index, struct run_result *result)
{
    struct search *search = context;
    if (index != search->awaited) {
        run_result_clear(result);
        return;
    }
    const struct run_ground ground = {.layers = search->told_layers ? search->told_layers : ""};
    run_outcome_clear(&search->last);
    search->last = run_judge_result(&search->judge, &search->selection.items[search->subject],
                                    result, &ground);
}

static void on_property(void *context, const char *name, const char *value)
{
    struct search *search = context;
    if (strcmp(name, "layers") == 0) {
        free(search->told_layers);
        search->told_layers = run_strdup(value);
    }
}

/// Runs the set and then the subject in a fresh worker; whether the subject fails.
static bool fails_after(void *context, const size_t *set, size_t count, bool *give_up)
{
    struct search *search = context;
    const struct run_item *items = search->selection.items;
    const struct run_case **cases = run_calloc(count + 1, sizeof(const struct run_case *));
    for (size_t i = 0; i < count; i++)
        cases[i] = items[set[i]].entry;
    cases[count] = items[search->subject].entry;
    search->awaited = count;
    struct run_launch launch =
        run_launch_make(search->context, &search->environment, search->binary, RUN_ISOLATE_WORKER);
    launch.settings.device = search->device;
    const struct run_sink sink = {search, on_started, on_finished, on_property, NULL};
    struct run_pool *pool = run_pool_create(&launch, &sink);
    char why[512] = "";
    enum run_end end = run_pool_run(pool, cases, count + 1, why, sizeof(why));
    run_pool_destroy(pool);
    free(cases);
    if (end != RUN_END_COMPLETE) {
        fprintf(stderr, "ommcts: the search ended early: %s\n", why);
        search->broken = *give_up = true;
        return false;
    }
    fprintf(stderr, "ommcts: after %zu other%s: %s\n", count, count == 1 ? "" : "s",
            verdict_of(search));
    return run_outcome_is_unexpected(&search->last);
}

static bool fails_alone(struct search *search)
{
    bool give_up = false;
    return fails_after(search, NULL, 0, &give_up);
}

static void print_reason(const struct search *search)
{
    char *reason = run_sanitize_line(search->last.reason, 1000);
    printf("%s%s%s\n", verdict_of(search), reason[0] ? ": " : "", reason);
    free(reason);
}

/// A command that shows it again, where the order of names is the order of the run.
static void print_command(const struct search *search, const size_t *set, size_t count)
{
    const struct run_item *items = search->selection.items;
    char *names = run_strdup("");
    bool sorted = true;
    for (size_t i = 0; i <= count; i++) {
        size_t item = i < count ? set[i] : search->subject;
        char *longer = run_format("%s%s%s", names, i ? "," : "", items[item].name);
        free(names);
        names = longer;
        sorted = sorted && (i == 0 || strcmp(items[set[i - 1]].name, items[item].name) < 0);
    }
    const struct run_report report = {
        .options = search->context->options,
        .environment = &search->environment,
        .binary = search->binary,
    };
    const struct run_pass pass = {.device = search->device};
    char *command = run_report_reproduce(&report, &pass, names);
    if (sorted)
        printf("reproduce: %s\n", command);
    else
        puts("reproduce: list them in this order, the case itself last, in a file for -f");
    free(command);
    free(names);
}

static int tell_dependence(struct search *search, size_t *set, size_t count)
{
    const char *name = search->selection.items[search->subject].name;
    bool give_up = false;
    bool again = fails_after(search, set, count, &give_up);
    char *reason = run_sanitize_line(search->last.reason, 1000);
    char *what = run_format("%s%s%s", verdict_of(search), reason[0] ? ": " : "", reason);
    free(reason);
    bool alone = !search->broken && fails_alone(search);
    if (!search->broken && again && !alone) {
        printf("%s passes alone, and fails after %s of the %zu before it in the same worker:\n",
               name, count == 1 ? "this one" : "these", search->subject);
        for (size_t i = 0; i < count; i++)
            printf("  %s\n", search->selection.items[set[i]].name);
        puts(what);
        print_command(search, set, count);
    } else if (!search->broken) {
        printf(
            "%s is not steady: tried once more, it %s alone and %s after those that it seemed to "
            "depend on\n",
            name, alone ? "fails" : "passes", again ? "fails" : "passes");
    }
    free(what);
    return !search->broken && again && !alone ? RUN_EXIT_FINE : RUN_EXIT_UNEXPECTED;
}

static int bisect(struct search *search)
{
    const char *name = search->selection.items[search->subject].name;
    if (fails_alone(search)) {
        printf("%s fails alone: what runs before it doesn't matter\n", name);
        print_reason(search);
        return RUN_EXIT_FINE;
    }
    bool give_up = search->broken;
    const struct run_trial trial = {search, fails_after};
    size_t count = give_up ? 0 : run_shrink_grow(&trial, search->subject, &give_up);
    if (give_up)
        return RUN_EXIT_UNEXPECTED;
    if (count == 0) {
        printf("%s passes alone, and after all %zu before it: it can't be made to fail here\n",
               name, search->subject);
        return RUN_EXIT_UNEXPECTED;
    }
    size_t *set = run_calloc(count, sizeof(*set));
    for (size_t i = 0; i < count; i++)
        set[i] = search->subject - count + i;
    count = run_shrink_set(&trial, set, count, &give_up);
    int status = give_up ? RUN_EXIT_UNEXPECTED : tell_dependence(search, set, count);
    free(set);
    return status;
}

/// Finds the case among those that would run; names in lists that are none are left out.
static bool find_subject(struct search *search)
{
    struct run_selection *selection = &search->selection;
    const struct run_registry *registry = search->context->registry;
    const char *wanted = search->context->options->operand;
    const struct run_case *entry = run_registry_find(registry, wanted);
    size_t kept = 0;
    bool found = false;
    for (size_t i = 0; i < selection->count; i++) {
        struct run_item item = selection->items[i];
        if (!item.entry)
            continue;
        // Those behind it stay, unused.
        if (item.entry == entry) {
            search->subject = kept;
            found = true;
        }
        selection->items[i] = selection->items[kept];
        selection->items[kept++] = item;
    }
    if (found)
        return true;
    const char *near = entry ? NULL : run_nearest_name(registry, wanted);
    fprintf(stderr, "ommcts: %s '%s'%s%s%s\n",
            entry ? "what is selected doesn't hold" : "there is no case", wanted,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return false;
}

static bool choose_device(struct search *search, int *status)
{
    const struct run_options *options = search->context->options;
    struct run_launch launch =
        run_launch_make(search->context, &search->environment, search->binary, RUN_ISOLATE_WORKER);
    const struct run_sink sink = {search, on_started, on_finished, on_property, NULL};
    struct run_pool *pool = run_pool_create(&launch, &sink);
    struct run_device_list devices = {0};
    *status = run_launch_devices(pool, options, &search->environment, &devices);
    run_pool_destroy(pool);
    unsigned *numbers = run_calloc(devices.count, sizeof(*numbers));
    size_t count = 0;
    if (*status == RUN_EXIT_FINE && devices.count == 0) {
        char *why =
            run_sanitize_line(devices.crash ? devices.crash : run_launch_no_device(&devices), 1000);
        fprintf(stderr, "ommcts: there is no device: %s\n", why);
        free(why);
        *status = RUN_EXIT_NOT_SUPPORTED;
    } else if (*status == RUN_EXIT_FINE) {
        count = run_devices_choose(&devices, options->device, numbers);
        *status = count == 1 ? RUN_EXIT_FINE : RUN_EXIT_USAGE;
        if (count > 1)
            fputs("ommcts: bisect runs on one device; --device N chooses it\n", stderr);
    }
    search->device = count == 1 ? numbers[0] : 0;
    free(numbers);
    run_device_list_clear(&devices);
    return *status == RUN_EXIT_FINE;
}

static bool prepare(struct search *search)
{
    const struct run_options *options = search->context->options;
    char *known = options->layer_known ? run_strdup(options->layer_known)
                                       : run_place_of_data("layer-known.tsv");
    bool good = run_select(&search->selection, options, search->context->registry) &&
                find_subject(search) && run_environment_make(&search->environment, options) &&
                (!known || run_known_read(&search->known, known));
    free(known);
    return good;
}

int run_command_bisect(const struct run_context *context)
{
    struct search search = {.context = context, .binary = run_place_of_binary()};
    search.judge = (struct run_judge){context->options, &search.nothing_expected, &search.known};
    int status = RUN_EXIT_USAGE;
    if (prepare(&search)) {
        run_stop_install(RUN_STOP_ORDERLY);
        if (choose_device(&search, &status))
            status = bisect(&search);
    }
    run_outcome_clear(&search.last);
    free(search.told_layers);
    free(search.binary);
    run_known_clear(&search.known);
    run_environment_clear(&search.environment);
    run_selection_clear(&search.selection);
    return run_print_end("the answer") ? status : RUN_EXIT_UNEXPECTED;
}
