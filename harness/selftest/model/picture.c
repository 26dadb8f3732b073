// SPDX-License-Identifier: Apache-2.0
// The picture of a triangle: well-formed whatever it shows, and with each microtriangle where it belongs.
#include "api/picture.h"

#include <greatest.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_AT_MOST = 1 << 20 };

static uint8_t expected[COUNT_AT_MOST], seen[COUNT_AT_MOST];

static struct omm_picture blank(uint32_t level, uint32_t states)
{
    for (uint32_t i = 0; i < 1u << 2 * level; ++i)
        expected[i] = seen[i] = (uint8_t)((i * 2654435761u >> 16) % states);
    return (struct omm_picture){
        .title = "omm.some.case, micromap triangle 0 of 1",
        .level = level,
        .states = states,
        .expected = expected,
        .seen = seen,
    };
}

/// The document's text, to be freed.
static char *draw(const struct omm_picture *picture, size_t *size)
{
    char *text = NULL;
    FILE *file = open_memstream(&text, size);
    if (!file)
        return NULL;
    omm_picture_triangle(file, picture);
    fclose(file);
    return text;
}

/// The value of an XPath expression, to be freed; NULL when the document is not well-formed or the expression is none.
static char *ask(const struct omm_picture *picture, const char *expression)
{
    size_t size = 0;
    char *text = draw(picture, &size), *answer = NULL;
    xmlDoc *document = xmlReadMemory(text, (int)size, NULL, NULL, XML_PARSE_NONET);
    xmlXPathContext *context = document ? xmlXPathNewContext(document) : NULL;
    if (context) {
        xmlXPathRegisterNs(context, (const xmlChar *)"s",
                           (const xmlChar *)"http://www.w3.org/2000/svg");
        xmlXPathObject *object = xmlXPathEvalExpression((const xmlChar *)expression, context);
        answer = object ? (char *)xmlXPathCastToString(object) : NULL;
        xmlXPathFreeObject(object);
    }
    xmlXPathFreeContext(context);
    xmlFreeDoc(document);
    free(text);
    return answer;
}

TEST tells(const struct omm_picture *picture, const char *expression, const char *wanted)
{
    char *answer = ask(picture, expression);
    ASSERTm("the document is well-formed", answer);
    // Told here, because the assertion returns, and the string must be freed before.
    const bool same = strcmp(answer, wanted) == 0;
    if (!same)
        fprintf(stderr, "%s is '%s', expected '%s'\n", expression, answer, wanted);
    free(answer);
    ASSERTm(expression, same);
    PASS();
}

/// No microtriangle is drawn twice or left out: the fills' sub-paths are as many as there are microtriangles.
TEST every_one_is_drawn(uint32_t level, uint32_t states)
{
    struct omm_picture picture = blank(level, states);
    const uint32_t count = 1u << 2 * level;
    seen[count / 2] = OMM_SEEN_NO_STATE;
    seen[count - 1] = (uint8_t)((expected[count - 1] + 1) % states);
    seen[0] = count > 2 ? OMM_NOT_TRACED : seen[0];
    char *paths = ask(&picture, "concat(//s:path[@class='s0']/@d, //s:path[@class='s1']/@d, "
                                "//s:path[@class='s2']/@d, //s:path[@class='s3']/@d, "
                                "//s:path[@class='wrong']/@d, //s:path[@class='odd']/@d, "
                                "//s:path[@class='untraced']/@d)");
    ASSERTm("the document is well-formed", paths);
    uint32_t drawn = 0;
    for (const char *p = paths; *p; ++p)
        drawn += *p == 'M';
    free(paths);
    ASSERT_EQ_FMT(count, drawn, "%u");
    PASS();
}

