// SPDX-License-Identifier: Apache-2.0
// The one header a case includes.
#ifndef OMMCTS_H
#define OMMCTS_H

// IWYU pragma: begin_exports
#include <ommcts/artifact.h>
#include <ommcts/block.h>
#include <ommcts/breach.h>
#include <ommcts/case.h>
#include <ommcts/check.h>
#include <ommcts/curve.h>
#include <ommcts/deferred.h>
#include <ommcts/device_micromap.h>
#include <ommcts/growth.h>
#include <ommcts/host.h>
#include <ommcts/job.h>
#include <ommcts/kept.h>
#include <ommcts/layer.h>
#include <ommcts/memory.h>
#include <ommcts/memory_kind.h>
#include <ommcts/micromap.h>
#include <ommcts/misplace.h>
#include <ommcts/origin.h>
#include <ommcts/process.h>
#include <ommcts/queue.h>
#include <ommcts/readback.h>
#include <ommcts/region.h>
#include <ommcts/sample.h>
#include <ommcts/shape.h>
#include <ommcts/side.h>
#include <ommcts/test.h>
#include <ommcts/thread.h>
#include <ommcts/timeline.h>
#include <ommcts/tracker.h>
#include <ommcts/trip.h>
#include <ommcts/verdict.h>
#include <ommcts/violation.h>
#include <ommcts/vulkan.h>
#include <ommcts/walk.h>
// IWYU pragma: end_exports

#endif
