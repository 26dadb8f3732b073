// SPDX-License-Identifier: Apache-2.0
// A directory back into memory.
#include "heap.h"
#include "output/journal.h"
#include "output/json.h"
#include "report/sanitize.h"
#include "select/lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// One name of the plan, for look-ups.
struct place {
    const char *name;
    size_t index;
};

struct reading {
    struct run_book *book;
    const struct run_registry *registry;
    const char *path; ///< of the journal
    unsigned line;
    struct place *places; ///< sorted by name
    size_t place_count;
};

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct place *)left)->name, ((const struct place *)right)->name);
}

static bool tell(const struct reading *reading, const char *why)
{
    fprintf(stderr, "ommcts: %s:%u: %s\n", reading->path, reading->line, why);
    return false;
}

/// The names that the run had selected.
static bool read_plan(struct reading *reading, const char *directory)
{
    char *path = run_format("%s/" RUN_PLAN_NAME, directory);
    struct run_lines lines;
    bool good = run_lines_open(&lines, path, "list of the run's cases");
    for (char *line; good && (line = run_lines_next(&lines)) != NULL;)
        if (line[0] != '\0')
            run_strings_add(&reading->book->names, run_strdup(line));
    run_lines_close(&lines);
    free(path);
    size_t count = reading->book->names.count;
    reading->places = run_calloc(count, sizeof(*reading->places));
    reading->place_count = count;
    for (size_t i = 0; i < count; i++)
        reading->places[i] = (struct place){reading->book->names.items[i], i};
    qsort(reading->places, count, sizeof(*reading->places), by_name);
    return good;
}

/// Gives every name of the plan a record on a device that is new.
static void add_records(struct reading *reading, size_t device)
{
    struct run_book *book = reading->book;
    size_t count = reading->place_count;
    book->records = run_regrow(book->records, book->count + count, sizeof(*book->records));
    book->outcomes = run_regrow(book->outcomes, book->count + count, sizeof(*book->outcomes));
    for (size_t i = 0; i < count; i++) {
        const char *name = book->names.items[i];
        book->records[book->count + i] = (struct run_record){
            .name = name,
            .entry = run_registry_find(reading->registry, name),
            .device = device,
        };
        book->outcomes[book->count + i] =
            (struct run_outcome){.told = RUN_NOT_RUN, .judged = RUN_NOT_RUN};
    }
    book->count += count;
}

static bool read_run(struct reading *reading, const json_t *run)
{
    struct run_book *book = reading->book;
    const json_t *format = json_object_get(run, "format");
    if (json_integer_value(format) != RUN_JOURNAL_FORMAT)
        return tell(reading, "it was written in another format, by another version of ommcts");
    // A run that was gone on with began once, and has not ended again yet.
    if (book->began == 0)
        book->began = (time_t)json_integer_value(json_object_get(run, "began"));
    book->ended = false;
    run_properties_clear(&book->properties);
    run_properties_clear(&book->environment);
    return (run_json_read_pairs(&book->properties, json_object_get(run, "properties")) &&
            run_json_read_pairs(&book->environment, json_object_get(run, "environment"))) ||
           tell(reading, "it is no line of a journal");
}

static bool read_device(struct reading *reading, const json_t *device)
{
    struct run_book *book = reading->book;
    const json_t *index = json_object_get(device, "index");
    const char *prefix = json_string_value(json_object_get(device, "prefix"));
    size_t at = (size_t)json_integer_value(index);
    if (!json_is_integer(index) || !prefix || at > book->device_count)
        return tell(reading, "it is no line of a journal");
    if (at == book->device_count) {
        book->devices = run_regrow(book->devices, at + 1, sizeof(*book->devices));
        book->devices[book->device_count++] = (struct run_book_device){0};
        add_records(reading, at);
    }
    struct run_book_device *into = &book->devices[at];
    into->number = (unsigned)json_integer_value(json_object_get(device, "number"));
    snprintf(into->prefix, sizeof(into->prefix), "%s", prefix);
    free(into->reproduce);
    into->reproduce = run_json_copy(device, "reproduce");
    run_properties_clear(&into->properties);
    run_properties_clear(&into->facts);
    return (run_json_read_pairs(&into->properties, json_object_get(device, "properties")) &&
            run_json_read_pairs(&into->facts, json_object_get(device, "facts"))) ||
           tell(reading, "it is no line of a journal");
}

/// The index of the record that a line is about, or the count of records when it is about none.
static size_t find_record(const struct reading *reading, const json_t *line, const char *key)
{
    const struct run_book *book = reading->book;
    const struct place wanted = {.name = json_string_value(json_object_get(line, key))};
    size_t device = (size_t)json_integer_value(json_object_get(line, "device"));
    if (!wanted.name || device >= book->device_count)
        return book->count;
    const struct place *found =
        bsearch(&wanted, reading->places, reading->place_count, sizeof(*reading->places), by_name);
    return found ? device * reading->place_count + found->index : book->count;
}

