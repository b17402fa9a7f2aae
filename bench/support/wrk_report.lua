-- Sends the body given behind -- as a POST, or a GET without one, and ends with one line of JSON.
init = function(args)
  if args[1] ~= nil then
    wrk.method = "POST"
    wrk.body = args[1]
    wrk.headers["Content-Type"] = "application/json"
  end
end

done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"responses":%d,"bytes":%d,"seconds":%.6f,"p50":%.4f,"p99":%.4f,"errors":%d}\n',
    summary.requests, summary.bytes, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
