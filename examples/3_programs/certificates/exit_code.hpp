// Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
// What the program ends with. The numbers are a promise: scripts branch on them.

namespace certificates
{

enum class exit_code
{
    done = 0, ///< "nothing to do" included
    failed = 1,
    partly_failed = 2,
    usage = 3,
    credentials = 4, ///< there are none, or the service does not take them for this
    refused = 5,     ///< by the service
    unreachable = 6,
    warning = 10,  ///< findings, with --exit-code
    critical = 11, ///< the same
    interrupted = 130,
    reader_gone = 141 ///< nobody reads standard output any more, as in `| head`
};

/// How bad a finding is.
enum class severity
{
    ok,
    warning,
    critical
};

} // namespace certificates
