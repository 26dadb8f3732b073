// SPDX-License-Identifier: Apache-2.0
// Transforms of instances: three rows of four, the last of them the translation.
#ifndef REF_RAY_MATRIX_H
#define REF_RAY_MATRIX_H

/// The linear part of a transform applied to a vector.
static inline void ref_matrix_turn(const double rows[3][4], const double vector[3], double out[3])
{
    for (int row = 0; row < 3; row++)
        out[row] = rows[row][0] * vector[0] + rows[row][1] * vector[1] + rows[row][2] * vector[2];
}

/// All of it applied to a point.
static inline void ref_matrix_move(const double rows[3][4], const double point[3], double out[3])
{
    ref_matrix_turn(rows, point, out);
    for (int row = 0; row < 3; row++)
        out[row] += rows[row][3];
}

/// Cofactors divided by the determinant, and the translation taken back. All zero or not finite
/// when there is no inverse; returns the determinant.
static inline double ref_matrix_invert(const double rows[3][4], double out[3][4])
{
    double determinant = 0;
    for (int row = 0; row < 3; row++) {
        const int r1 = (row + 1) % 3, r2 = (row + 2) % 3;
        for (int column = 0; column < 3; column++) {
            const int c1 = (column + 1) % 3, c2 = (column + 2) % 3;
            out[column][row] = rows[r1][c1] * rows[r2][c2] - rows[r1][c2] * rows[r2][c1];
        }
    }
    for (int column = 0; column < 3; column++)
        determinant += rows[0][column] * out[column][0];
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++)
            out[row][column] /= determinant;
        out[row][3] =
            -(out[row][0] * rows[0][3] + out[row][1] * rows[1][3] + out[row][2] * rows[2][3]);
    }
    return determinant;
}

#endif
