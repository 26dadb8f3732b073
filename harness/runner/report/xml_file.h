// SPDX-License-Identifier: Apache-2.0
#ifndef RUN_XML_FILE_H
#define RUN_XML_FILE_H

#include <libxml/xmlwriter.h>
#include <stdio.h>

/// A writer of indented XML into an open file, which stays open. libxml2 says nothing on stderr from then on: who
/// writes looks at ferror() and tells it with the file's name. Free with xmlFreeTextWriter. Never NULL.
xmlTextWriterPtr run_xml_file(FILE *file);

#endif
