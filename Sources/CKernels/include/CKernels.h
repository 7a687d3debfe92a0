#pragma once
#include "FundusKernels.h"
#include "pixels.h"
#include "resample.h"
