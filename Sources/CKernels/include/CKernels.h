#pragma once
#include "affinity_propagation.h"
#include "similarities.h"
