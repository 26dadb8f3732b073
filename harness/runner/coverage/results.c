// SPDX-License-Identifier: Apache-2.0
// Reads JUnit reports of this suite: which layer reported which violation.
#include "coverage/coverage.h"

#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct run_coverage *coverage;
    const struct run_registry *registry;
    const char *path;
    char *layers; ///< of the suite, as its property has them: "none, NAME VERSION, NAME VERSION"
    size_t results, foreign;
    char *problem; ///< the parser's first
};

static void keep_problem(void *context, const char *message, xmlParserSeverities severity,
                         xmlTextReaderLocatorPtr where)
{
    struct reading *reading = context;
    (void)severity;
    if (!reading->problem) {
        reading->problem = run_format("line %d: %.*s", xmlTextReaderLocatorLineNumber(where),
                                      (int)strcspn(message, "\n"), message);
    }
}

static char *attribute(xmlNodePtr node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(node, BAD_CAST name);
    char *text = run_strdup(value ? (const char *)value : "");
    xmlFree(value);
    return text;
}

/// The case that a testcase is of. Names of a run on several devices begin with "device2.".
static const struct run_case *find_case(const struct reading *reading, xmlNodePtr testcase)
{
    char *class_name = attribute(testcase, "classname");
    char *name = attribute(testcase, "name");
    char *full = run_format("%s.%s", class_name, name);
    const char *start = full;
    if (strncmp(full, "device", strlen("device")) == 0)
        start = full + strcspn(full, ".") + 1;
    const struct run_case *entry = run_registry_find(reading->registry, start);
    free(class_name);
    free(name);
    free(full);
    return entry;
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

static xmlNodePtr child(xmlNodePtr node, const char *name)
{
    for (xmlNodePtr found = node->children; found; found = found->next)
        if (found->type == XML_ELEMENT_NODE && strcmp((const char *)found->name, name) == 0)
            return found;
    return NULL;
}

static void read_violation(struct reading *reading, xmlNodePtr testcase,
                           const struct run_case *entry)
{
    const struct omm_case *desc = entry->desc;
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    xmlNodePtr output = child(testcase, "system-out");
    xmlChar *text = output ? xmlNodeGetContent(output) : NULL;
    bool skipped = child(testcase, "skipped") != NULL;
    for (size_t i = 0; i < most && desc->covers[i]; i++) {
        struct run_coverage_vuid *vuid = run_coverage_vuid(reading->coverage, desc->covers[i]);
        if (vuid && !see_reports(reading, vuid, text ? (const char *)text : "") && !skipped)
            run_coverage_see_silence(reading->coverage, vuid,
                                     reading->layers ? reading->layers : "", entry->witness);
    }
    xmlFree(text);
}

static void read_testcase(struct reading *reading, xmlNodePtr testcase)
{
    const struct run_case *entry = find_case(reading, testcase);
    reading->results += entry != NULL;
    reading->foreign += entry == NULL;
    if (entry && entry->witness)
        read_violation(reading, testcase, entry);
}

static void read_property(struct reading *reading, xmlTextReaderPtr xml)
{
    xmlChar *name = xmlTextReaderGetAttribute(xml, BAD_CAST "name");
    if (name && strcmp((const char *)name, "layers") == 0) {
        xmlChar *value = xmlTextReaderGetAttribute(xml, BAD_CAST "value");
        free(reading->layers);
        reading->layers = run_strdup(value ? (const char *)value : "");
        xmlFree(value);
    }
    xmlFree(name);
}

/// One element of the report; what lies in a testcase is read with it. False: the file broke off.
static bool read_element(struct reading *reading, xmlTextReaderPtr xml)
{
    const char *name = (const char *)xmlTextReaderConstLocalName(xml);
    if (strcmp(name, "property") == 0)
        read_property(reading, xml);
    if (strcmp(name, "testcase") != 0)
        return true;
    xmlNodePtr testcase = xmlTextReaderExpand(xml);
    if (testcase)
        read_testcase(reading, testcase);
    return testcase != NULL;
}

static int read_bytes(void *context, char *buffer, int size)
{
    FILE *file = context;
    size_t got = fread(buffer, 1, (size_t)size, file);
    return ferror(file) ? -1 : (int)got;
}

/// Why the file is no report of this suite, to be freed, or NULL.
static char *read_file(struct reading *reading, FILE *file)
{
    xmlTextReaderPtr xml =
        xmlReaderForIO(read_bytes, NULL, file, reading->path, NULL, XML_PARSE_NONET);
    if (!xml)
        return run_strdup("there is no memory to read it");
    xmlTextReaderSetErrorHandler(xml, keep_problem, reading);
    int more = xmlTextReaderRead(xml);
    while (more == 1) {
        bool element = xmlTextReaderNodeType(xml) == XML_READER_TYPE_ELEMENT;
        more = element && !read_element(reading, xml) ? -1 : xmlTextReaderRead(xml);
    }
    xmlFreeTextReader(xml);
    if (ferror(file))
        return run_strdup("it can't be read");
    if (more != 0 || reading->problem)
        return run_format("it is no well-formed XML (%s)",
                          reading->problem ? reading->problem : "it ends too early");
    return reading->results ? NULL : run_strdup("it has no result of any case of this program");
}

bool run_coverage_read(struct run_coverage *coverage, const struct run_registry *registry,
                       const char *path)
{
    struct reading reading = {.coverage = coverage, .registry = registry, .path = path};
    FILE *file = fopen(path, "re");
    char *why = file ? read_file(&reading, file) : run_strdup("it can't be opened");
    if (file)
        fclose(file);
    if (why) {
        fprintf(stderr, "ommcts: --from '%s': %s; it wants what 'ommcts run --junit' writes\n",
                path, why);
    } else {
        run_strings_add(&coverage->results, run_strdup(path));
        if (reading.foreign)
            run_strings_add(
                &coverage->remarks,
                run_format("%s has %zu results of cases that this program does not have", path,
                           reading.foreign));
    }
    bool good = !why;
    free(why);
    free(reading.layers);
    free(reading.problem);
    return good;
}
