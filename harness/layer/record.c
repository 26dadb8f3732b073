// SPDX-License-Identifier: Apache-2.0
#include "record.h"

#include <stdlib.h>

void lay_command_buffer_release(struct lay_command_buffer *buffer)
{
    free(buffer->recorded);
}

void lay_query_pool_release(struct lay_query_pool *pool)
{
    free(pool->reset);
}
