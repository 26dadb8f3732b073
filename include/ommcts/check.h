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

// greatest asks this at an assertion that failed, and would abort.
#undef GREATEST_ABORT_ON_FAIL
#define GREATEST_ABORT_ON_FAIL() omm_check_stop()

/// Compares memory for the two macros below, and tells the first byte that differs where greatest would
/// print all of them.
extern greatest_type_info omm_check_bytes;

#undef ASSERT_MEM_EQ
#define ASSERT_MEM_EQ(EXP, GOT, SIZE) ASSERT_MEM_EQm(#EXP " != " #GOT, EXP, GOT, SIZE)

#undef ASSERT_MEM_EQm
#define ASSERT_MEM_EQm(MSG, EXP, GOT, SIZE)                                                        \
    do {                                                                                           \
        greatest_memory_cmp_env omm_bytes_ = {.exp = (const unsigned char *)(EXP),                 \
                                              .got = (const unsigned char *)(GOT),                 \
                                              .size = (SIZE)};                                     \
        ASSERT_EQUAL_Tm(MSG, omm_bytes_.exp, omm_bytes_.got, &omm_check_bytes, &omm_bytes_);       \
    } while (0)

#endif
