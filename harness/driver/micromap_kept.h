// SPDX-License-Identifier: Apache-2.0
// For faults only: a pointer into the application's memory that a driver should have forgotten.
// Without such a fault nothing is ever kept.
#ifndef REF_MICROMAP_KEPT_H
#define REF_MICROMAP_KEPT_H

/// Keeps `pointer` until the next one is kept.
void ref_micromap_keep(const void *pointer);

/// Reads a byte through the pointer kept last, if there is one.
void ref_micromap_look_at_kept(void);

/// Looks through the pointer kept last, and keeps this one instead.
void ref_micromap_keep_another(const void *pointer);

#endif
