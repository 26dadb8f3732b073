// SPDX-License-Identifier: Apache-2.0
#include "output/log.h"

#include "heap.h"
#include "output/replace.h"
#include "report/sanitize.h"

#include <stdlib.h>
#include <string.h>

static void print(FILE *file, const char *text)
{
    char *clean = run_sanitize(text);
    size_t length = strlen(clean);
    fprintf(file, "%s%s", clean, length > 0 && clean[length - 1] == '\n' ? "" : "\n");
    free(clean);
}

static void print_part(FILE *file, const char *heading, const char *text)
{
    if (!text || text[0] == '\0')
        return;
    fprintf(file, "\n%s:\n", heading);
    print(file, text);
}

static void print_messages(FILE *file, const struct run_result *result)
{
    if (result->message_count > 0)
        fputs("\nmessages of layers and driver:\n", file);
    for (size_t i = 0; i < result->message_count; i++) {
        const struct run_message *message = &result->messages[i];
        char *line = run_message_line(message);
        print(file, line);
        free(line);
    }
}

static void print_device(FILE *file, const struct run_book_device *device)
{
    static const char *const names[] = {"device", "driver", "driverInfo", "layers"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = run_properties_get(&device->properties, names[i]);
        if (value) {
            fprintf(file, "%s: ", names[i]);
            print(file, value);
        }
    }
}

/// `book` holds one record only, which is the one.
static void print_log(FILE *file, const struct run_book *book)
{
    const struct run_record *record = &book->records[0];
    const struct run_outcome *outcome = record->outcome;
    char *name = run_record_full_name(book, record);
    char *clean = run_sanitize_line(name, 1000);
    fprintf(file, "%s: %s\n", clean, run_verdict_word(outcome->judged));
    free(clean);
    free(name);
    if (record->entry) {
        fprintf(file, "about: %s\nsource: %s:%d\n", record->entry->desc->about,
                record->entry->desc->file, record->entry->desc->line);
    }
    print_device(file, &book->devices[record->device]);
    char *command = run_record_reproduce(book, record);
    print_part(file, "why", run_record_reason(record));
    print_part(file, "backtrace", outcome->result.backtrace);
    print_messages(file, &outcome->result);
    print_part(file, "output", outcome->result.log);
    print_part(file, "reproduce", command);
    free(command);
}

bool run_log_write(const struct run_book *book, const struct run_record *record,
                   const char *directory, bool quiet)
{
    char *name = run_record_log_file(book, record);
    if (!name)
        return true;
    struct run_book one = *book;
    struct run_record alone = *record;
    one.records = &alone;
    one.count = 1;
    char *path = run_format("%s/%s", directory, name);
    bool good = run_replace(path, print_log, &one, false, quiet);
    free(path);
    free(name);
    return good;
}
