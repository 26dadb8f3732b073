// SPDX-License-Identifier: Apache-2.0
#include "command/version.h"
#include "coverage/coverage.h"

#include <jansson.h>

/// A string, or null.
static json_t *text(const char *value)
{
    return value ? json_string(value) : json_null();
}

static json_t *strings(const struct run_strings *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++) {
        // The command line need not be UTF-8.
        json_t *item = json_string(list->items[i]);
        json_array_append_new(array, item ? item : json_null());
    }
    return array;
}

static json_t *duty(const struct ids_duty *wanted, const struct run_coverage_cases *cases)
{
    json_t *object = json_object();
    json_object_set_new(object, "due", json_boolean(wanted->due));
    json_object_set_new(object, "waiver", text(wanted->waiver));
    json_object_set_new(object, "cases", strings(&cases->stems));
    json_object_set_new(object, "names", json_integer((json_int_t)cases->names));
    return object;
}

static json_t *layers(const struct run_coverage *coverage, const struct run_coverage_vuid *vuid)
{
    json_t *object = json_object();
    for (size_t i = 0; i < coverage->layer_count; i++) {
        json_t *layer = json_object();
        json_object_set_new(layer, "expected", text(run_coverage_claim(coverage, vuid, i)));
        json_object_set_new(layer, "seen", text(run_coverage_sight(vuid, i)));
        json_object_set_new(object, coverage->layers[i].title, layer);
    }
    return object;
}

static json_t *vuids(const struct run_coverage *coverage)
{
    json_t *array = json_array();
    for (size_t i = 0; i < coverage->vuid_count; i++) {
        const struct run_coverage_vuid *vuid = &coverage->vuids[i];
        const struct ids_vuid *row = vuid->row;
        json_t *object = json_object();
        json_object_set_new(object, "id", text(row->id));
        json_object_set_new(object, "set", text(run_coverage_set(row->set)));
        json_object_set_new(object, "rule", text(row->rule));
        json_object_set_new(object, "since", text(row->since));
        json_object_set_new(object, "until", text(row->until));
        json_object_set_new(object, "note", text(row->note));
        json_object_set_new(object, "edge", duty(&row->edge, &vuid->edges));
        json_object_set_new(object, "violation", duty(&row->violation, &vuid->violations));
        json_object_set_new(object, "others", strings(&vuid->others.stems));
        json_object_set_new(object, "layers", layers(coverage, vuid));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *assertions(const struct run_coverage *coverage)
{
    json_t *array = json_array();
    for (size_t i = 0; i < coverage->assertion_count; i++) {
        const struct run_coverage_assertion *assertion = &coverage->assertions[i];
        json_t *object = json_object();
        json_object_set_new(object, "id", text(assertion->row->id));
        json_object_set_new(object, "class", text(ids_class_word(assertion->row->class)));
        json_object_set_new(object, "statement", text(assertion->row->statement));
        json_object_set_new(object, "observation", text(assertion->row->observation));
        json_object_set_new(object, "where", text(assertion->row->where));
        json_object_set_new(object, "cases", strings(&assertion->cases.stems));
        json_object_set_new(object, "names", json_integer((json_int_t)assertion->cases.names));
        json_array_append_new(array, object);
    }
    return array;
}

void run_coverage_print_json(const struct run_coverage *coverage, FILE *file)
{
    json_t *object = json_object();
    json_object_set_new(object, "suite", text(run_version));
    json_object_set_new(object, "results", strings(&coverage->results));
    json_object_set_new(object, "vuids", vuids(coverage));
    json_object_set_new(object, "assertions", assertions(coverage));
    json_object_set_new(object, "missing", strings(&coverage->missing));
    json_object_set_new(object, "remarks", strings(&coverage->remarks));
    json_dumpf(object, file, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', file);
    json_decref(object);
}
