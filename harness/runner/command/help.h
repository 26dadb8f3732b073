// SPDX-License-Identifier: Apache-2.0
// What --help prints, made from the option table.
#ifndef RUN_HELP_H
#define RUN_HELP_H

/// The bit of enum run_command of a name, or 0.
unsigned run_command_named(const char *name);

const char *run_command_name(unsigned command);

/// Prints on stdout the help of one command, or with 0 of the program.
void run_help_print(unsigned command);

#endif
