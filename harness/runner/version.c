// SPDX-License-Identifier: Apache-2.0
#include "version.h"

const char run_version[] = OMMCTS_VERSION;
