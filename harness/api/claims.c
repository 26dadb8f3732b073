// SPDX-License-Identifier: Apache-2.0
#include "claims.h"

#include "ids.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum omm_claim omm_claim_of(const char *layer, const char *vuid)
{
    char name[128];
    const size_t length = strcspn(layer, " ");
    snprintf(name, sizeof name, "%.*s", (int)length, layer);
    const char *version = layer[length] ? layer + length + 1 : "";
    switch (ids_layer_answer(name, version, vuid)) {
    case IDS_REPORTS:
        return OMM_CLAIM_REPORTED;
    case IDS_SILENT:
        return getenv("OMMCTS_TRY_UNCLAIMED") ? OMM_CLAIM_UNKNOWN : OMM_CLAIM_SILENT;
    case IDS_CRASHES:
        return OMM_CLAIM_CRASH;
    default:
        return OMM_CLAIM_UNKNOWN;
    }
}
