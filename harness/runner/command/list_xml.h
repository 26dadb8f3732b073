// SPDX-License-Identifier: Apache-2.0
#ifndef RUN_LIST_XML_H
#define RUN_LIST_XML_H

#include "select/select.h"

#include <stdio.h>

/// The cases of a selection as --deqp-runmode=xml-caselist has them: groups in groups, sorted as they are selected.
void run_list_xml(FILE *file, const struct run_selection *selection);

#endif
