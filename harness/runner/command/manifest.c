// SPDX-License-Identifier: Apache-2.0
#include "command/manifest.h"

#include "heap.h"

#include <errno.h>
#include <jansson.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Whether the library that a manifest at the absolute `path` names may be there.
static bool library_exists(const char *path, const char *library)
{
    if (library[0] == '\0') {
        fprintf(stderr, "ommcts: %s: ICD.library_path is empty\n", path);
        return false;
    }
    // Without a slash the dynamic linker looks for it, by rules that are its own.
    if (!strchr(library, '/'))
        return true;
    char *copy = run_strdup(path);
    char *full =
        library[0] == '/' ? run_strdup(library) : run_format("%s/%s", dirname(copy), library);
    bool exists = access(full, R_OK) == 0;
    if (!exists) {
        fprintf(stderr, "ommcts: %s: the library that it names, '%s', can't be read: %s\n", path,
                full, strerror(errno));
    }
    free(full);
    free(copy);
    return exists;
}

static bool content_is_good(const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    if (!root) {
        if (error.line > 0)
            fprintf(stderr, "ommcts: %s:%d: this is no JSON: %s\n", path, error.line, error.text);
        else
            fprintf(stderr, "ommcts: %s: %s\n", path, error.text);
        return false;
    }
    const char *library =
        json_string_value(json_object_get(json_object_get(root, "ICD"), "library_path"));
    if (!library) {
        fprintf(stderr, "ommcts: %s: this is no driver manifest: it has no ICD.library_path\n",
                path);
    }
    bool good = library && library_exists(path, library);
    json_decref(root);
    return good;
}

char *run_manifest_check(const char *path)
{
    struct stat status;
    char *full = realpath(path, NULL);
    if (!full || stat(full, &status) != 0) {
        fprintf(stderr, "ommcts: the driver manifest '%s' can't be read: %s\n", path,
                strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        fprintf(stderr, "ommcts: the driver manifest '%s' is no file\n", path);
    } else if (content_is_good(full)) {
        return full;
    }
    free(full);
    return NULL;
}
