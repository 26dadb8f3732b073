// SPDX-License-Identifier: Apache-2.0
#ifndef RUN_VERSION_H
#define RUN_VERSION_H

/// The suite's version and, when the tree was a git checkout, what git describe said of it.
extern const char run_version[];

/// The same as the number that dEQP prints beside its release name.
unsigned run_version_number(void);

#endif
