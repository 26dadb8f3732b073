// SPDX-License-Identifier: Apache-2.0
// One testcase of the JUnit report.
#ifndef RUN_JUNIT_CASE_H
#define RUN_JUNIT_CASE_H

#include "output/record.h"

struct _xmlTextWriter; // libxml2's, which it calls xmlTextWriter

enum run_junit_kind {
    RUN_JUNIT_PASSED,
    RUN_JUNIT_FAILURE, ///< <failure>
    RUN_JUNIT_ERROR,   ///< <error>
    RUN_JUNIT_SKIPPED, ///< <skipped>
};

enum run_junit_kind run_junit_kind(enum run_verdict judged);

/// Writes the testcase of a record.
void run_junit_case(struct _xmlTextWriter *xml, const struct run_book *book,
                    const struct run_record *record);

/// An attribute of raw bytes, sanitised.
void run_junit_attribute(struct _xmlTextWriter *xml, const char *name, const char *value);

/// The attribute `time`: seconds with a point and six digits, in every locale.
void run_junit_time(struct _xmlTextWriter *xml, double seconds);

#endif
