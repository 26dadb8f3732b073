// SPDX-License-Identifier: Apache-2.0
// volk's implementation, compiled once, outside our warnings.
#define VOLK_IMPLEMENTATION
#include <volk.h>
