// SPDX-License-Identifier: Apache-2.0
#ifndef OMM_CLAIMS_H
#define OMM_CLAIMS_H

#include <stdbool.h>

enum omm_claim {
    OMM_CLAIM_UNKNOWN,  ///< no table for this layer version, or no row for this ID
    OMM_CLAIM_REPORTED, ///< this version reports the ID
    OMM_CLAIM_SILENT,   ///< this version does not check it
};

/// What the Khronos layer of a version ("1.3.239") says of a VUID.
enum omm_claim omm_claim_of(const char *version, const char *vuid);

#endif
