// SPDX-License-Identifier: Apache-2.0
// Dynamic rendering, as far as its scopes go. There are no images, so a scope has no attachments,
// and no pipelines, so nothing is drawn in it: beginning, suspending, resuming and ending one is no
// work. Secondary command buffers executed inside a scope are executed as anywhere else.
#include "command.h"

VKAPI_ATTR void VKAPI_CALL ref_CmdBeginRendering(VkCommandBuffer commandBuffer,
                                                 const VkRenderingInfo *pRenderingInfo)
{
    (void)commandBuffer;
    (void)pRenderingInfo;
}

VKAPI_ATTR void VKAPI_CALL ref_CmdEndRendering(VkCommandBuffer commandBuffer)
{
    (void)commandBuffer;
}