static bool read_case(struct reading *reading, const json_t *line)
{
    struct run_book *book = reading->book;
    struct run_outcome outcome;
    size_t at = find_record(reading, line, "case");
    if (at == book->count)
        return tell(reading, "it is about a case that " RUN_PLAN_NAME " does not list");
    if (!run_json_read_outcome(&outcome, line))
        return tell(reading, "it has no result that this version of ommcts knows");
    run_outcome_clear(&book->outcomes[at]);
    book->outcomes[at] = outcome;
    return true;
}

static bool read_start(struct reading *reading, const json_t *line)
{
    size_t at = find_record(reading, line, "start");
    if (at == reading->book->count)
        return tell(reading, "it is about a case that " RUN_PLAN_NAME " does not list");
    reading->book->records[at].started = true;
    return true;
}

static bool read_property(struct reading *reading, const json_t *line)
{
    const json_t *pair = json_object_get(line, "property");
    const char *name = json_string_value(json_array_get(pair, 0));
    const char *value = json_string_value(json_array_get(pair, 1));
    size_t device = (size_t)json_integer_value(json_object_get(line, "device"));
    if (!name || !value || device >= reading->book->device_count)
        return tell(reading, "it is no line of a journal");
    run_properties_add(&reading->book->devices[device].properties, name, value);
    return true;
}

static bool read_end(struct reading *reading, const json_t *end)
{
    struct run_book *book = reading->book;
    book->seconds += json_number_value(json_object_get(end, "seconds"));
    book->ended = true;
    free(book->why);
    book->why = run_json_copy(end, "why");
    return true;
}

static bool read_line(struct reading *reading, const json_t *line)
{
    const json_t *part = NULL;
    if ((part = json_object_get(line, "run")) != NULL)
        return read_run(reading, part);
    if (reading->book->began == 0)
        return tell(reading, "a journal begins with a run");
    if ((part = json_object_get(line, "device")) != NULL && json_is_object(part))
        return read_device(reading, part);
    if (json_object_get(line, "case"))
        return read_case(reading, line);
    if (json_object_get(line, "start"))
        return read_start(reading, line);
    if (json_object_get(line, "property"))
        return read_property(reading, line);
    if ((part = json_object_get(line, "end")) != NULL)
        return read_end(reading, part);
    return tell(reading, "it is no line of a journal");
}

/// A line without its end is what a killed runner was writing.
static bool read_lines(struct reading *reading, FILE *file)
{
    char *text = NULL;
    size_t size = 0;
    bool good = true;
    for (ssize_t length; good && (length = getline(&text, &size, file)) > 0;) {
        reading->line++;
        if (text[length - 1] != '\n')
            break;
        json_error_t error;
        json_t *line = json_loadb(text, (size_t)length, 0, &error);
        good = line ? read_line(reading, line) : tell(reading, "it is no JSON");
        json_decref(line);
    }
    free(text);
    if (good && ferror(file))
        return tell(reading, "it can't be read");
    return good;
}

/// Says for a run without an end what became of it, and points the records at their outcomes, which stay in place now.
static void complete(struct reading *reading)
{
    struct run_book *book = reading->book;
    size_t missing = 0, begun = 0;
    const struct run_record *at = NULL;
    for (size_t i = 0; i < book->count; i++) {
        struct run_record *record = &book->records[i];
        record->outcome = &book->outcomes[i];
        missing += record->outcome->round == 0;
        begun += record->outcome->round == 0 && record->started;
        if (record->outcome->round == 0 && record->started)
            at = record;
    }
    if (book->ended)
        return;
    free(book->why);
    book->why = run_format("the runner ended without a word; %zu of %zu cases have no result%s%s%s",
                           missing, book->count, at ? ", and it was at '" : "", at ? at->name : "",
                           begun > 1 ? "' and others"
                           : at      ? "'"
                                     : "");
}

bool run_book_read(struct run_book *book, const char *directory,
                   const struct run_registry *registry)
{
    *book = (struct run_book){0};
    char *path = run_format("%s/" RUN_JOURNAL_NAME, directory);
    struct reading reading = {.book = book, .registry = registry, .path = path};
    FILE *file = fopen(path, "re");
    bool good = file != NULL;
    if (!file) {
        fprintf(stderr,
                "ommcts: '%s' holds no run: its " RUN_JOURNAL_NAME " can't be opened: %s; a run "
                "with --output makes one\n",
                directory, strerror(errno));
    }
    good = good && read_plan(&reading, directory) && read_lines(&reading, file) &&
           // Killed this early, a run has nothing that could be gone on with.
           (book->device_count > 0 ||
            tell(&reading, "it ends before anything could run; begin the run anew"));
    complete(&reading);
    if (file)
        fclose(file);
    free(reading.places);
    free(path);
    return good;
}
