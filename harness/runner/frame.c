// SPDX-License-Identifier: Apache-2.0
#include "frame.h"

#include "heap.h"

#include <string.h>

struct header {
    uint32_t magic;
    uint32_t type;
    uint32_t length; ///< of the whole frame
};

static const uint32_t frame_magic = 0x4d4d4f31;
static const uint32_t null_text = UINT32_MAX;
static const char cut_mark[] = " [...]";

static void put(struct run_frame *frame, const void *bytes, size_t count)
{
    if (count > sizeof(frame->bytes) - frame->length) {
        frame->broken = true;
        return;
    }
    memcpy(frame->bytes + frame->length, bytes, count);
    frame->length += count;
}

void run_frame_start(struct run_frame *frame, enum run_frame_type type)
{
    struct header header = {.magic = frame_magic, .type = type};
    frame->length = 0;
    frame->at = 0;
    frame->broken = false;
    put(frame, &header, sizeof(header));
}

void run_frame_put_number(struct run_frame *frame, uint64_t number)
{
    put(frame, &number, sizeof(number));
}

void run_frame_put_text(struct run_frame *frame, const char *text)
{
    if (!text) {
        put(frame, &null_text, sizeof(null_text));
        return;
    }
    size_t length = strnlen(text, RUN_TEXT_LIMIT + 1);
    bool cut = length > RUN_TEXT_LIMIT;
    uint32_t told = (uint32_t)(cut ? RUN_TEXT_LIMIT : length);
    size_t kept = cut ? RUN_TEXT_LIMIT - strlen(cut_mark) : length;
    put(frame, &told, sizeof(told));
    put(frame, text, kept);
    if (cut)
        put(frame, cut_mark, strlen(cut_mark));
}

void run_frame_finish(struct run_frame *frame)
{
    struct header header;
    memcpy(&header, frame->bytes, sizeof(header));
    header.length = (uint32_t)frame->length;
    memcpy(frame->bytes, &header, sizeof(header));
}

enum run_frame_type run_frame_open(struct run_frame *frame, size_t received)
{
    struct header header;
    frame->length = received;
    frame->at = sizeof(header);
    frame->broken = received < sizeof(header) || received > sizeof(frame->bytes);
    if (frame->broken)
        return RUN_FRAME_BROKEN;
    memcpy(&header, frame->bytes, sizeof(header));
    if (header.magic != frame_magic || header.length != received || header.type >= RUN_FRAME_END_) {
        frame->broken = true;
        return RUN_FRAME_BROKEN;
    }
    return (enum run_frame_type)header.type;
}

/// `count` bytes from the frame, or NULL.
static const void *take(struct run_frame *frame, size_t count)
{
    if (frame->broken || count > frame->length - frame->at) {
        frame->broken = true;
        return NULL;
    }
    const void *bytes = frame->bytes + frame->at;
    frame->at += count;
    return bytes;
}

uint64_t run_frame_number(struct run_frame *frame)
{
    uint64_t number = 0;
    const void *bytes = take(frame, sizeof(number));
    if (bytes)
        memcpy(&number, bytes, sizeof(number));
    return number;
}

/// The bytes of a text and their count; NULL for a NULL text and for a broken frame.
static const char *take_text(struct run_frame *frame, size_t *length)
{
    uint32_t told = 0;
    const void *bytes = take(frame, sizeof(told));
    *length = 0;
    if (!bytes)
        return NULL;
    memcpy(&told, bytes, sizeof(told));
    if (told == null_text)
        return NULL;
    *length = told;
    return take(frame, told);
}

char *run_frame_text(struct run_frame *frame)
{
    size_t length = 0;
    const char *bytes = take_text(frame, &length);
    return bytes ? run_strndup(bytes, length) : NULL;
}

void run_frame_text_into(struct run_frame *frame, char *text, size_t size)
{
    size_t length = 0;
    const char *bytes = take_text(frame, &length);
    size_t kept = !bytes ? 0 : length < size ? length : size - 1;
    if (kept)
        memcpy(text, bytes, kept);
    text[kept] = '\0';
}

bool run_frame_is_whole(const struct run_frame *frame)
{
    return !frame->broken && frame->at == frame->length;
}
