// SPDX-License-Identifier: Apache-2.0
// What the numbers of SPIR-V are called, for messages.
#ifndef REF_SPIRV_NAMES_H
#define REF_SPIRV_NAMES_H

#include <stdint.h>

/// "OpDPdx", or "an unknown instruction" for a number that the headers don't know.
const char *ref_spirv_opcode_name(uint32_t opcode);

/// "Float64", or "an unknown one".
const char *ref_spirv_capability_name(uint32_t capability);

/// "Uniform", or "an unknown one".
const char *ref_spirv_storage_class_name(uint32_t storage_class);

#endif
