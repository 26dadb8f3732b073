// SPDX-License-Identifier: Apache-2.0
// The triangle of a picture, and the page it stands on. Fills are one path per state, in units of microtriangles, so
// that a level-7 picture stays small and shows no seams.
#include "picture.h"

#include "picture_parts.h"

#include <ommcts/curve.h>

#include <string.h>

enum {
    WIDTH = 1160,
    HEIGHT = 800,
    SIDE = 720, // of the triangle, in pixels
    LEFT = 40,
    BOTTOM = 760,
    PANEL_LEFT = 800,
    DRAWN_LEVEL = 7,  // the highest that is drawn in full
    LINED_LEVEL = 6,  // the highest with lines between microtriangles
    WORDED_LEVEL = 4, // the highest whose microtriangles have room for words
    MANY = 40,        // more than so many that differ need no ring to be found
    MOST = 1 << 16,   // that are drawn
    TITLE_COLUMNS = 120,
};

static const double tallness = 0.86602540378443864676; // of an equilateral triangle with side 1

/// A microtriangle in its cell of the grid: the lower left half of it, or the upper right one.
struct cell {
    uint32_t column, row;
    bool upright;
};

static struct cell cell_of(uint32_t level, uint32_t index)
{
    const struct omm_centroid c = omm_curve_centroid(level, index);
    return (struct cell){c.u / 3, c.v / 3, c.u % 3 == 1};
}

struct point {
    double x, y;
};

/// Where a centroid lies on the page: vertex 0 at the left, 1 at the right, 2 at the top.
static struct point centre_of(uint32_t level, uint32_t index)
{
    const struct omm_centroid c = omm_curve_centroid(level, index);
    const double scale = (double)SIDE / (3.0 * (double)(1u << level));
    return (struct point){LEFT + (c.u + c.v * 0.5) * scale, BOTTOM - c.v * scale * tallness};
}

bool omm_picture_is_wrong(const struct omm_picture *picture, uint32_t index)
{
    return picture->seen[index] != OMM_NOT_TRACED &&
           picture->seen[index] != picture->expected[index];
}

static uint32_t column_of(uint8_t seen)
{
    if (seen == OMM_NOT_TRACED)
        return OMM_COLUMN_NOT_TRACED;
    return seen < OMM_STATES ? seen : OMM_COLUMN_NO_STATE;
}

static struct omm_picture_tally count(const struct omm_picture *picture)
{
    struct omm_picture_tally tally = {.count = 1u << 2 * picture->level};
    for (uint32_t i = 0; i < tally.count; ++i) {
        const uint32_t column = column_of(picture->seen[i]);
        ++tally.cells[picture->expected[i] % OMM_STATES][column];
        tally.wrong += omm_picture_is_wrong(picture, i);
        tally.no_state += column == OMM_COLUMN_NO_STATE;
        tally.not_traced += column == OMM_COLUMN_NOT_TRACED;
    }
    return tally;
}

static void write_escaped(FILE *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; ++i) {
        const unsigned char c = (unsigned char)text[i];
        if (c == '&' || c == '<' || c == '>' || c == '"')
            fprintf(out, "&#%d;", c);
        else // only what every reader of the file agrees on
            putc(c >= ' ' && c < 0x7F ? c : '?', out);
    }
}

// How much of the text goes on one line; broken after a blank where there is one.
static size_t line_length(const char *text)
{
    size_t length = strnlen(text, TITLE_COLUMNS);
    if (text[length] == '\0')
        return length;
    size_t blank = length;
    while (blank > TITLE_COLUMNS / 2 && text[blank - 1] != ' ')
        --blank;
    return blank > TITLE_COLUMNS / 2 ? blank : length;
}

static void write_title(FILE *out, const struct omm_picture *picture,
                        const struct omm_picture_tally *tally)
{
    const char *text = picture->title;
    double y = 32.0;
    do {
        const size_t length = line_length(text);
        fprintf(out, "<text class=\"title\" x=\"%d\" y=\"%g\">", LEFT, y);
        write_escaped(out, text, length);
        fputs("</text>\n", out);
        text += length;
        y += 20.0;
    } while (*text != '\0' && y < 90.0);
    fprintf(out,
            "<text class=\"text\" x=\"%d\" y=\"%g\">level %u, %u states: %u of %u microtriangles "
            "that were traced differ</text>\n",
            LEFT, y, picture->level, picture->states, tally->wrong,
            tally->count - tally->not_traced);
}

