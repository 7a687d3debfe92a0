#pragma once

#include "FundusKernels.h"
#include "Network.h"
#include "affinity_propagation.h"
#include "components.h"
#include "local_contrast.h"
#include "phantom.h"
#include "pixels.h"
#include "region_sampler.h"
#include "resample.h"
#include "similarities.h"