static void places(void)
{
    // Level 1: microtriangle 3 is the upright one at vertex 2, 1 the upside-down one in the middle.
    struct omm_picture picture = blank(1, 4);
    const uint8_t wanted[] = {0, 1, 2, 3};
    memcpy(expected, wanted, sizeof wanted);
    memcpy(seen, wanted, sizeof wanted);
    seen[3] = 2;
    seen[1] = OMM_SEEN_NO_STATE;
    RUN_TESTp(tells, &picture, "//s:path[@class='wrong']/@d", "M0 1h1l-1 1z");
    RUN_TESTp(tells, &picture, "//s:path[@class='odd']/@d", "M1 0v1h-1z");
    RUN_TESTp(tells, &picture, "//s:path[@class='s0']/@d", "M0 0h1l-1 1z");
    RUN_TESTp(tells, &picture, "//s:path[@class='s2']/@d", "M1 0h1l-1 1z");
    RUN_TESTp(tells, &picture, "//s:text[@class='onwrong']",
              "3\xE2\x86\x92"
              "2");
    RUN_TESTp(tells, &picture, "//s:text[@class='onodd']", "1\xE2\x86\x92?");
    RUN_TESTp(tells, &picture, "count(//s:text[@class='inside'])", "2");
    RUN_TESTp(tells, &picture,
              "boolean(//s:text[. = '3 (u 0.1667, v 0.6667): expected 3, seen 2'])", "true");
    RUN_TESTp(tells, &picture,
              "boolean(//s:text[. = '1 (u 0.3333, v 0.3333): expected 1, seen none'])", "true");
    RUN_TESTp(tells, &picture,
              "boolean(//s:text[. = 'level 1, 4 states: 2 of 4 microtriangles that were traced "
              "differ'])",
              "true");
}

static void nothing_wrong(void)
{
    struct omm_picture picture = blank(4, 4);
    RUN_TESTp(tells, &picture, "count(//s:path[@class='wrong' or @class='odd'])", "0");
    RUN_TESTp(tells, &picture, "count(//s:text[contains(@class, 'bad')])", "0");
    RUN_TESTp(tells, &picture, "count(//s:circle)", "0");
    RUN_TESTp(tells, &picture,
              "boolean(//s:text[contains(., ' differ') and contains(., ': 0 of')])", "true");
}

static void levels(void)
{
    for (uint32_t level = 0; level <= 7; ++level) {
        RUN_TESTp(every_one_is_drawn, level, 2);
        RUN_TESTp(every_one_is_drawn, level, 4);
    }
    // Above, one that differs is all that there is, with a ring around it.
    for (uint32_t level = 8; level <= 10; ++level) {
        struct omm_picture picture = blank(level, 4);
        seen[77] = (uint8_t)(expected[77] ^ 1);
        RUN_TESTp(tells, &picture, "count(//s:path[@class = 's0' or @class = 'untraced'])", "0");
        RUN_TESTp(tells, &picture, "count(//s:path[@class = 'wrong'])", "1");
        RUN_TESTp(tells, &picture, "count(//s:circle)", "1");
    }
}

static void everything_wrong(void)
{
    struct omm_picture picture = blank(9, 2);
    memset(seen, OMM_SEEN_NO_STATE, (size_t)1 << 18);
    RUN_TESTp(tells, &picture, "count(//s:path[@class='odd'])", "1");
    RUN_TESTp(tells, &picture, "boolean(//s:text[. = 'the first 65536 of each kind'])", "true");
    RUN_TESTp(tells, &picture, "boolean(//s:text[. = 'and 262132 more'])", "true");
}

static void titles(void)
{
    struct omm_picture picture = blank(2, 2);
    picture.title = "a & b <c> \"d\" \x01\xFF]]>";
    RUN_TESTp(tells, &picture, "string(//s:title)", "a & b <c> \"d\" ??]]>");
    char longest[400];
    memset(longest, 'x', sizeof longest);
    longest[100] = ' ';
    longest[sizeof longest - 1] = '\0';
    picture.title = longest;
    RUN_TESTp(tells, &picture, "string-length(//s:title)", "399");
    RUN_TESTp(tells, &picture, "string-length(//s:text[@class='title'][1])", "101");
    RUN_TESTp(tells, &picture, "count(//s:text[@class='title'])", "3");
    picture.title = "";
    RUN_TESTp(tells, &picture, "string-length(//s:title)", "0");
}

SUITE(picture)
{
    places();
    nothing_wrong();
    levels();
    everything_wrong();
    titles();
    xmlCleanupParser();
}
