// SPDX-License-Identifier: Apache-2.0
#include "record.h"

#include <stdlib.h>

void lay_command_buffer_release(struct lay_command_buffer *buffer)
{
    free(buffer->recorded);
}

void lay_command_buffer_restart(struct lay_command_buffer *buffer, enum lay_recording state)
{
    buffer->state = state;
    buffer->in_render_pass = buffer->suspending = buffer->suspended = buffer->rendered = false;
    buffer->in_video = buffer->waits = false;
    buffer->recorded_count = 0;
}

void lay_query_pool_release(struct lay_query_pool *pool)
{
    free(pool->queries);
}
