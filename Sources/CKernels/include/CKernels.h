#pragma once
#include "FundusKernels.h"
#include "components.h"
#include "phantom.h"
#include "pixels.h"
#include "resample.h"