// Colours and lightness both tell the states apart. A reader without media queries shows the light ones.
static const char style[] =
    "<style>\n"
    ".page{fill:#fdfdfc}.ink{fill:#23262b}.title{font:bold 15px sans-serif;fill:#23262b}\n"
    ".text{font:13px sans-serif;fill:#23262b}.soft{font:13px sans-serif;fill:#646b75}\n"
    ".head{font:bold 13px sans-serif;fill:#23262b}.number{text-anchor:end}\n"
    ".s0{fill:#ffffff}.s1{fill:#979da6}.s2{fill:#deeafa}.s3{fill:#b2c8e6}\n"
    ".grid{stroke:#a9b1bc;fill:none}.edge{stroke:#3d434c;fill:none;stroke-width:1.5}\n"
    ".wrong{fill:#d3152b;stroke:#7d0512}.odd{fill:#ffb000;stroke:#7d0512}\n"
    ".ring{fill:none;stroke:#d3152b;stroke-width:2.5}.untraced{fill:#efe9dc}\n"
    ".inside{text-anchor:middle;font-family:sans-serif;fill:#2f343b}\n"
    ".onwrong{text-anchor:middle;font-family:sans-serif;font-weight:bold;fill:#ffffff}\n"
    ".onodd{text-anchor:middle;font-family:sans-serif;font-weight:bold;fill:#3a0006}\n"
    ".bad{fill:#b30d21;font-weight:bold}\n"
    "@media (prefers-color-scheme:dark){\n"
    ".page{fill:#15181d}.ink,.title,.text,.head{fill:#e6e8eb}.soft{fill:#a2a9b4}\n"
    ".s0{fill:#1d2127}.s1{fill:#6b717b}.s2{fill:#2b3b55}.s3{fill:#48638d}\n"
    ".grid{stroke:#3c424b}.edge{stroke:#c3c8cf}.untraced{fill:#332d20}\n"
    ".wrong{fill:#f0283d;stroke:#ffd0d5}.odd{fill:#ffc23d;stroke:#fff2d5}.ring{stroke:#f0283d}\n"
    ".inside{fill:#f0f2f5}.bad{fill:#ff7584}\n"
    "}\n"
    "</style>\n";

static void write_head(FILE *out, const struct omm_picture *picture,
                       const struct omm_picture_tally *tally)
{
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
            "height=\"%d\" role=\"img\">\n<title>",
            WIDTH, HEIGHT, WIDTH, HEIGHT);
    write_escaped(out, picture->title, strlen(picture->title));
    fprintf(out, "</title>\n%s<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", style, WIDTH,
            HEIGHT);
    write_title(out, picture, tally);
}

/// One microtriangle of a path, in units of cells.
static void write_cell(FILE *out, struct cell cell)
{
    if (cell.upright)
        fprintf(out, "M%u %uh1l-1 1z", cell.column, cell.row);
    else
        fprintf(out, "M%u %uv1h-1z", cell.column + 1, cell.row);
}

/// Whether a microtriangle belongs to a class of fill.
typedef bool omm_picture_filter(const struct omm_picture *picture, uint32_t index, uint32_t state);

static bool is_right(const struct omm_picture *picture, uint32_t index, uint32_t state)
{
    return picture->expected[index] == state && picture->seen[index] == state;
}

static bool is_untraced(const struct omm_picture *picture, uint32_t index, uint32_t state)
{
    (void)state;
    return picture->seen[index] == OMM_NOT_TRACED;
}

static bool is_wrong_state(const struct omm_picture *picture, uint32_t index, uint32_t state)
{
    (void)state;
    return omm_picture_is_wrong(picture, index) && picture->seen[index] < OMM_STATES;
}

static bool is_no_state(const struct omm_picture *picture, uint32_t index, uint32_t state)
{
    (void)state;
    return column_of(picture->seen[index]) == OMM_COLUMN_NO_STATE;
}

static void write_path(FILE *out, const struct omm_picture *picture, const char *class,
                       omm_picture_filter *filter, uint32_t state)
{
    uint32_t drawn = 0;
    for (uint32_t i = 0; i < 1u << 2 * picture->level && drawn < MOST; ++i) {
        if (!filter(picture, i, state))
            continue;
        if (!drawn++)
            fprintf(out, "<path class=\"%s\" d=\"", class);
        write_cell(out, cell_of(picture->level, i));
        if (drawn % 8 == 0)
            putc('\n', out);
    }
    if (drawn)
        fputs("\"/>\n", out);
}

/// Everything that is drawn in units of cells: from their grid with right angles to the page.
static void write_fills(FILE *out, const struct omm_picture *picture)
{
    static const char *const classes[OMM_STATES] = {"s0", "s1", "s2", "s3"};
    const double side = (double)SIDE / (double)(1u << picture->level);
    fprintf(out,
            "<g transform=\"matrix(%.9g 0 %.9g %.9g %d %d)\" stroke-width=\"%.4g\" "
            "stroke-linejoin=\"round\">\n",
            side, side / 2.0, -side * tallness, LEFT, BOTTOM,
            (picture->level <= DRAWN_LEVEL ? 1.2 : 3.0) / side);
    if (picture->level <= DRAWN_LEVEL) {
        for (uint32_t state = 0; state < OMM_STATES; ++state)
            write_path(out, picture, classes[state], is_right, state);
        write_path(out, picture, "untraced", is_untraced, 0);
    }
    write_path(out, picture, "wrong", is_wrong_state, 0);
    write_path(out, picture, "odd", is_no_state, 0);
    fputs("</g>\n", out);
}

