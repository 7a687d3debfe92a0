#pragma once
#include "phantom.h"
#include "pixels.h"
#include "resample.h"
