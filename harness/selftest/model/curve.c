// SPDX-License-Identifier: Apache-2.0
// The space-filling curve of harness/api: against answers that were computed from the specification's reference code
// elsewhere (levels 0 to 5), and for the properties that any such curve has (levels 0 to 10).
#include <ommcts/curve.h>

#include <greatest.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KNOWN_LEVELS = 6, ROWS = 1365, HIGHEST = 10 };

static char sentence[256];

#define COMPLAIN(...)                                                                              \
    do {                                                                                           \
        snprintf(sentence, sizeof sentence, __VA_ARGS__);                                          \
        FAILm(sentence);                                                                           \
    } while (0)

/// A row of the table: the centroid is (u, v) / (3 * 2^level).
struct row {
    uint32_t level, index, u, v;
};

static bool read_row(const char *line, struct row *row)
{
    char rest = 0;
    return sscanf(line, "%" SCNu32 "\t%" SCNu32 "\t%" SCNu32 "\t%" SCNu32 "%c", &row->level,
                  &row->index, &row->u, &row->v, &rest) == 5 &&
           rest == '\n';
}

TEST known_answer(const struct row *row, unsigned line)
{
    if (row->level >= KNOWN_LEVELS || row->index >= 1u << 2 * row->level)
        COMPLAIN("line %u of the table: level %" PRIu32 " has no microtriangle %" PRIu32, line,
                 row->level, row->index);
    const struct omm_centroid got = omm_curve_centroid(row->level, row->index);
    if (got.u != row->u || got.v != row->v)
        COMPLAIN("level %" PRIu32 ", microtriangle %" PRIu32 " lies at (%" PRIu32 ", %" PRIu32
                 ") of the table, but the model puts it at (%" PRIu32 ", %" PRIu32 ")",
                 row->level, row->index, row->u, row->v, got.u, got.v);
    const uint32_t index = omm_curve_index(row->level, (struct omm_centroid){row->u, row->v});
    if (index != row->index)
        COMPLAIN("level %" PRIu32 ", centroid (%" PRIu32 ", %" PRIu32 ") is microtriangle %" PRIu32
                 " of the table, but the model says %" PRIu32,
                 row->level, row->u, row->v, row->index, index);
    PASS();
}

TEST table_is_complete(const unsigned *rows_of_level)
{
    unsigned total = 0;
    for (uint32_t level = 0; level < KNOWN_LEVELS; ++level) {
        if (rows_of_level[level] != 1u << 2 * level)
            COMPLAIN("the table has %u rows of level %" PRIu32 ", there are %u microtriangles",
                     rows_of_level[level], level, 1u << 2 * level);
        total += rows_of_level[level];
    }
    ASSERT_EQ_FMT((unsigned)ROWS, total, "%u");
    PASS();
}

TEST table_can_be_read(const char *path)
{
    FILE *file = path ? fopen(path, "re") : NULL;
    if (!file)
        COMPLAIN("MODEL_KNOWN_ANSWERS names no file that can be read: %s", path ? path : "(unset)");
    fclose(file);
    PASS();
}

TEST row_can_be_read(unsigned line)
{
    COMPLAIN("line %u of the table is not level, index, u and v with tabs between them", line);
}

/// One test per row, so that the number of tests says how many were compared.
static void compare_with_table(void)
{
    const char *path = getenv("MODEL_KNOWN_ANSWERS");
    FILE *file = path ? fopen(path, "re") : NULL;
    RUN_TEST1(table_can_be_read, path);
    if (!file)
        return;
    unsigned rows[KNOWN_LEVELS] = {0};
    char line[128];
    for (unsigned number = 1; fgets(line, sizeof line, file); ++number) {
        struct row row;
        if (line[0] == '#')
            continue;
        if (!read_row(line, &row)) {
            RUN_TEST1(row_can_be_read, number);
            continue;
        }
        RUN_TESTp(known_answer, &row, number);
        if (row.level < KNOWN_LEVELS)
            ++rows[row.level];
    }
    fclose(file);
    RUN_TEST1(table_is_complete, rows);
}

