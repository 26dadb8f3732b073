// SPDX-License-Identifier: Apache-2.0
// Where the files lie that come with this program, in the build tree or installed.
#ifndef RUN_PLACES_H
#define RUN_PLACES_H

/// The absolute path of this program, to be freed. Never NULL.
char *run_place_of_binary(void);

/// The first that exists of `name` beside the binary and in its share folder, or NULL. Free it.
char *run_place_beside(const char *name);

/// The first that exists of `name` in the source tree's data folder and in the installed one, or NULL.
char *run_place_of_data(const char *name);

#endif
