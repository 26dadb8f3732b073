// SPDX-License-Identifier: Apache-2.0
#include "blobs.h"
#include "blobs_parts.h"

#include <ommcts/verdict.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

const char *omm_blob_uuid(const uint8_t *uuid)
{
    char text[2 * VK_UUID_SIZE + 1];
    for (size_t i = 0; i < VK_UUID_SIZE; ++i)
        snprintf(text + 2 * i, 3, "%02x", uuid[i]);
    return omm_sentence("%s", text);
}

uint64_t omm_blob_hash(const uint8_t *bytes, size_t size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; ++i)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

// A driver's own strings may hold anything but must not end the line.
static void write_plain(FILE *file, const char *text)
{
    for (; *text; ++text)
        putc((unsigned char)*text < ' ' ? '?' : *text, file);
}

static void write_lines(FILE *file, const struct omm_micromap *map, size_t size)
{
    const struct omm_gpu *gpu = map->t->gpu;
    fprintf(file, "%scase %s\nseed %" PRIu64 "\ndevice ", OMM_BLOB_FIRST_LINE, omm_case_name(),
            omm_seed());
    write_plain(file, gpu->properties.deviceName);
    fprintf(file, "\ndeviceUUID %s\ndriver ", omm_blob_uuid(gpu->id.deviceUUID));
    write_plain(file, gpu->driver.driverName);
    putc(' ', file);
    write_plain(file, gpu->driver.driverInfo);
    fprintf(file, "\ndriverVersion 0x%08" PRIx32 "\ndriverUUID %s\n", gpu->properties.driverVersion,
            omm_blob_uuid(gpu->id.driverUUID));
    fprintf(file, "micromapSize %" PRIu64 "\ntriangles %" PRIu32 "\ndata %zu\nserialized %zu\n\n",
            map->size, map->input->triangle_count, map->input->data_size, size);
}

static void write_number(FILE *file, uint32_t number, int bytes)
{
    for (int i = 0; i < bytes; ++i)
        putc((int)(number >> (8 * i) & 0xFF), file);
}

static void write_triangles(FILE *file, const struct omm_input *input)
{
    for (uint32_t i = 0; i < input->triangle_count; ++i) {
        write_number(file, input->triangles[i].dataOffset, 4);
        write_number(file, input->triangles[i].subdivisionLevel, 2);
        write_number(file, input->triangles[i].format, 2);
    }
}

const uint8_t *omm_blob_encode(const struct omm_micromap *map, const void *bytes, size_t size,
                               size_t *file_size)
{
    char *text = NULL;
    FILE *file = open_memstream(&text, file_size);
    if (!file)
        omm_resource_error("no memory for a file of %zu bytes", size);
    write_lines(file, map, size);
    write_triangles(file, map->input);
    fwrite(map->input->data, 1, map->input->data_size, file);
    fwrite(bytes, 1, size, file);
    fflush(file);
    fprintf(file, OMM_BLOB_LAST_LINE, omm_blob_hash((const uint8_t *)text, *file_size));
    const bool complete = !ferror(file);
    const bool closed = fclose(file) == 0;
    omm_cleanup(free, text);
    if (!complete || !closed)
        omm_resource_error("no memory for a file of %zu bytes", size);
    return (const uint8_t *)text;
}
