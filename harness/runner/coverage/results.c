// SPDX-License-Identifier: Apache-2.0
// Reads JUnit reports of this suite: which layer reported which violation.
#include "coverage/coverage.h"
#include "report/junit_read.h"
#include "select/lines.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    struct run_coverage *coverage;
    const struct run_registry *registry;
    char *layers; ///< of the suite, as its property has them: "none, NAME VERSION, NAME VERSION"
    size_t results, foreign;
};

/// The case of a name, which begins with "device2." in a run on several devices.
static const struct run_case *find_case(const struct reading *reading, const char *name)
{
    if (strncmp(name, "device", strlen("device")) == 0)
        name += strcspn(name, ".") + 1;
    return run_registry_find(reading->registry, name);
}

/// Whether the line is a message of `id`: "VK_LAYER_NAME 1.2.3: error: ID: text". Leaves its source's length.
static bool is_message(const char *line, const char *id, size_t *source_length)
{
    static const char *const severities[] = {": error: ", ": warning: ", ": info: "};
    if (strncmp(line, "VK_LAYER_", strlen("VK_LAYER_")) != 0)
        return false;
    const char *end = line + strcspn(line, ":");
    for (size_t i = 0; i < sizeof(severities) / sizeof(severities[0]); i++) {
        size_t length = strlen(severities[i]);
        const char *said = end + length;
        if (strncmp(end, severities[i], length) == 0 && strncmp(said, id, strlen(id)) == 0 &&
            said[strlen(id)] == ':') {
            *source_length = (size_t)(end - line);
            return true;
        }
    }
    return false;
}

/// Remembers who reported the ID in a testcase's output. False: nobody did.
static bool see_reports(struct reading *reading, struct run_coverage_vuid *vuid, const char *output)
{
    bool reported = false;
    for (const char *line = output; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        size_t length = 0;
        if (is_message(line, vuid->row->id, &length)) {
            char *source = run_strndup(line, length);
            run_coverage_see(vuid, run_coverage_layer(reading->coverage, source),
                             RUN_SIGHT_REPORTED);
            free(source);
            reported = true;
        }
    }
    return reported;
}

static void read_violation(struct reading *reading, const struct run_junit_result *result,
                           const struct run_case *entry)
{
    const struct omm_case *desc = entry->desc;
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    bool ran = result->judged != RUN_NOT_SUPPORTED && result->judged != RUN_NOT_RUN;
    for (size_t i = 0; i < most && desc->covers[i]; i++) {
        struct run_coverage_vuid *vuid = run_coverage_vuid(reading->coverage, desc->covers[i]);
        if (vuid && !see_reports(reading, vuid, result->output) && ran)
            run_coverage_see_silence(reading->coverage, vuid,
                                     reading->layers ? reading->layers : "", entry->witness);
    }
}

static void read_result(void *context, const struct run_junit_result *result)
{
    struct reading *reading = context;
    const struct run_case *entry = find_case(reading, result->name);
    reading->results += entry != NULL;
    reading->foreign += entry == NULL;
    if (entry && entry->witness)
        read_violation(reading, result, entry);
}

static void read_property(void *context, const char *prefix, const char *name, const char *value)
{
    struct reading *reading = context;
    (void)prefix;
    if (strcmp(name, "layers") == 0) {
        free(reading->layers);
        reading->layers = run_strdup(value);
    }
}

bool run_coverage_read(struct run_coverage *coverage, const struct run_registry *registry,
                       const char *path)
{
    struct reading reading = {.coverage = coverage, .registry = registry};
    const struct run_junit_listener listener = {&reading, read_property, read_result};
    struct run_lines lines;
    bool good = run_lines_open(&lines, path, "JUnit report");
    char *why = good ? run_junit_read(lines.next, &listener) : NULL;
    if (good && !why && reading.results == 0)
        why = run_strdup("it has no result of any case of this program");
    if (why) {
        fprintf(stderr, "ommcts: --from '%s': %s; it wants what 'ommcts run --junit' writes\n",
                path, why);
    } else if (good) {
        run_strings_add(&coverage->results, run_strdup(path));
        if (reading.foreign)
            run_strings_add(
                &coverage->remarks,
                run_format("%s has %zu results of cases that this program does not have", path,
                           reading.foreign));
    }
    good = good && !why;
    run_lines_close(&lines);
    free(why);
    free(reading.layers);
    return good;
}
