// SPDX-License-Identifier: Apache-2.0
// Structures whose layout in memory has holes, chains of pointers, pointers as values.
#version 460
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference_uvec2 : require

layout(local_size_x = 1) in;

struct Inner {
    vec3 v;
    uint n;
    uvec2 pairs[3];
};

layout(buffer_reference) buffer Node;
layout(buffer_reference, std430) buffer Node {
    Inner inner;
    mat4x3 columns;
    layout(row_major) mat3x2 rows;
    Node next;
};
layout(buffer_reference, std430) buffer Answers { float list[]; };
layout(push_constant) uniform Push {
    Node first;
    Answers answers;
    uvec2 second; // the address of another node
    uint steps;
};

void main()
{
    Node node = first;
    for (uint i = 0; i < steps; i++)
        node = node.next;
    const Inner inner = node.inner;
    const mat4x3 columns = node.columns;
    const mat3x2 rows = node.rows;
    answers.list[0] = inner.v.x + inner.v.y + inner.v.z + float(inner.n);
    answers.list[1] = float(inner.pairs[steps].y);
    answers.list[2] = columns[1].z;
    answers.list[3] = columns[steps + 1].x;
    answers.list[4] = rows[2].y;
    answers.list[5] = node.columns[2][steps];
    Node other = steps > 0 ? Node(second) : first;
    answers.list[6] = float(other.inner.n);
    answers.list[8] = node.columns[steps + 1][steps];
    Inner copy = inner;
    copy.n += 1000u;
    copy.pairs[steps] = uvec2(77u, 78u);
    copy.v.y = -1.0;
    other.inner = copy;
    other.columns[3] = vec3(9.0, 8.0, 7.0);
    answers.list[7] = float(uvec2(other) == second);
}
