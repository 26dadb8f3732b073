// SPDX-License-Identifier: Apache-2.0
#include "report/xml_file.h"

#include <libxml/xmlerror.h>
#include <stdlib.h>

static void be_silent(void *unused, const char *format, ...)
{
    (void)unused;
    (void)format;
}

xmlTextWriterPtr run_xml_file(FILE *file)
{
    xmlSetGenericErrorFunc(NULL, be_silent);
    xmlOutputBufferPtr buffer = xmlOutputBufferCreateFile(file, NULL);
    xmlTextWriterPtr xml = buffer ? xmlNewTextWriter(buffer) : NULL;
    if (!xml) {
        fputs("ommcts: out of memory\n", stderr);
        exit(99);
    }
    xmlTextWriterSetIndent(xml, 1);
    xmlTextWriterSetIndentString(xml, BAD_CAST " ");
    return xml;
}
