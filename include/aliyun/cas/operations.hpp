// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// The seven operations of the SSL Certificates Service.

#include "operations/certificates.hpp"
#include "operations/dv_order_decided.hpp"
#include "operations/orders.hpp"
