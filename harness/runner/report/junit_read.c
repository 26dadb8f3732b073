// SPDX-License-Identifier: Apache-2.0
#include "report/junit_read.h"

#include "heap.h"
#include "select/lines.h"
#include "select/outcome.h"

#include <libxml/xmlreader.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    const struct run_junit_listener *listener;
    char *prefix;  ///< of the testsuite's device
    char *problem; ///< the parser's first
    bool is_ours;  ///< the root is
    char *foreign; ///< what no report of ours has
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

/// Copies what libxml2 gave, and frees that.
static char *own(xmlChar *value)
{
    char *text = run_strdup(value ? (const char *)value : "");
    xmlFree(value);
    return text;
}

static char *attribute(xmlNodePtr node, const char *name)
{
    return own(xmlGetNoNsProp(node, BAD_CAST name));
}

static char *attribute_here(xmlTextReaderPtr xml, const char *name)
{
    return own(xmlTextReaderGetAttribute(xml, BAD_CAST name));
}

static xmlNodePtr child(xmlNodePtr node, const char *name)
{
    for (xmlNodePtr found = node->children; found; found = found->next)
        if (found->type == XML_ELEMENT_NODE && strcmp((const char *)found->name, name) == 0)
            return found;
    return NULL;
}

/// Behind what the case is, where reports tell the verdicts that the schema has no place for; NULL: of what passed it
/// is only told what it covers, and what follows is whatever the case said.
static const char *find_remark(const char *output)
{
    static const char *const heads[] = {"covers: ", "about: ", "source: "};
    const char *line = output;
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        if (strncmp(line, heads[i], strlen(heads[i])) == 0) {
            line += strcspn(line, "\n");
            line += *line == '\n';
        } else if (i == 1 && line != output) {
            return NULL;
        }
    }
    return line;
}

/// Reads "Fail" and "UnexpectedImprovement(Pass)", up to `length`. False: no verdict of ours.
static bool read_word(struct run_junit_result *result, const char *word, size_t length)
{
    size_t judged = strcspn(word, "(");
    if (judged >= length) {
        bool known = run_verdict_named(word, length, &result->judged);
        result->told = result->judged;
        return known;
    }
    return word[length - 1] == ')' && run_verdict_named(word, judged, &result->judged) &&
           run_verdict_named(word + judged + 1, length - judged - 2, &result->told);
}

/// The verdict and the reason of a case that is told as passed or skipped. False: it is just that.
static bool read_remark(struct run_junit_result *result)
{
    const char *line = find_remark(result->output);
    const char *end = line ? strstr(line, ": ") : NULL;
    if (!end || !read_word(result, line, (size_t)(end - line)))
        return false;
    result->reason = run_strndup(end + 2, strcspn(end + 2, "\n"));
    return true;
}

/// False: no verdict that a report of ours could have.
static bool read_verdict(struct run_junit_result *result, xmlNodePtr testcase)
{
    xmlNodePtr skipped = child(testcase, "skipped");
    xmlNodePtr wrong = child(testcase, "failure");
    wrong = wrong ? wrong : child(testcase, "error");
    if (wrong) {
        char *word = attribute(wrong, "type");
        bool known = word[0] != '\0' && read_word(result, word, strlen(word));
        free(word);
        result->reason = attribute(wrong, "message");
        return known;
    }
    if (!read_remark(result)) {
        result->judged = result->told = skipped ? RUN_NOT_SUPPORTED : RUN_PASS;
        result->reason = skipped ? attribute(skipped, "message") : run_strdup("");
    }
    return true;
}

/// False: the report has something of it that none of ours has.
static bool tell_testcase(struct reading *reading, xmlNodePtr testcase)
{
    char *class_name = attribute(testcase, "classname");
    char *name = attribute(testcase, "name");
    char *time = attribute(testcase, "time");
    xmlNodePtr output = child(testcase, "system-out");
    struct run_junit_result result = {
        .name = run_format("%s.%s", class_name, name),
        .output = own(output ? xmlNodeGetContent(output) : NULL),
    };
    bool good = name[0] != '\0' && read_verdict(&result, testcase) &&
                run_read_seconds(time, &result.seconds);
    if (good)
        reading->listener->result(reading->listener->context, &result);
    else
        reading->foreign = run_format("line %ld: it has no name, verdict and time as this version "
                                      "of ommcts writes them",
                                      xmlGetLineNo(testcase));
    char *texts[] = {class_name, name, time, result.name, result.reason, result.output};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        free(texts[i]);
    return good;
}

/// The suite's name is its package, and more, behind the device's prefix.
static void read_testsuite(struct reading *reading, xmlTextReaderPtr xml)
{
    char *name = attribute_here(xml, "name");
    char *package = attribute_here(xml, "package");
    const char *rest = package[0] != '\0' ? strstr(name, package) : NULL;
    free(reading->prefix);
    reading->prefix = run_strndup(name, rest ? (size_t)(rest - name) : 0);
    free(package);
    free(name);
}

static void tell_property(const struct reading *reading, xmlTextReaderPtr xml)
{
    const struct run_junit_listener *listener = reading->listener;
    char *name = attribute_here(xml, "name");
    char *value = attribute_here(xml, "value");
    listener->property(listener->context, reading->prefix ? reading->prefix : "", name, value);
    free(value);
    free(name);
}

/// One element; what lies in a testcase is read with it. False: it is not ours, or the text broke off.
static bool read_element(struct reading *reading, xmlTextReaderPtr xml)
{
    const char *element = (const char *)xmlTextReaderConstLocalName(xml);
    if (xmlTextReaderDepth(xml) == 0) {
        char *name = attribute_here(xml, "name");
        reading->is_ours = strcmp(element, "testsuites") == 0 && strcmp(name, "ommcts") == 0;
        free(name);
        return reading->is_ours;
    }
    if (strcmp(element, "testsuite") == 0)
        read_testsuite(reading, xml);
    if (strcmp(element, "property") == 0 && reading->listener->property)
        tell_property(reading, xml);
    if (strcmp(element, "testcase") != 0 || !reading->listener->result)
        return true;
    xmlNodePtr testcase = xmlTextReaderExpand(xml);
    return testcase && tell_testcase(reading, testcase);
}

char *run_junit_read(const char *text, const struct run_junit_listener *listener)
{
    struct reading reading = {.listener = listener};
    size_t length = strlen(text);
    xmlTextReaderPtr xml = length > INT_MAX
                               ? NULL
                               : xmlReaderForMemory(text, (int)length, NULL, NULL, XML_PARSE_NONET);
    if (!xml)
        return run_strdup("it is too large to be read");
    xmlTextReaderSetErrorHandler(xml, keep_problem, &reading);
    int more = xmlTextReaderRead(xml);
    bool is_xml = more == 1;
    while (more == 1) {
        bool element = xmlTextReaderNodeType(xml) == XML_READER_TYPE_ELEMENT;
        more = element && !read_element(&reading, xml) ? -1 : xmlTextReaderRead(xml);
    }
    xmlFreeTextReader(xml);
    char *why = reading.foreign;
    if (is_xml && !reading.is_ours && !reading.problem)
        why = run_strdup("it is no report of ommcts");
    else if (!why && (more != 0 || reading.problem))
        why = run_format("it is no well-formed XML (%s)",
                         reading.problem ? reading.problem : "it ends too early");
    free(reading.problem);
    free(reading.prefix);
    return why;
}

bool run_junit_is_likely(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '<';
}
