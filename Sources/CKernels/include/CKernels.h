#pragma once
#include "components.h"
#include "pixels.h"
#include "resample.h"
