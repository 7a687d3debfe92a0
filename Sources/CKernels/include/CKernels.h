#pragma once

#include "FundusKernels.h"
#include "Network.h"
#include "affinity_propagation.h"
#include "phantom.h"
#include "pixels.h"
#include "resample.h"
#include "similarities.h"
