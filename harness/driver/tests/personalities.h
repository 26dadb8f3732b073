// SPDX-License-Identifier: Apache-2.0
// Which tests say of which personality that it does what it says.
#ifndef DRIVER_TEST_PERSONALITIES_H
#define DRIVER_TEST_PERSONALITIES_H

#include <greatest.h>
#include <stdbool.h>

/// True when the active personality is `name`; notes that there is a test of it. Use as
/// `if (personality_is("weak")) RUN_TEST(...)`, so that one program has the tests of all.
bool personality_is(const char *name);

SUITE_EXTERN(personality_deferral);
SUITE_EXTERN(personality_threads);
SUITE_EXTERN(personality_blobs);
SUITE_EXTERN(personality_sizes);
SUITE_EXTERN(personality_storage);
SUITE_EXTERN(personality_memory);

#endif
