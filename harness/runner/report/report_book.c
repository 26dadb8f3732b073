// SPDX-License-Identifier: Apache-2.0
#include "heap.h"
#include "report/report.h"

#include <string.h>

struct run_book_device run_report_device(const struct run_report *report,
                                         const struct run_pass *pass)
{
    struct run_book_device device = {
        .number = pass->device,
        .properties = pass->properties,
        .facts = pass->facts,
        .reproduce = run_report_reproduce_start(report, pass),
    };
    memcpy(device.prefix, pass->prefix, sizeof(device.prefix));
    return device;
}

struct run_record run_report_record(const struct run_pass *pass, size_t item, size_t device)
{
    return (struct run_record){
        .name = pass->selection->items[item].name,
        .entry = pass->selection->items[item].entry,
        .device = device,
        .started = pass->started[item],
        .outcome = &pass->outcomes[item],
    };
}

struct run_book run_report_book(const struct run_report *report)
{
    struct run_book book = {
        .properties = report->properties,
        .environment = report->captured,
        .began = report->began,
        .seconds = report->seconds,
        .ended = report->ended,
        .why = report->why ? run_strdup(report->why) : NULL,
        .borrows = true,
    };
    size_t count = 0;
    for (size_t p = 0; p < report->pass_count; p++)
        count += report->passes[p].selection->count;
    book.devices = run_calloc(report->pass_count, sizeof(*book.devices));
    book.records = run_calloc(count, sizeof(*book.records));
    for (size_t p = 0; p < report->pass_count; p++) {
        const struct run_pass *pass = &report->passes[p];
        book.devices[book.device_count++] = run_report_device(report, pass);
        for (size_t i = 0; i < pass->selection->count; i++)
            book.records[book.count++] = run_report_record(pass, i, p);
    }
    return book;
}
