// SPDX-License-Identifier: Apache-2.0
#include "output/results_json.h"

#include "output/json.h"

#include <stdlib.h>

/// {name: value...}; the names of properties are unique.
static json_t *map_of(const struct run_properties *properties)
{
    json_t *map = json_object();
    for (size_t i = 0; i < properties->count; i++) {
        json_t *name = run_json_text(properties->items[i].name);
        json_object_set_new(map, json_string_value(name),
                            run_json_text(properties->items[i].value));
        json_decref(name);
    }
    return map;
}

static json_t *timestamp(time_t when)
{
    struct tm utc;
    gmtime_r(&when, &utc);
    return json_sprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                        utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

static json_t *describe_run(const struct run_book *book)
{
    json_t *run = json_object();
    json_object_set_new(run, "began", timestamp(book->began));
    json_object_set_new(run, "seconds", json_real(book->seconds));
    json_object_set_new(run, "complete", json_boolean(book->ended && !book->why));
    json_object_set_new(run, "why", run_json_text(book->why));
    json_object_set_new(run, "properties", map_of(&book->properties));
    json_object_set_new(run, "environment", map_of(&book->environment));
    return run;
}

static json_t *describe_devices(const struct run_book *book)
{
    json_t *devices = json_array();
    for (size_t i = 0; i < book->device_count; i++) {
        const struct run_book_device *device = &book->devices[i];
        json_t *object = json_object();
        json_object_set_new(object, "number", json_integer(device->number));
        json_object_set_new(object, "prefix", json_string(device->prefix));
        json_object_set_new(object, "properties", map_of(&device->properties));
        json_object_set_new(object, "facts", map_of(&device->facts));
        json_array_append_new(devices, object);
    }
    return devices;
}

static json_t *describe_totals(const struct run_book *book)
{
    struct run_tally tally = run_book_tally(book);
    json_t *totals = json_object();
    json_object_set_new(totals, "total", json_integer((json_int_t)tally.total));
    json_object_set_new(totals, "unexpected", json_integer((json_int_t)tally.unexpected));
    for (unsigned i = 0; i <= RUN_DEVICE_UNAVAILABLE; i++) {
        if (tally.of[i] > 0) {
            json_object_set_new(totals, run_verdict_word((enum run_verdict)i),
                                json_integer((json_int_t)tally.of[i]));
        }
    }
    return totals;
}

/// Takes over `text`; nothing is said when it is NULL.
static void add_owned(json_t *object, const char *key, char *text)
{
    if (text)
        json_object_set_new(object, key, run_json_text(text));
    free(text);
}

static void add_descriptor(json_t *object, const struct omm_case *desc)
{
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    json_t *covers = json_array();
    for (size_t i = 0; i < most && desc->covers[i]; i++)
        json_array_append_new(covers, run_json_text(desc->covers[i]));
    json_object_set_new(object, "about", run_json_text(desc->about));
    json_object_set_new(object, "source", json_sprintf("%s:%d", desc->file, desc->line));
    json_object_set_new(object, "covers", covers);
}

static json_t *describe_case(const struct run_book *book, const struct run_record *record)
{
    json_t *object = json_object();
    add_owned(object, "name", run_record_full_name(book, record));
    json_object_set_new(object, "status", json_string(run_outcome_status(record->outcome)));
    json_object_set_new(object, "unexpected",
                        json_boolean(run_outcome_is_unexpected(record->outcome)));
    run_json_add_outcome(object, record->outcome);
    if (record->outcome->judged != RUN_PASS) {
        json_object_set_new(object, "reason", run_json_text(run_record_reason(record)));
        if (record->entry)
            add_descriptor(object, record->entry->desc);
        add_owned(object, "reproduce", run_record_reproduce(book, record));
    }
    add_owned(object, "artifact", run_record_artifact(record));
    add_owned(object, "logFile", run_record_log_file(book, record));
    return object;
}

static void print_member(FILE *file, const char *name, json_t *value)
{
    char *text = run_json_line(value);
    fprintf(file, "\"%s\": %s,\n", name, text);
    free(text);
    json_decref(value);
}

void run_results_json_print(FILE *file, const struct run_book *book)
{
    fputs("{\"format\": 1,\n", file);
    print_member(file, "run", describe_run(book));
    print_member(file, "devices", describe_devices(book));
    print_member(file, "totals", describe_totals(book));
    // Line by line: a hundred thousand cases need not stand in memory at once.
    fputs("\"cases\": [\n", file);
    for (size_t i = 0; i < book->count; i++) {
        json_t *object = describe_case(book, &book->records[i]);
        char *text = run_json_line(object);
        fprintf(file, "%s%s\n", text, i + 1 < book->count ? "," : "");
        free(text);
        json_decref(object);
    }
    fputs("]}\n", file);
}

json_t *run_results_json_head(const struct run_book *book)
{
    json_t *head = json_object();
    json_object_set_new(head, "format", json_integer(1));
    json_object_set_new(head, "run", describe_run(book));
    json_object_set_new(head, "devices", describe_devices(book));
    return head;
}

void run_environment_json_print(FILE *file, const struct run_book *book)
{
    json_t *object = describe_run(book);
    json_object_del(object, "seconds");
    json_object_del(object, "complete");
    json_object_del(object, "why");
    json_object_set_new(object, "devices", describe_devices(book));
    char *text = json_dumps(object, JSON_INDENT(2));
    fprintf(file, "%s\n", text ? text : "");
    free(text);
    json_decref(object);
}
