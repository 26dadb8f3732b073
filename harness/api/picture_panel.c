// SPDX-License-Identifier: Apache-2.0
// Beside the triangle: what the fills mean, how expected and seen states go together (a swap of two states shows at
// once), and the first microtriangles that differ.
#include "picture_parts.h"

#include <ommcts/curve.h>

enum { LISTED = 12, SWATCH = 14, LINE = 22, ROW_LABEL = 80, COLUMN = 46 };

static const char *const words[OMM_STATES] = {"transparent", "opaque", "unknown transparent",
                                              "unknown opaque"};

static double write_swatch(FILE *out, double x, double y, const char *class, const char *text,
                           uint32_t count)
{
    fprintf(out,
            "<rect class=\"%s\" x=\"%g\" y=\"%g\" width=\"%d\" height=\"%d\"/>"
            "<rect class=\"grid\" x=\"%g\" y=\"%g\" width=\"%d\" height=\"%d\"/>"
            "<text class=\"text\" x=\"%g\" y=\"%g\">%s</text>"
            "<text class=\"soft number\" x=\"%g\" y=\"%g\">%u</text>\n",
            class, x, y - 11.0, SWATCH, SWATCH, x, y - 11.0, SWATCH, SWATCH, x + 24.0, y, text,
            x + 320.0, y, count);
    return y + LINE;
}

static uint32_t sum_of(const uint32_t *cells)
{
    uint32_t sum = 0;
    for (uint32_t column = 0; column < OMM_COLUMNS; ++column)
        sum += cells[column];
    return sum;
}

static double write_legend(FILE *out, const struct omm_picture *picture,
                           const struct omm_picture_tally *tally, double x, double y)
{
    static const char *const classes[OMM_STATES] = {"s0", "s1", "s2", "s3"};
    fprintf(out, "<text class=\"head\" x=\"%g\" y=\"%g\">Expected, from the input</text>\n", x, y);
    y += LINE;
    for (uint32_t state = 0; state < picture->states && state < OMM_STATES; ++state) {
        char text[32];
        snprintf(text, sizeof text, "%u %s", state, words[state]);
        y = write_swatch(out, x, y, classes[state], text, sum_of(tally->cells[state]));
    }
    y += LINE / 2.0;
    fprintf(out, "<text class=\"head\" x=\"%g\" y=\"%g\">Seen by rays</text>\n", x, y);
    y += LINE;
    y = write_swatch(out, x, y, "wrong", "another state", tally->wrong - tally->no_state);
    y = write_swatch(out, x, y, "odd", "a pair that no state gives", tally->no_state);
    return write_swatch(out, x, y, "untraced", "not traced", tally->not_traced);
}

static double write_table(FILE *out, const struct omm_picture *picture,
                          const struct omm_picture_tally *tally, double x, double y)
{
    fprintf(out, "<text class=\"head\" x=\"%g\" y=\"%g\">Expected \\ seen</text>\n", x, y);
    static const char *const heads[] = {"0", "1", "2", "3", "none"};
    for (uint32_t column = 0; column <= OMM_COLUMN_NO_STATE; ++column)
        fprintf(out, "<text class=\"soft number\" x=\"%g\" y=\"%g\">%s</text>",
                x + ROW_LABEL + 10 + COLUMN * (column + 1.0), y, heads[column]);
    for (uint32_t state = 0; state < picture->states && state < OMM_STATES; ++state) {
        y += LINE;
        fprintf(out, "\n<text class=\"text\" x=\"%g\" y=\"%g\">state %u</text>", x, y, state);
        for (uint32_t column = 0; column <= OMM_COLUMN_NO_STATE; ++column) {
            const uint32_t count = tally->cells[state][column];
            const char *class = column == state || !count ? "soft" : "text bad";
            fprintf(out, "<text class=\"%s number\" x=\"%g\" y=\"%g\">%u</text>", class,
                    x + ROW_LABEL + 10 + COLUMN * (column + 1.0), y, count);
        }
    }
    putc('\n', out);
    return y + LINE;
}

static void write_item(FILE *out, const struct omm_picture *picture, uint32_t index, double x,
                       double y)
{
    const struct omm_centroid c = omm_curve_centroid(picture->level, index);
    const double scale = 1.0 / (3.0 * (double)(1u << picture->level));
    fprintf(out, "<text class=\"text\" x=\"%g\" y=\"%g\">%u (u %.4f, v %.4f): expected %u, seen ",
            x, y, index, c.u * scale, c.v * scale, picture->expected[index]);
    if (picture->seen[index] < OMM_STATES)
        fprintf(out, "%u</text>\n", picture->seen[index]);
    else
        fputs("none</text>\n", out);
}

static void write_list(FILE *out, const struct omm_picture *picture,
                       const struct omm_picture_tally *tally, double x, double y)
{
    if (!tally->wrong)
        return;
    fprintf(out, "<text class=\"head\" x=\"%g\" y=\"%g\">Microtriangles that differ</text>\n", x,
            y);
    uint32_t listed = 0;
    for (uint32_t i = 0; i < tally->count && listed < LISTED; ++i) {
        if (omm_picture_is_wrong(picture, i))
            write_item(out, picture, i, x, y + LINE * (double)++listed);
    }
    if (tally->wrong > listed)
        fprintf(out, "<text class=\"soft\" x=\"%g\" y=\"%g\">and %u more</text>\n", x,
                y + LINE * (listed + 1.0), tally->wrong - listed);
}

void omm_picture_panel(FILE *out, const struct omm_picture *picture,
                       const struct omm_picture_tally *tally, double x, double y)
{
    y = write_legend(out, picture, tally, x, y) + LINE / 2.0;
    y = write_table(out, picture, tally, x, y) + LINE / 2.0;
    write_list(out, picture, tally, x, y);
}
