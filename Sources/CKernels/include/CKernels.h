#pragma once
#include "FundusKernels.h"

#include "Network.h"
#include "pixels.h"
#include "resample.h"
#include "affinity_propagation.h"
#include "similarities.h"
#include "phantom.h"
