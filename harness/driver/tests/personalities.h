// SPDX-License-Identifier: Apache-2.0
// Which tests say of which personality that it does what it says.
#ifndef DRIVER_TEST_PERSONALITIES_H
#define DRIVER_TEST_PERSONALITIES_H

#include <stdbool.h>

/// True when the active personality is `name`; notes that there is a test of it. Use as
/// `if (personality_is("weak")) RUN_TEST(...)`, so that one program has the tests of all.
bool personality_is(const char *name);

void personality_deferral(void);
void personality_threads(void);
void personality_blobs(void);
void personality_sizes(void);
void personality_storage(void);
void personality_memory(void);

#endif
