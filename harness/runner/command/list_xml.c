// SPDX-License-Identifier: Apache-2.0
#include "command/list_xml.h"

#include "heap.h"
#include "report/xml_file.h"

#include <stdlib.h>
#include <string.h>

static void attribute(xmlTextWriterPtr xml, const char *name, const char *value)
{
    xmlTextWriterWriteAttribute(xml, BAD_CAST name, BAD_CAST value);
}

static void open_node(xmlTextWriterPtr xml, const char *name, size_t length, const char *type,
                      const char *description)
{
    char *part = run_strndup(name, length);
    xmlTextWriterStartElement(xml, BAD_CAST "TestCase");
    attribute(xml, "Name", part);
    attribute(xml, "CaseType", type);
    attribute(xml, "Description", description);
    free(part);
}

static size_t count_dots(const char *text)
{
    size_t dots = 0;
    for (; *text != '\0'; text++)
        dots += *text == '.';
    return dots;
}

/// The element of one case: closes the groups that `previous` was in and this one is not, opens those that are new.
static void write_case(xmlTextWriterPtr xml, const char *previous, const struct run_case *entry)
{
    const char *name = entry->name;
    size_t shared = 0;
    for (size_t i = 0; previous[i] != '\0' && previous[i] == name[i]; i++)
        if (name[i] == '.')
            shared = i + 1;
    for (size_t open = count_dots(previous + shared); open > 0; open--)
        xmlTextWriterEndElement(xml);
    const char *part = name + shared;
    for (const char *dot; (dot = strchr(part, '.')) != NULL; part = dot + 1)
        open_node(xml, part, (size_t)(dot - part), "TestGroup", "");
    open_node(xml, part, strlen(part), "SelfValidate", entry->desc->about);
    xmlTextWriterEndElement(xml);
}

void run_list_xml(FILE *file, const struct run_selection *selection)
{
    xmlTextWriterPtr xml = run_xml_file(file);
    xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL);
    // Every name begins with the package, which is this element rather than a group.
    static const char root[] = "omm.";
    xmlTextWriterStartElement(xml, BAD_CAST "TestCaseList");
    attribute(xml, "PackageName", "omm");
    attribute(xml, "Description", "Host micromap copies of VK_EXT_opacity_micromap");
    const char *previous = root;
    for (size_t i = 0; i < selection->count; i++) {
        if (selection->items[i].entry) {
            write_case(xml, previous, selection->items[i].entry);
            previous = selection->items[i].name;
        }
    }
    xmlTextWriterEndDocument(xml);
    xmlFreeTextWriter(xml);
}
