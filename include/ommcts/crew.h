// SPDX-License-Identifier: Apache-2.0
// Threads that stand ready to join one deferred operation after the other, for benchmarks: nothing is started or judged
// while the time counts.
#ifndef OMMCTS_CREW_H
#define OMMCTS_CREW_H

#include <ommcts/test.h>

struct omm_crew;

/// A crew of `size` threads, the calling one among them; dismissed after the case.
struct omm_crew *omm_crew(const struct omm_test *t, unsigned size);

/// All of the crew join the operation, which a command has deferred, until it is complete and each of them is free again.
/// Gives the operation's result, or what a join answered that is no success.
VkResult omm_crew_join(struct omm_crew *crew, VkDeferredOperationKHR operation);

#endif
