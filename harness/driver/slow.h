// SPDX-License-Identifier: Apache-2.0
// Time that personalities take. All of these return at once in the others.
#ifndef REF_SLOW_H
#define REF_SLOW_H

#include <stdint.h>

/// The host copied that many bytes: "slow" lets it wait as if memory were uncached.
void ref_slow_copy(uint64_t bytes);

/// A queue begins with a batch: "slow" lets it wait.
void ref_slow_batch(void);

/// The first thread that works on a deferred operation begins: where others would learn something
/// of that, it gives them time.
void ref_slow_join(void);

#endif
