// SPDX-License-Identifier: Apache-2.0
// What a worker tells its supervisor: one datagram per frame, so that frames of several threads and of the
// crash handler never mix. A frame is a header and a list of numbers and texts.
#ifndef RUN_FRAME_H
#define RUN_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum run_frame_type {
    RUN_FRAME_BROKEN,    ///< what arrived is no frame
    RUN_FRAME_HELLO,     ///< the worker serves; nothing more
    RUN_FRAME_BEGIN,     ///< sequence: a command's work begins
    RUN_FRAME_RESULT,    ///< sequence, verdict, checks, nanoseconds, message
    RUN_FRAME_MESSAGE,   ///< source, severity, id, text
    RUN_FRAME_MEASURE,   ///< series, against, bytes, rounds, median, low, high
    RUN_FRAME_PROPERTY,  ///< name, value
    RUN_FRAME_DEVICE,    ///< name, uuid, remarks
    RUN_FRAME_FACT,      ///< name, value: belongs to the last device
    RUN_FRAME_LISTED,    ///< sequence, enum run_opening, why: the list of devices is complete
    RUN_FRAME_CRASH,     ///< see run_crash_put
    RUN_FRAME_BACKTRACE, ///< lines of run_crash_frames
    RUN_FRAME_END_,
};

enum {
    RUN_FRAME_LIMIT = 65536, ///< bytes of a whole frame
    RUN_TEXT_LIMIT = 8192,   ///< bytes of one text; longer ones are cut, and end in "[...]"
};

/// A frame being filled or being read. Big: keep it off the stack.
struct run_frame {
    unsigned char bytes[RUN_FRAME_LIMIT];
    size_t length;
    size_t at;
    bool broken;
};

// Filling. Async-signal-safe.

void run_frame_start(struct run_frame *frame, enum run_frame_type type);
void run_frame_put_number(struct run_frame *frame, uint64_t number);
/// NULL stays NULL on the other side.
void run_frame_put_text(struct run_frame *frame, const char *text);
/// Completes the header: `bytes` and `length` are ready to be sent.
void run_frame_finish(struct run_frame *frame);

// Reading. A value that is not there sets `broken` and reads as 0 or NULL.

/// The type of the frame whose `received` bytes are in `bytes`, or RUN_FRAME_BROKEN.
enum run_frame_type run_frame_open(struct run_frame *frame, size_t received);
uint64_t run_frame_number(struct run_frame *frame);
/// To be freed.
char *run_frame_text(struct run_frame *frame);
/// Reads a text into a buffer of `size` bytes, cut if it must be; NULL reads as "".
void run_frame_text_into(struct run_frame *frame, char *text, size_t size);
/// Whether every value was there and none is left over.
bool run_frame_is_whole(const struct run_frame *frame);

#endif
