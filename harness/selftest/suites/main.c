// SPDX-License-Identifier: Apache-2.0
// Every fake program: the real runner, the fake backend, and whichever case files it is linked with.
#include "fake_backend.h"

int main(int argc, char **argv)
{
    return run_main(argc, argv, &fake_backend);
}
