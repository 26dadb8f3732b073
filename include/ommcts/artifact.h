// SPDX-License-Identifier: Apache-2.0
// Files that a failing case leaves for whoever looks into it.
#ifndef OMMCTS_ARTIFACT_H
#define OMMCTS_ARTIFACT_H

#include <stdio.h>

/// A stream whose text becomes DIR/<case name>.<suffix> unless the case passes, DIR being the value of --artifacts; NULL
/// without that option. On devices after the first the name begins with "device<N>.". The harness closes the stream, and
/// names the file in the case's message. The file appears whole or not at all; a second one with the same suffix takes the
/// first one's place, whose stream is closed. Main thread only.
FILE *omm_artifact(const char *suffix);

#endif
