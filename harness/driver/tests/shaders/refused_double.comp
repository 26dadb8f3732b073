// SPDX-License-Identifier: Apache-2.0
#version 460
layout(local_size_x = 1) in;
layout(push_constant) uniform Push { float value; };
void main()
{
    double wide = double(value);
    if (wide > 1.0)
        return;
}
