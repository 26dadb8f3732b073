// SPDX-License-Identifier: Apache-2.0
// Looks at a driver's manifest before anything starts: the loader passes over a bad one in silence.
#ifndef RUN_MANIFEST_H
#define RUN_MANIFEST_H

/// The absolute path of a manifest that is JSON, names a library and, when it names it by a path,
/// names one that is there. Else NULL, told on stderr. Free it.
char *run_manifest_check(const char *path);

#endif
