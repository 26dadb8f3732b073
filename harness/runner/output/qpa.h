// SPDX-License-Identifier: Apache-2.0
// The log that dEQP binaries leave, as deqp-runner and the tools of VK-GL-CTS read it: a block per case, the first
// line of which stands there as soon as the case begins.
#ifndef RUN_QPA_H
#define RUN_QPA_H

#include "output/record.h"

#include <stdio.h>

struct run_qpa {
    const char *path;
    FILE *file; ///< NULL: no log is wanted, or it was lost
    long whole; ///< bytes up to the end of the last whole block
    bool lost;  ///< a write failed, which was told
};

/// Opens the file, which is emptied. False: told on stderr.
bool run_qpa_open(struct run_qpa *qpa, const char *path);

void run_qpa_begin(struct run_qpa *qpa, const struct run_book *book);
void run_qpa_case(struct run_qpa *qpa, const struct run_book *book,
                  const struct run_record *record);
void run_qpa_result(struct run_qpa *qpa, const struct run_book *book,
                    const struct run_record *record);

/// False: not all of the log could be written, which was told on stderr.
bool run_qpa_close(struct run_qpa *qpa);

#endif
