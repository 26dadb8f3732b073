// SPDX-License-Identifier: Apache-2.0
#ifndef OMM_SPEAKER_H
#define OMM_SPEAKER_H

#include <stdbool.h>

/// Whether a code address, as of the caller of a messenger, lies in the shared library that a layer of this name
/// is kept in: libVkLayer_<name without VK_LAYER_>.so, in whatever case.
bool omm_speaks_from(const void *address, const char *layer);

#endif
