// SPDX-License-Identifier: Apache-2.0
// The layer's own tests: its code over a next layer that is not there (fake.h).
#include <greatest.h>

SUITE_EXTERN(numbers);
SUITE_EXTERN(maps);
SUITE_EXTERN(messengers);
SUITE_EXTERN(names_of_objects);
SUITE_EXTERN(reports);
SUITE_EXTERN(settings);
SUITE_EXTERN(devices);
SUITE_EXTERN(objects);
SUITE_EXTERN(opening);
SUITE_EXTERN(operations);
SUITE_EXTERN(builds);
SUITE_EXTERN(completions);
SUITE_EXTERN(creations);
SUITE_EXTERN(endings_of_objects);
SUITE_EXTERN(groups);
SUITE_EXTERN(host_arguments);
SUITE_EXTERN(host_builds);
SUITE_EXTERN(marks_of_submissions);
SUITE_EXTERN(places);
SUITE_EXTERN(queries);
SUITE_EXTERN(record_threads);
SUITE_EXTERN(submissions);
SUITE_EXTERN(threads);
SUITE_EXTERN(writers);

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_SUITE(numbers);
    RUN_SUITE(maps);
    RUN_SUITE(messengers);
    RUN_SUITE(names_of_objects);
    RUN_SUITE(reports);
    RUN_SUITE(settings);
    RUN_SUITE(devices);
    RUN_SUITE(objects);
    RUN_SUITE(opening);
    RUN_SUITE(operations);
    RUN_SUITE(builds);
    RUN_SUITE(completions);
    RUN_SUITE(creations);
    RUN_SUITE(endings_of_objects);
    RUN_SUITE(groups);
    RUN_SUITE(host_arguments);
    RUN_SUITE(host_builds);
    RUN_SUITE(marks_of_submissions);
    RUN_SUITE(places);
    RUN_SUITE(queries);
    RUN_SUITE(record_threads);
    RUN_SUITE(submissions);
    RUN_SUITE(threads);
    RUN_SUITE(writers);
    GREATEST_MAIN_END();
}
