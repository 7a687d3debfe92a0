#pragma once
#include "FundusKernels.h"
#include "affinity_propagation.h"
#include "components.h"
#include "pixels.h"
#include "resample.h"
#include "similarities.h"
