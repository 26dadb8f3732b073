// SPDX-License-Identifier: Apache-2.0
#include "heap.h"
#include "measure/measure.h"

#include <stdlib.h>
#include <string.h>

const struct run_measure *run_measure_named(const struct run_result *result, const char *series)
{
    for (size_t i = 0; i < result->measure_count; i++)
        if (strcmp(result->measures[i].series, series) == 0)
            return &result->measures[i];
    return NULL;
}

double run_measure_ratio(const struct run_measure *measure, const struct run_measure *yardstick)
{
    const double own = run_measure_rate(measure), other = run_measure_rate(yardstick);
    if (own > 0.0 && other > 0.0)
        return own / other;
    if (measure->timing.median == 0)
        return 0.0;
    return (double)yardstick->timing.median / (double)measure->timing.median;
}

double run_measure_rate(const struct run_measure *measure)
{
    if (measure->timing.median == 0)
        return 0.0;
    return (double)measure->timing.bytes / ((double)measure->timing.median * 1e-12);
}

double run_measure_spread(const struct run_measure *measure)
{
    const struct run_timing *timing = &measure->timing;
    if (timing->median == 0 || timing->high < timing->low)
        return 0.0;
    return (double)(timing->high - timing->low) / 2.0 / (double)timing->median;
}

/// The name without its parameter, which the last part is where there is one. A book that another program wrote may hold
/// cases that this one does not have.
static char *topic_of(const struct run_book *book, const struct run_record *record)
{
    char *name = run_record_full_name(book, record);
    size_t parameter = record->entry ? strlen(record->name) - record->entry->stem : 0;
    if (!record->entry && strrchr(name, '.'))
        parameter = strlen(strrchr(name, '.'));
    name[strlen(name) - parameter] = '\0';
    return name;
}

static uint64_t bytes_of(const struct run_record *record)
{
    return record->outcome->result.measures[0].timing.bytes;
}

/// In its place among those of the topic. Takes the name over.
static void add(struct run_topics *topics, char *name, const struct run_record *record)
{
    struct run_topic *topic = topics->count ? &topics->topics[topics->count - 1] : NULL;
    if (topic && strcmp(topic->name, name) == 0) {
        free(name);
    } else {
        topics->topics = run_regrow(topics->topics, topics->count + 1, sizeof(*topics->topics));
        topic = &topics->topics[topics->count++];
        *topic = (struct run_topic){.name = name};
    }
    topic->records =
        run_regrow(topic->records, topic->count + 1, sizeof(const struct run_record *));
    size_t at = topic->count++;
    for (; at > 0 && bytes_of(topic->records[at - 1]) > bytes_of(record); at--)
        topic->records[at] = topic->records[at - 1];
    topic->records[at] = record;
}

struct run_topics run_topics_gather(const struct run_book *book)
{
    struct run_topics topics = {0};
    for (size_t i = 0; i < book->count; i++)
        if (book->records[i].outcome->result.measure_count > 0)
            add(&topics, topic_of(book, &book->records[i]), &book->records[i]);
    return topics;
}

void run_topics_clear(struct run_topics *topics)
{
    for (size_t i = 0; i < topics->count; i++) {
        free(topics->topics[i].name);
        free(topics->topics[i].records);
    }
    free(topics->topics);
    *topics = (struct run_topics){0};
}
