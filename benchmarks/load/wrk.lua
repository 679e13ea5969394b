-- Copyright (c) 2026 the aliyun_cas authors. Distributed under the Boost Software License, Version 1.0.
-- One line for run.sh: calls, seconds, and the median and the 99th percentile of a call in microseconds.
function done(summary, latency)
    local errors = summary.errors
    assert(errors.status == 0 and errors.connect == 0 and errors.read == 0 and errors.write == 0, "wrk met errors")
    print(string.format("measured %d %.6f %.1f %.1f", summary.requests, summary.duration / 1e6,
                        latency:percentile(50), latency:percentile(99)))
end
