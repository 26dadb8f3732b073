// SPDX-License-Identifier: Apache-2.0
#include "output/json.h"

#include "heap.h"
#include "report/sanitize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *run_json_text(const char *bytes)
{
    if (!bytes)
        return json_null();
    char *clean = run_sanitize(bytes);
    json_t *text = json_string(clean);
    free(clean);
    return text;
}

json_t *run_json_pairs(const struct run_properties *properties)
{
    json_t *pairs = json_array();
    for (size_t i = 0; i < properties->count; i++) {
        json_t *pair = json_array();
        json_array_append_new(pair, run_json_text(properties->items[i].name));
        json_array_append_new(pair, run_json_text(properties->items[i].value));
        json_array_append_new(pairs, pair);
    }
    return pairs;
}

bool run_json_read_pairs(struct run_properties *properties, const json_t *pairs)
{
    if (!json_is_array(pairs))
        return false;
    for (size_t i = 0; i < json_array_size(pairs); i++) {
        const json_t *pair = json_array_get(pairs, i);
        const char *name = json_string_value(json_array_get(pair, 0));
        const char *value = json_string_value(json_array_get(pair, 1));
        if (!name || !value)
            return false;
        run_properties_add(properties, name, value);
    }
    return true;
}

/// What is not there is left out: most cases have no more to say than their verdict.
static void add_text(json_t *object, const char *key, const char *bytes)
{
    if (bytes && bytes[0] != '\0')
        json_object_set_new(object, key, run_json_text(bytes));
}

static void add_messages(json_t *object, const struct run_result *result)
{
    if (result->message_count == 0)
        return;
    json_t *messages = json_array();
    for (size_t i = 0; i < result->message_count; i++) {
        const struct run_message *message = &result->messages[i];
        const char *const parts[] = {message->source, message->severity, message->id,
                                     message->text};
        json_t *row = json_array();
        for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
            json_array_append_new(row, run_json_text(parts[k] ? parts[k] : ""));
        json_array_append_new(messages, row);
    }
    json_object_set_new(object, "messages", messages);
}

json_t *run_json_measure(const struct run_measure *measure)
{
    const struct run_timing *timing = &measure->timing;
    json_t *row = json_object();
    json_object_set_new(row, "series", run_json_text(measure->series));
    json_object_set_new(row, "against", run_json_text(measure->against));
    json_object_set_new(row, "bytes", json_integer((json_int_t)timing->bytes));
    json_object_set_new(row, "rounds", json_integer(timing->rounds));
    json_object_set_new(row, "medianPicoseconds", json_integer((json_int_t)timing->median));
    json_object_set_new(row, "lowPicoseconds", json_integer((json_int_t)timing->low));
    json_object_set_new(row, "highPicoseconds", json_integer((json_int_t)timing->high));
    return row;
}

static void add_measures(json_t *object, const struct run_result *result)
{
    if (result->measure_count == 0)
        return;
    json_t *measures = json_array();
    for (size_t i = 0; i < result->measure_count; i++)
        json_array_append_new(measures, run_json_measure(&result->measures[i]));
    json_object_set_new(object, "measures", measures);
}

void run_json_add_outcome(json_t *object, const struct run_outcome *outcome)
{
    const struct run_result *result = &outcome->result;
    json_object_set_new(object, "told", json_string(run_verdict_word(outcome->told)));
    json_object_set_new(object, "judged", json_string(run_verdict_word(outcome->judged)));
    json_object_set_new(object, "round", json_integer(outcome->round));
    json_object_set_new(object, "checks", json_integer(result->checks));
    json_object_set_new(object, "seconds", json_real(result->seconds));
    add_text(object, "reason", outcome->reason);
    add_text(object, "message", result->message);
    add_text(object, "log", result->log);
    add_text(object, "backtrace", result->backtrace);
    add_messages(object, result);
    add_measures(object, result);
}

char *run_json_copy(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? run_strdup(text) : NULL;
}

static bool read_verdict(enum run_verdict *verdict, const json_t *word)
{
    return json_is_string(word) &&
           run_verdict_named(json_string_value(word), json_string_length(word), verdict);
}

static bool read_message(struct run_message *message, const json_t *row)
{
    char **const parts[] = {&message->source, &message->severity, &message->id, &message->text};
    for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
        const char *text = json_string_value(json_array_get(row, k));
        if (!text)
            return false;
        *parts[k] = run_strdup(text);
    }
    return true;
}

static bool read_messages(struct run_result *result, const json_t *messages)
{
    size_t count = json_array_size(messages);
    if (count == 0)
        return true;
    result->messages = run_calloc(count, sizeof(*result->messages));
    result->message_count = count;
    for (size_t i = 0; i < count; i++)
        if (!read_message(&result->messages[i], json_array_get(messages, i)))
            return false;
    return true;
}

static uint64_t read_number(const json_t *object, const char *key)
{
    const json_int_t number = json_integer_value(json_object_get(object, key));
    return number > 0 ? (uint64_t)number : 0;
}

static bool read_measures(struct run_result *result, const json_t *measures)
{
    for (size_t i = 0; i < json_array_size(measures); i++) {
        const json_t *row = json_array_get(measures, i);
        struct run_measure measure = {
            .series = run_json_copy(row, "series"),
            .against = run_json_copy(row, "against"),
            .timing = {.bytes = read_number(row, "bytes"),
                       .rounds = (unsigned)read_number(row, "rounds"),
                       .median = read_number(row, "medianPicoseconds"),
                       .low = read_number(row, "lowPicoseconds"),
                       .high = read_number(row, "highPicoseconds")},
        };
        if (!measure.series || !measure.against) {
            free(measure.series);
            free(measure.against);
            return false;
        }
        run_result_add_measure(result, &measure);
    }
    return true;
}

bool run_json_read_outcome(struct run_outcome *outcome, const json_t *object)
{
    *outcome = (struct run_outcome){0};
    const json_t *round = json_object_get(object, "round");
    if (!json_is_integer(round) || !read_verdict(&outcome->told, json_object_get(object, "told")) ||
        !read_verdict(&outcome->judged, json_object_get(object, "judged")))
        return false;
    struct run_result *result = &outcome->result;
    outcome->round = (unsigned)json_integer_value(round);
    outcome->reason = run_json_copy(object, "reason");
    result->verdict = outcome->told;
    result->checks = (unsigned)json_integer_value(json_object_get(object, "checks"));
    result->seconds = json_number_value(json_object_get(object, "seconds"));
    result->message = run_json_copy(object, "message");
    result->log = run_json_copy(object, "log");
    result->backtrace = run_json_copy(object, "backtrace");
    if (read_messages(result, json_object_get(object, "messages")) &&
        read_measures(result, json_object_get(object, "measures")))
        return true;
    run_outcome_clear(outcome);
    return false;
}

char *run_json_line(const json_t *object)
{
    char *line = json_dumps(object, JSON_COMPACT);
    if (!line) {
        fputs("ommcts: out of memory while writing JSON\n", stderr);
        exit(99);
    }
    return line;
}
