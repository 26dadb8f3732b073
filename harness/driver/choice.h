// SPDX-License-Identifier: Apache-2.0
// A choice among names by an environment variable, the same for personalities and faults.
#ifndef REF_CHOICE_H
#define REF_CHOICE_H

/// Index of `name` among `count` names; 0 when it is NULL or empty, -1 when it is unknown.
int ref_choice_find(const char *name, int count, const char *(*name_at)(int index));

/// One sentence on stderr: which variable has which unknown value, and the names it may have.
void ref_choice_complain(const char *variable, const char *what, int count,
                         const char *(*name_at)(int index));

#endif