/// A line between two places given as fractions along u and v.
static void write_line(FILE *out, double u0, double v0, double u1, double v1)
{
    fprintf(out, "M%.2f %.2fL%.2f %.2f", LEFT + (u0 + v0 / 2.0) * SIDE,
            BOTTOM - v0 * SIDE * tallness, LEFT + (u1 + v1 / 2.0) * SIDE,
            BOTTOM - v1 * SIDE * tallness);
}

static void write_grid(FILE *out, uint32_t level)
{
    const uint32_t count = 1u << level;
    if (level > 0 && level <= LINED_LEVEL) {
        fprintf(out, "<path class=\"grid\" stroke-width=\"%g\" d=\"", level < 5 ? 1.0 : 0.5);
        for (uint32_t i = 1; i < count; ++i) {
            const double at = (double)i / (double)count;
            write_line(out, at, 0.0, at, 1.0 - at);
            write_line(out, 0.0, at, 1.0 - at, at);
            write_line(out, at, 0.0, 0.0, at);
            putc('\n', out);
        }
        fputs("\"/>\n", out);
    }
    fputs("<path class=\"edge\" d=\"", out);
    write_line(out, 0.0, 0.0, 1.0, 0.0);
    write_line(out, 1.0, 0.0, 0.0, 1.0);
    write_line(out, 0.0, 1.0, 0.0, 0.0);
    fprintf(out,
            "\"/>\n<text class=\"soft\" x=\"%d\" y=\"%d\">vertex 0</text>\n"
            "<text class=\"soft number\" x=\"%d\" y=\"%d\">vertex 1</text>\n"
            "<text class=\"soft\" x=\"%d\" y=\"%g\">vertex 2</text>\n",
            LEFT, BOTTOM + 20, LEFT + SIDE, BOTTOM + 20, LEFT + SIDE / 2 + 14,
            BOTTOM - SIDE * tallness + 6.0);
}

static void write_words_of(FILE *out, const struct omm_picture *picture, uint32_t index,
                           double size)
{
    const struct point at = centre_of(picture->level, index);
    if (!omm_picture_is_wrong(picture, index)) {
        if (picture->level < WORDED_LEVEL)
            fprintf(out,
                    "<text class=\"inside\" font-size=\"%.3g\" x=\"%.1f\" y=\"%.1f\">%u</text>\n",
                    size * 0.7, at.x, at.y + size * 0.25, index);
        return;
    }
    const bool is_state = picture->seen[index] < OMM_STATES;
    fprintf(out, "<text class=\"%s\" font-size=\"%.3g\" x=\"%.1f\" y=\"%.1f\">%u&#8594;%c</text>\n",
            is_state ? "onwrong" : "onodd", size, at.x, at.y + size * 0.35,
            picture->expected[index], is_state ? '0' + picture->seen[index] : '?');
}

/// In each microtriangle its number, or what was expected and seen.
static void write_words(FILE *out, const struct omm_picture *picture)
{
    if (picture->level > WORDED_LEVEL)
        return;
    const double fitting = (double)SIDE / (double)(1u << picture->level) * 0.24;
    const double size = fitting < 24.0 ? fitting : 24.0;
    for (uint32_t i = 0; i < 1u << 2 * picture->level; ++i)
        write_words_of(out, picture, i, size);
}

/// Few and small is easily overlooked.
static void write_rings(FILE *out, const struct omm_picture *picture,
                        const struct omm_picture_tally *tally)
{
    if (picture->level <= WORDED_LEVEL || tally->wrong > MANY)
        return;
    for (uint32_t i = 0; i < tally->count; ++i) {
        if (!omm_picture_is_wrong(picture, i))
            continue;
        const struct point at = centre_of(picture->level, i);
        fprintf(out, "<circle class=\"ring\" cx=\"%.2f\" cy=\"%.2f\" r=\"%d\"/>\n", at.x, at.y,
                picture->level <= 5 ? 16 : 10);
    }
}

void omm_picture_triangle(FILE *out, const struct omm_picture *picture)
{
    const struct omm_picture_tally tally = count(picture);
    write_head(out, picture, &tally);
    write_fills(out, picture);
    write_grid(out, picture->level);
    write_words(out, picture);
    write_rings(out, picture, &tally);
    omm_picture_panel(out, picture, &tally, PANEL_LEFT, 130.0);
    if (picture->level > DRAWN_LEVEL)
        fprintf(out,
                "<text class=\"soft\" x=\"%d\" y=\"150\">above level %d only what differs is "
                "drawn</text>\n",
                LEFT, DRAWN_LEVEL);
    if (tally.wrong > MOST)
        fprintf(out, "<text class=\"soft\" x=\"%d\" y=\"168\">the first %d of each kind</text>\n",
                LEFT, MOST);
    fputs("</svg>\n", out);
}
