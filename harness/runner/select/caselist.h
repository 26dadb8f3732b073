// SPDX-License-Identifier: Apache-2.0
// Case names out of a list: one per line, or a dEQP trie ("{omm{serialize{bounds{a,b}}}}").
#ifndef RUN_CASELIST_H
#define RUN_CASELIST_H

#include "heap.h"

#include <stdbool.h>

/// A name as the list had it, and where.
struct run_listed {
    char *name;
    char *where;   ///< "list.txt:3"
    bool repeated; ///< the same name stood before, see run_caselist_mark_repeated
};

struct run_caselist {
    struct run_listed *names;
    size_t count;
};

/// Appends the names of a file ("-": standard input). Blank lines, what follows a '#', blanks around
/// a name and CRLF are passed over; a file that begins with '{' is a trie. False: told on stderr.
bool run_caselist_read(struct run_caselist *list, const char *path);

/// Appends the names of a trie; `where` is for messages. False: told on stderr.
bool run_caselist_parse_trie(struct run_caselist *list, const char *trie, const char *where);

/// Marks every name but the first of those that are spelled the same.
void run_caselist_mark_repeated(struct run_caselist *list);

void run_caselist_clear(struct run_caselist *list);

#endif
