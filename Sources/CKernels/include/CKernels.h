#pragma once

#include "Network.h"
#include "FundusKernels.h"
#include "components.h"
#include "pixels.h"
#include "resample.h"
#include "region_sampler.h"
