#pragma once
#include "FundusKernels.h"
