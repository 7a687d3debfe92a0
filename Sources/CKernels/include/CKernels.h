#pragma once
#include "pixels.h"
#include "resample.h"
