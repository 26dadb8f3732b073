// SPDX-License-Identifier: Apache-2.0
#ifndef REF_PRIVATE_DATA_H
#define REF_PRIVATE_DATA_H

#include "object.h"

/// Frees what vkSetPrivateData stored on an object that is about to go.
void ref_private_data_release(struct ref_object *object);

#endif
