// SPDX-License-Identifier: Apache-2.0
// Compute pipelines: a translated shader.
#ifndef REF_PIPELINE_COMPUTE_H
#define REF_PIPELINE_COMPUTE_H

#include "device.h"

struct ref_pipeline {
    struct ref_object base;
    struct ref_program *program;
};

REF_HANDLE_CASTS(pipeline, VkPipeline, VK_OBJECT_TYPE_PIPELINE)

#endif
