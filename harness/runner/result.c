// SPDX-License-Identifier: Apache-2.0
#include "result.h"

#include "backend.h"
#include "heap.h"

#include <stdlib.h>
#include <string.h>

const char *run_verdict_word(enum run_verdict verdict)
{
    static const char *const words[] = {
        [RUN_PASS] = "Pass",
        [RUN_FAIL] = "Fail",
        [RUN_QUALITY_WARNING] = "QualityWarning",
        [RUN_NOT_SUPPORTED] = "NotSupported",
        [RUN_CRASH] = "Crash",
        [RUN_TIMEOUT] = "Timeout",
        [RUN_INTERNAL_ERROR] = "InternalError",
        [RUN_RESOURCE_ERROR] = "ResourceError",
        [RUN_NOT_RUN] = "NotRun",
        [RUN_EXPECTED_FAIL] = "ExpectedFail",
        [RUN_UNEXPECTED_IMPROVEMENT] = "UnexpectedImprovement",
        [RUN_KNOWN_FLAKE] = "KnownFlake",
        [RUN_FLAKE] = "Flake",
        [RUN_WAIVER] = "Waiver",
        [RUN_OUT_OF_MEMORY] = "OutOfMemory",
        [RUN_DEVICE_LOST] = "DeviceLost",
        [RUN_DEVICE_UNAVAILABLE] = "DeviceUnavailable",
    };
    return words[verdict];
}

char *run_message_line(const struct run_message *message)
{
    if (strcmp(message->source, RUN_SOURCE_CASE) == 0)
        return run_strdup(message->text);
    return run_format("%s: %s: %s: %s", message->source, message->severity, message->id,
                      message->text);
}

void run_result_add_measure(struct run_result *result, const struct run_measure *measure)
{
    result->measures =
        run_regrow(result->measures, result->measure_count + 1, sizeof(*result->measures));
    result->measures[result->measure_count++] = *measure;
}

void run_result_clear(struct run_result *result)
{
    free(result->message);
    free(result->log);
    free(result->backtrace);
    for (size_t i = 0; i < result->message_count; i++) {
        struct run_message *message = &result->messages[i];
        free(message->source);
        free(message->severity);
        free(message->id);
        free(message->text);
    }
    free(result->messages);
    for (size_t i = 0; i < result->measure_count; i++) {
        free(result->measures[i].series);
        free(result->measures[i].against);
    }
    free(result->measures);
    *result = (struct run_result){0};
}
