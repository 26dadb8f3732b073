// SPDX-License-Identifier: Apache-2.0
#version 460
layout(local_size_x = 4) in;
shared uint common_[4];
void main()
{
    common_[gl_LocalInvocationIndex] = 1u;
}
