// SPDX-License-Identifier: Apache-2.0
// Which files of the directory belong to a case, and bringing their bytes to where a driver may read them.
#include "blobs.h"

#include "file.h"
#include "session.h"

#include <ommcts/verdict.h>

#include <string.h>

static const char suffix[] = ".blob";

static const char *directory(void)
{
    const char *blobs = omm_settings()->blobs;
    if (!blobs)
        omm_not_supported("--blobs names no directory");
    return blobs;
}

static struct omm_input *with_shape(const struct omm_input *input, const struct omm_shape *shape)
{
    struct omm_input *named = omm_alloc(sizeof *named);
    *named = *input;
    named->shape = shape;
    return named;
}

void omm_blob_read(struct omm_kept *kept, const struct omm_test *t, const struct omm_shape *shape)
{
    const uint8_t *bytes = NULL;
    uint8_t *file = NULL;
    size_t file_size = 0, size = 0;
    const char *wrong = omm_file_read(kept->path, &file, &file_size);
    if (!wrong)
        wrong = omm_blob_decode(kept, t, file, file_size, &bytes, &size);
    if (!wrong && !bytes)
        wrong = "it holds no data";
    if (wrong)
        omm_resource_error("the kept micromap '%s' can't be used: %s; restore it from a copy, or "
                           "delete it and a later run keeps a new one",
                           kept->path, wrong);
    struct omm_block *blob = omm_block(
        &(struct omm_block_request){.name = "kept micromap", .size = size, .alignment = 16});
    memcpy(blob->bytes, bytes, size);
    kept->blob = blob;
    kept->input = with_shape(kept->input, shape);
}

struct omm_kept *omm_kept(const struct omm_test *t, const struct omm_shape *shape, size_t *count)
{
    const char *blobs = directory();
    const char *prefix =
        omm_sentence("%s.%s.", omm_case_name(), omm_blob_uuid(t->gpu->id.deviceUUID));
    const char *const *names = omm_file_names(blobs, prefix, suffix, count);
    struct omm_kept *kept = omm_alloc(*count * sizeof *kept);
    for (size_t i = 0; i < *count; ++i) {
        kept[i].path = omm_sentence("%s/%s", blobs, names[i]);
        omm_blob_read(&kept[i], t, shape);
    }
    return kept;
}

void omm_keep(const struct omm_micromap *map, const void *bytes, size_t size)
{
    const VkPhysicalDeviceIDProperties *id = &map->t->gpu->id;
    const char *path =
        omm_sentence("%s/%s.%s.%s%s", directory(), omm_case_name(), omm_blob_uuid(id->deviceUUID),
                     omm_blob_uuid(id->driverUUID), suffix);
    size_t file_size = 0;
    const uint8_t *file = omm_blob_encode(map, bytes, size, &file_size);
    const char *wrong = omm_file_write(path, file, file_size);
    if (wrong)
        omm_resource_error("the micromap can't be kept in '%s': %s", path, wrong);
    omm_note("kept in %s", path);
}
