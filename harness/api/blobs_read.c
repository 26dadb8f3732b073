// SPDX-License-Identifier: Apache-2.0
// Reading a kept micromap. The hash is compared first: what was damaged on its way is not looked into any further.
// What passes may still be of another version of the suite, so that nothing is taken on trust.
#include "blobs.h"
#include "blobs_parts.h"

#include <ommcts/verdict.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool hash_is_good(const uint8_t *file, size_t size)
{
    if (size < OMM_BLOB_LAST_LINE_SIZE)
        return false;
    const size_t end = size - OMM_BLOB_LAST_LINE_SIZE;
    char line[OMM_BLOB_LAST_LINE_SIZE + 1];
    snprintf(line, sizeof line, OMM_BLOB_LAST_LINE, omm_blob_hash(file, end));
    return memcmp(file + end, line, OMM_BLOB_LAST_LINE_SIZE) == 0;
}

/// The text up to the empty line, as a string; NULL when there is none.
static const char *lines_of(const uint8_t *file, size_t size)
{
    const uint8_t *end = memmem(file, size, "\n\n", 2);
    return end ? omm_sentence("%.*s", (int)(end - file + 1), (const char *)file) : NULL;
}

/// What follows `name` and a blank at the beginning of a line; "" when there is none.
static const char *field(const char *lines, const char *name)
{
    const size_t length = strlen(name);
    for (const char *line = lines; *line; line = strchr(line, '\n') + 1) {
        if (strncmp(line, name, length) == 0 && line[length] == ' ')
            return omm_sentence("%.*s", (int)strcspn(line + length + 1, "\n"), line + length + 1);
    }
    return "";
}

/// UINT64_MAX when it is no number.
static uint64_t number(const char *lines, const char *name)
{
    const char *text = field(lines, name);
    char *end = NULL;
    const uint64_t value = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' ? value : UINT64_MAX;
}

static uint32_t read_number(const uint8_t *bytes, int count)
{
    uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value |= (uint32_t)bytes[i] << (8 * i);
    return value;
}

static bool is_possible(const VkMicromapTriangleEXT *triangle, size_t data_size)
{
    const bool two = triangle->format == VK_OPACITY_MICROMAP_FORMAT_2_STATE_EXT;
    if ((!two && triangle->format != VK_OPACITY_MICROMAP_FORMAT_4_STATE_EXT) ||
        triangle->subdivisionLevel > 12 || triangle->dataOffset > data_size)
        return false;
    return omm_triangle_bytes(two ? 2 : 4, triangle->subdivisionLevel) <=
           data_size - triangle->dataOffset;
}

static void count_usage(struct omm_input *input, const VkMicromapTriangleEXT *triangle)
{
    for (uint32_t i = 0; i < input->usage_count; ++i) {
        if (input->usages[i].format == triangle->format &&
            input->usages[i].subdivisionLevel == triangle->subdivisionLevel) {
            ++input->usages[i].count;
            return;
        }
    }
    input->usages[input->usage_count++] = (VkMicromapUsageEXT){
        .count = 1,
        .subdivisionLevel = triangle->subdivisionLevel,
        .format = triangle->format,
    };
}

/// False when a triangle is none.
static bool read_triangles(struct omm_input *input, const uint8_t *bytes)
{
    enum { KINDS = 2 * 13 }; // formats and levels
    input->triangles = omm_alloc(input->triangle_count * sizeof *input->triangles);
    input->usages = omm_alloc(KINDS * sizeof *input->usages);
    for (uint32_t i = 0; i < input->triangle_count; ++i, bytes += OMM_BLOB_TRIANGLE_SIZE) {
        input->triangles[i] = (VkMicromapTriangleEXT){
            .dataOffset = read_number(bytes, 4),
            .subdivisionLevel = (uint16_t)read_number(bytes + 4, 2),
            .format = (uint16_t)read_number(bytes + 6, 2),
        };
        if (!is_possible(&input->triangles[i], input->data_size))
            return false;
        count_usage(input, &input->triangles[i]);
    }
    return true;
}

static const char *read_body(struct omm_kept *kept, const char *lines, const uint8_t *body,
                             size_t body_size, const uint8_t **bytes, size_t *size)
{
    const uint64_t triangles = number(lines, "triangles"), data = number(lines, "data");
    const uint64_t serialized = number(lines, "serialized");
    kept->micromap_size = number(lines, "micromapSize");
    if (triangles == 0 || triangles > body_size || data > body_size || serialized > body_size ||
        serialized < OMM_HEADER_SIZE || kept->micromap_size == UINT64_MAX ||
        triangles * OMM_BLOB_TRIANGLE_SIZE + data + serialized != body_size)
        return "its numbers contradict its size";
    struct omm_input *input = omm_alloc(sizeof *input);
    input->triangle_count = (uint32_t)triangles;
    input->data_size = (size_t)data;
    if (!read_triangles(input, body))
        return "one of its triangles is impossible";
    body += triangles * OMM_BLOB_TRIANGLE_SIZE;
    input->data = omm_alloc(input->data_size);
    memcpy(input->data, body, input->data_size);
    kept->input = input;
    *bytes = body + data;
    *size = (size_t)serialized;
    return NULL;
}

const char *omm_blob_decode(struct omm_kept *kept, const struct omm_test *t, const uint8_t *file,
                            size_t file_size, const uint8_t **bytes, size_t *size)
{
    if (!hash_is_good(file, file_size))
        return "its hash does not match what it holds: it was cut or changed";
    const char *lines = lines_of(file, file_size);
    if (!lines || strncmp(lines, OMM_BLOB_FIRST_LINE, strlen(OMM_BLOB_FIRST_LINE)) != 0)
        return "it is of another format than this version of the suite writes";
    if (strcmp(field(lines, "case"), omm_case_name()) != 0)
        return omm_sentence("it was written by the case %s", field(lines, "case"));
    if (strcmp(field(lines, "deviceUUID"), omm_blob_uuid(t->gpu->id.deviceUUID)) != 0)
        return "it was written for another device";
    const char *driver_uuid = field(lines, "driverUUID");
    kept->by_this_driver = strcmp(driver_uuid, omm_blob_uuid(t->gpu->id.driverUUID)) == 0;
    kept->driver = omm_sentence("%s, driverVersion %s, driverUUID %s", field(lines, "driver"),
                                field(lines, "driverVersion"), driver_uuid);
    const size_t head = strlen(lines) + 1;
    return read_body(kept, lines, file + head, file_size - head - OMM_BLOB_LAST_LINE_SIZE, bytes,
                     size);
}
