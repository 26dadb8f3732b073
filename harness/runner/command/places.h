// SPDX-License-Identifier: Apache-2.0
// Where the files lie that come with this program, in the build tree or installed.
#ifndef RUN_PLACES_H
#define RUN_PLACES_H

/// The absolute path of this program, to be freed. Never NULL.
char *run_place_of_binary(void);

// The next three look beside the binary, then in the share folder of its installation, then in that of the installation
// whose object code it was linked with. NULL when it is in none; to be freed.

/// `name` beside the binary, or in share/ommcts.
char *run_place_beside(const char *name);

/// `name` in the folder data beside the binary, or in share/ommcts.
char *run_place_of_data(const char *name);

/// The folder with the manifest of the suite's own layer.
char *run_place_of_layers(void);

#endif
