// SPDX-License-Identifier: Apache-2.0
#ifndef OMM_CLAIMS_H
#define OMM_CLAIMS_H

enum omm_claim {
    OMM_CLAIM_UNKNOWN,  ///< the table knows nothing of this layer version, or of this ID
    OMM_CLAIM_REPORTED, ///< this version reports the ID
    OMM_CLAIM_SILENT,   ///< this version does not check it
    OMM_CLAIM_CRASH,    ///< this version does not survive the violation
};

/// What data/vuids.tsv says of a layer, as omm_layer_name has it ("VK_LAYER_KHRONOS_validation 1.3.239"), and a
/// VUID. A claim is what a violation holds the layer to. With OMMCTS_TRY_UNCLAIMED in the environment, what the table
/// calls silent is unknown: the violation is tried, which shows whether the table is right.
enum omm_claim omm_claim_of(const char *layer, const char *vuid);

#endif
