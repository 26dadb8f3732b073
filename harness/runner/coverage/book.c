// SPDX-License-Identifier: Apache-2.0
// What a run says of the IDs: verdicts of their cases, and which layer reported what.
#include "coverage/coverage.h"

#include <string.h>

/// Remembers who reported the ID while the case ran. False: nobody did.
static bool see_reports(struct run_coverage *coverage, struct run_coverage_vuid *vuid,
                        const struct run_result *result)
{
    bool reported = false;
    for (size_t i = 0; i < result->message_count; i++) {
        const struct run_message *message = &result->messages[i];
        if (strcmp(message->id, vuid->row->id) == 0 &&
            strncmp(message->source, "VK_LAYER_", strlen("VK_LAYER_")) == 0) {
            run_coverage_see(vuid, run_coverage_layer(coverage, message->source),
                             RUN_SIGHT_REPORTED);
            reported = true;
        }
    }
    return reported;
}

static void see_violation(struct run_coverage *coverage, const struct run_book *book,
                          const struct run_record *record, const char *id)
{
    struct run_coverage_vuid *vuid = run_coverage_vuid(coverage, id);
    const char *layers = run_properties_get(&book->devices[record->device].properties, "layers");
    bool ran = record->outcome->round > 0 && record->outcome->judged != RUN_NOT_SUPPORTED;
    if (vuid && !see_reports(coverage, vuid, &record->outcome->result) && ran)
        run_coverage_see_silence(coverage, vuid, layers ? layers : "", record->entry->witness);
}

static void count(struct run_coverage_cases *cases, const struct run_record *record, size_t index)
{
    cases->results[record->outcome->judged]++;
    bool ran = record->outcome->judged != RUN_NOT_RUN;
    bool bad = ran && run_outcome_is_unexpected(record->outcome);
    if (bad && cases->worst == 0)
        cases->worst = index + 1;
}

static void add_record(struct run_coverage *coverage, const struct run_book *book,
                       const struct run_record *record)
{
    const struct omm_case *desc = record->entry->desc;
    const size_t most = sizeof(desc->covers) / sizeof(desc->covers[0]);
    for (size_t i = 0; i < most && desc->covers[i]; i++) {
        struct run_coverage_cases *cases =
            run_coverage_cases_of(coverage, record->entry, desc->covers[i]);
        if (cases)
            count(cases, record, (size_t)(record - book->records));
        if (record->entry->witness)
            see_violation(coverage, book, record, desc->covers[i]);
    }
}

void run_coverage_add_book(struct run_coverage *coverage, const struct run_book *book)
{
    coverage->of_a_run = true;
    for (size_t i = 0; i < book->count; i++)
        if (book->records[i].entry)
            add_record(coverage, book, &book->records[i]);
}
