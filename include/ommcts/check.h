// SPDX-License-Identifier: Apache-2.0
// greatest's assertions, with what they print ("Expected: ... Got: ...") led into the case's report
// instead of onto stdout. Include this, never <greatest.h> itself.
#ifndef OMMCTS_CHECK_H
#define OMMCTS_CHECK_H

#include <ommcts/verdict.h>

#include <stdio.h>

/// What the assertion macros print with. A failure's message tells it in short; what does not fit
/// on one line goes to the case's log.
int omm_check_printf(FILE *unused, const char *format, ...) OMM_PRINTF(2, 3);

#define GREATEST_FPRINTF omm_check_printf

#include <greatest.h> // IWYU pragma: export

#endif
