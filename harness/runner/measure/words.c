// SPDX-License-Identifier: Apache-2.0
#include "heap.h"
#include "measure/measure.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Not %f: a case in this process may have changed the locale.
static char *fixed(double number, unsigned decimals)
{
    uint64_t scale = 1;
    for (unsigned i = 0; i < decimals; i++)
        scale *= 10;
    const uint64_t all = (uint64_t)(number * (double)scale + 0.5);
    if (decimals == 0)
        return run_format("%llu", (unsigned long long)all);
    return run_format("%llu.%0*llu", (unsigned long long)(all / scale), (int)decimals,
                      (unsigned long long)(all % scale));
}

char *run_words_number(double number)
{
    if (number <= 0.0)
        return run_strdup("0");
    unsigned decimals = 0;
    // As rounded: 9.996 is 10.0.
    for (double limit = 99.95; decimals < 4 && number < limit; limit /= 10.0)
        decimals++;
    return fixed(number, decimals);
}

char *run_words_step(double number)
{
    char *words = run_words_number(number);
    char *last = words + strlen(words) - 1;
    if (!strchr(words, '.'))
        return words;
    while (*last == '0')
        *last-- = '\0';
    if (*last == '.')
        *last = '\0';
    return words;
}

char *run_words_time(uint64_t picoseconds)
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    double number = (double)picoseconds / 1e3;
    size_t unit = 0;
    for (; unit + 1 < sizeof(units) / sizeof(units[0]) && number >= 999.5; unit++)
        number /= 1e3;
    char *digits = run_words_number(number);
    char *words = run_format("%s %s", digits, units[unit]);
    free(digits);
    return words;
}

char *run_words_bytes(uint64_t bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    double number = (double)bytes;
    size_t unit = 0;
    for (; unit + 1 < sizeof(units) / sizeof(units[0]) && number >= 1023.5; unit++)
        number /= 1024.0;
    const bool whole = number == (double)(uint64_t)number || number >= 99.95;
    char *digits = whole ? fixed(number, 0) : run_words_number(number);
    char *words = run_format("%s %s", digits, units[unit]);
    free(digits);
    return words;
}
