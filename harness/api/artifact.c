// SPDX-License-Identifier: Apache-2.0
// The text is collected in memory and written when the verdict stands: a crash leaves no half of a file, and a case that
// looks at a failure on purpose leaves none at all.
#include "file.h"
#include "session.h"

#include <ommcts/artifact.h>
#include <ommcts/verdict.h>

#include <stdlib.h>
#include <string.h>

struct artifact {
    const char *path;
    FILE *stream;
    char *text;
    size_t size;
    struct artifact *before;
};

static struct artifact *latest; // of the running case

/// NULL, or why the text is not whole.
static const char *close_stream(struct artifact *artifact)
{
    if (!artifact->stream)
        return "no memory for its text";
    const bool complete = !ferror(artifact->stream);
    const bool closed = fclose(artifact->stream) == 0;
    artifact->stream = NULL;
    return complete && closed ? NULL : "no memory for its text";
}

static void finish(void *object, bool passed)
{
    struct artifact *artifact = object;
    const char *wrong = close_stream(artifact);
    if (!passed && !wrong)
        wrong = omm_file_write(artifact->path, artifact->text, artifact->size);
    if (!passed && wrong)
        omm_note("'%s' can't be written: %s", artifact->path, wrong);
    else if (!passed)
        omm_show(artifact->path);
    latest = NULL; // all of this case end together
    free(artifact->text);
    free(artifact);
}

static const char *path_of(const struct run_settings *settings, const char *suffix)
{
    const char *device = settings->device > 1 ? omm_sentence("device%u.", settings->device) : "";
    return omm_sentence("%s/%s%s.%s", settings->artifacts, device, omm_case_name(), suffix);
}

static struct artifact *find(const char *path)
{
    struct artifact *artifact = latest;
    while (artifact && strcmp(artifact->path, path) != 0)
        artifact = artifact->before;
    return artifact;
}

static struct artifact *add(const char *path)
{
    struct artifact *artifact = calloc(1, sizeof *artifact);
    if (!artifact)
        omm_resource_error("no memory for '%s'", path);
    artifact->path = path;
    artifact->before = latest;
    return artifact;
}

FILE *omm_artifact(const char *suffix)
{
    const struct run_settings *settings = omm_settings();
    if (!settings->artifacts)
        return NULL;
    const char *path = path_of(settings, suffix);
    struct artifact *old = find(path);
    if (old) {
        close_stream(old);
        free(old->text);
        old->text = NULL;
    }
    struct artifact *artifact = old ? old : add(path);
    artifact->stream = open_memstream(&artifact->text, &artifact->size);
    if (!artifact->stream)
        omm_resource_error("no memory for '%s'", path);
    if (!old) {
        latest = artifact;
        omm_at_end(finish, artifact);
    }
    return artifact->stream;
}