/// Whether a centroid in thirds lies in the triangle, on a place that a centroid can have: upright microtriangles leave
/// remainder 1 in both coordinates, upside-down ones remainder 2.
static bool is_a_centroid(uint32_t level, struct omm_centroid c)
{
    return c.u + c.v < 3u << level && c.u % 3 != 0 && c.u % 3 == c.v % 3;
}

/// A bit for every pair of remainders' cell: column, row, and which of the cell's two microtriangles.
static size_t place_of(uint32_t level, struct omm_centroid c)
{
    const size_t side = (size_t)1 << level;
    return 2 * (c.v / 3 * side + c.u / 3) + (c.u % 3 == 2);
}

TEST is_a_bijection(uint32_t level)
{
    const uint32_t count = 1u << 2 * level;
    unsigned char *taken = calloc(2 * (size_t)count, 1);
    ASSERT(taken);
    uint32_t index = 0;
    const char *wrong = NULL;
    struct omm_centroid c = {0, 0};
    for (; index < count && !wrong; ++index) {
        c = omm_curve_centroid(level, index);
        if (!is_a_centroid(level, c))
            wrong = "is no centroid of a microtriangle";
        else if (taken[place_of(level, c)]++)
            wrong = "was given to an earlier microtriangle too";
        else if (omm_curve_index(level, c) != index)
            wrong = "is not led back to this index by omm_curve_index";
    }
    free(taken);
    if (wrong)
        COMPLAIN("level %" PRIu32 ", microtriangle %" PRIu32 ": (%" PRIu32 ", %" PRIu32 ") %s",
                 level, index - 1, c.u, c.v, wrong);
    PASS();
}

/// Every four microtriangles of a level lie in one of the level above, in the same order.
TEST refines_the_level_above(uint32_t level)
{
    for (uint32_t index = 0; index < 1u << 2 * level; ++index) {
        const struct omm_centroid c = omm_curve_centroid(level, index);
        const struct omm_centroid parent = omm_curve_centroid(level - 1, index / 4);
        // Corners in units of the finer level: an upright parent's right angle is its centroid less a third of a side.
        const bool upright = parent.u % 3 == 1;
        const uint32_t u = 2 * (parent.u / 3), v = 2 * (parent.v / 3);
        const uint32_t in_u = c.u - 3 * u, in_v = c.v - 3 * v;
        const bool inside = in_u < 6 && in_v < 6 && (upright ? in_u + in_v < 6 : in_u + in_v > 6);
        if (!inside)
            COMPLAIN("level %" PRIu32 ": microtriangle %" PRIu32 " at (%" PRIu32 ", %" PRIu32
                     ") lies outside of microtriangle %" PRIu32 " of the level above",
                     level, index, c.u, c.v, index / 4);
    }
    PASS();
}

/// The highest levels that a driver may have are too many to visit; their ends and a stride of them are not.
TEST is_its_own_inverse_above(uint32_t level)
{
    const uint32_t count = 1u << 2 * level;
    for (uint32_t index = 0; index < count;
         index += index < 4096 || index > count - 8192 ? 1 : 4093) {
        const struct omm_centroid c = omm_curve_centroid(level, index);
        if (!is_a_centroid(level, c) || omm_curve_index(level, c) != index)
            COMPLAIN("level %" PRIu32 ", microtriangle %" PRIu32 ": (%" PRIu32 ", %" PRIu32
                     ") leads to %" PRIu32,
                     level, index, c.u, c.v, omm_curve_index(level, c));
    }
    PASS();
}

SUITE(curve)
{
    compare_with_table();
    for (uint32_t level = 0; level <= HIGHEST; ++level)
        RUN_TEST1(is_a_bijection, level);
    for (uint32_t level = 1; level <= HIGHEST; ++level)
        RUN_TEST1(refines_the_level_above, level);
    for (uint32_t level = HIGHEST + 1; level <= 12; ++level)
        RUN_TEST1(is_its_own_inverse_above, level);
}
