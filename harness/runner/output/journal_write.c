// SPDX-License-Identifier: Apache-2.0
#include "heap.h"
#include "output/journal.h"
#include "output/journal_file.h"
#include "output/json.h"

#include <stdlib.h>

static void append(struct run_journal *journal, json_t *line)
{
    char *text = run_json_line(line);
    run_journal_append(journal, text);
    free(text);
    json_decref(line);
}

void run_journal_run(struct run_journal *journal, const struct run_book *book)
{
    json_t *run = json_object();
    json_object_set_new(run, "format", json_integer(RUN_JOURNAL_FORMAT));
    json_object_set_new(run, "began", json_integer((json_int_t)book->began));
    json_object_set_new(run, "properties", run_json_pairs(&book->properties));
    json_object_set_new(run, "environment", run_json_pairs(&book->environment));
    json_t *line = json_object();
    json_object_set_new(line, "run", run);
    append(journal, line);
}

void run_journal_device(struct run_journal *journal, const struct run_book *book, size_t index)
{
    const struct run_book_device *device = &book->devices[index];
    json_t *object = json_object();
    json_object_set_new(object, "index", json_integer((json_int_t)index));
    json_object_set_new(object, "number", json_integer(device->number));
    json_object_set_new(object, "prefix", json_string(device->prefix));
    json_object_set_new(object, "reproduce", run_json_text(device->reproduce));
    json_object_set_new(object, "properties", run_json_pairs(&device->properties));
    json_object_set_new(object, "facts", run_json_pairs(&device->facts));
    json_t *line = json_object();
    json_object_set_new(line, "device", object);
    append(journal, line);
}

void run_journal_property(struct run_journal *journal, size_t device, const char *name,
                          const char *value)
{
    json_t *pair = json_array();
    json_array_append_new(pair, run_json_text(name));
    json_array_append_new(pair, run_json_text(value));
    json_t *line = json_object();
    json_object_set_new(line, "property", pair);
    json_object_set_new(line, "device", json_integer((json_int_t)device));
    append(journal, line);
}

void run_journal_start(struct run_journal *journal, size_t device, const char *name)
{
    json_t *line = json_object();
    json_object_set_new(line, "start", run_json_text(name));
    json_object_set_new(line, "device", json_integer((json_int_t)device));
    append(journal, line);
}

void run_journal_case(struct run_journal *journal, size_t device, const char *name,
                      const struct run_outcome *outcome)
{
    json_t *line = json_object();
    json_object_set_new(line, "case", run_json_text(name));
    json_object_set_new(line, "device", json_integer((json_int_t)device));
    run_json_add_outcome(line, outcome);
    append(journal, line);
}

void run_journal_end(struct run_journal *journal, double seconds, const char *why)
{
    json_t *end = json_object();
    json_object_set_new(end, "seconds", json_real(seconds));
    json_object_set_new(end, "why", run_json_text(why));
    json_t *line = json_object();
    json_object_set_new(line, "end", end);
    append(journal, line);
}
