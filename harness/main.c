// SPDX-License-Identifier: Apache-2.0
// ommcts: the runner, the Vulkan backend and the cases in one binary.
#include "api/backend.h"
#include "runner/backend.h"

int main(int argc, char **argv)
{
    return run_main(argc, argv, &omm_vulkan_backend);
}
