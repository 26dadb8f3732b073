// SPDX-License-Identifier: Apache-2.0
// The two tables of data/, compiled in: valid-usage IDs (vuids.tsv) and assertions (assertions.tsv). No Vulkan and
// no part of the suite here, so that the runner and the case API both can read them. Strings live as long as
// the program.
#ifndef IDS_H
#define IDS_H

#include <stdbool.h>
#include <stddef.h>

enum { IDS_LAYERS_MOST = 8 }; ///< columns of layers that the table may have

enum ids_set {
    IDS_COPY,   ///< commands and structures that copy, serialize, query and compare micromaps
    IDS_BUILD,  ///< those that create, build, size and destroy them
    IDS_FORMER, ///< only older registries have it
};

/// What a layer makes of the violation of one ID in this tree.
enum ids_answer {
    IDS_UNKNOWN, ///< no column for this layer version, or no row for this ID, or nothing to violate
    IDS_SILENT,
    IDS_REPORTS,
    IDS_CRASHES,
};

/// Whether there has to be a case.
struct ids_duty {
    bool due;
    const char *waiver; ///< why there can be none; NULL unless it is waived
};

struct ids_vuid {
    const char *id; ///< "VUID-..."
    enum ids_set set;
    const char *rule;                         ///< what it asks, in this project's words
    const char *since;                        ///< the first header version that had it
    const char *until;                        ///< the last; NULL while the newest has it
    enum ids_answer answers[IDS_LAYERS_MOST]; ///< one for each ids_layer_at
    struct ids_duty edge, violation;
    const char *note; ///< NULL: none
};

/// A column of layer answers.
struct ids_layer {
    const char *column;  ///< "khronos-1.3.239"
    const char *name;    ///< "VK_LAYER_KHRONOS_validation"
    const char *version; ///< NULL: whatever its version
};

/// How hard an assertion may be held against a driver.
enum ids_class {
    IDS_EXPLICIT,    ///< E: the specification says it; a failure is the driver's
    IDS_DERIVED,     ///< D: one step from what it says; likewise
    IDS_IMPLIED,     ///< I: sensible; at most a QualityWarning
    IDS_APPLICATION, ///< APP: what a case itself must obey
    IDS_UNTESTABLE,  ///< U: can't be seen from outside
    IDS_NO_RULE,     ///< none: deliberately not asserted
};

struct ids_assertion {
    const char *id; ///< "A001"
    enum ids_class class;
    const char *statement;
    const char *observation; ///< how a violation would show; NULL: it would not
    const char *where;       ///< section anchors of the specification, and IDs
};

size_t ids_vuid_count(void);

/// The row of an index below ids_vuid_count, in the table's order.
const struct ids_vuid *ids_vuid_at(size_t index);

/// NULL: the table has no such ID.
const struct ids_vuid *ids_vuid_find(const char *id);

size_t ids_layer_count(void);
const struct ids_layer *ids_layer_at(size_t index);

/// What the table says of a layer ("VK_LAYER_KHRONOS_validation", "1.3.239") and an ID.
enum ids_answer ids_layer_answer(const char *name, const char *version, const char *id);

size_t ids_assertion_count(void);
const struct ids_assertion *ids_assertion_at(size_t index);

/// NULL: there is no such assertion.
const struct ids_assertion *ids_assertion_find(const char *id);

/// "E", "D", "I", "APP", "U" or "none".
const char *ids_class_word(enum ids_class class);

#endif
