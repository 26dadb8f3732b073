// SPDX-License-Identifier: Apache-2.0
// Pictures that cases left. Their paths stand in messages, in which a driver's own words may stand too: only what is
// a picture by its name and by its first bytes gets into the page, and there it is an image, in which no script runs.
#include "heap.h"
#include "html/sections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PICTURE_LIMIT = 2 * 1024 * 1024 };

static bool is_svg(const char *path, const char *bytes)
{
    static const char suffix[] = ".svg";
    size_t length = strlen(path);
    bool named = length > strlen(suffix) && strcmp(path + length - strlen(suffix), suffix) == 0;
    return named && strncmp(bytes, "<?xml ", strlen("<?xml ")) == 0 && strstr(bytes, "<svg ");
}

/// The file's text, to be freed; NULL unless it is a picture that fits.
static char *read_picture(const char *path, size_t most, size_t *size)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    size_t limit = most < PICTURE_LIMIT ? most : PICTURE_LIMIT;
    char *bytes = run_calloc(limit + 1, 1);
    *size = fread(bytes, 1, limit, file);
    bool whole = !ferror(file) && fgetc(file) == EOF;
    fclose(file);
    if (whole && is_svg(path, bytes))
        return bytes;
    free(bytes);
    return NULL;
}

void run_html_picture(struct run_html *html, const struct run_record *record)
{
    char *path = run_record_artifact(record);
    if (!path)
        return;
    size_t size = 0;
    char *bytes = read_picture(path, html->left, &size);
    if (bytes) {
        html->left -= size;
        run_page_image(html->page, "image/svg+xml", bytes, size,
                       "Microtriangles whose state read back differs from what was expected; "
                       "the log lists them.");
    } else {
        char *words = run_format("Left beside the report: %s", path);
        run_page_element(html->page, "p", "soft", words);
        free(words);
    }
    free(bytes);
    free(path);
}
