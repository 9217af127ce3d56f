-- Reports of about 250 bytes, each of a new incident, of 64 matches in turn; REPORTS of them per request. With MATCHES, the reports of
-- a request are of one match, any of that many, as from an agent at the ground. Requests are prepared except for a number with a fixed
-- count of digits, because wrk shares the processors with the servers that it measures. With a RATE, each of the CONNECTIONS waits a
-- random time between two requests, so that about RATE requests are sent per second.
local reports = tonumber(os.getenv("REPORTS") or "1")
local run = os.getenv("RUN") or "0"
local matches = tonumber(os.getenv("MATCHES") or "0")
local rate = tonumber(os.getenv("RATE") or "0")
local connections = tonumber(os.getenv("CONNECTIONS") or "1")
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  count = 100000000
  -- Each thread reports of the matches in another order.
  math.randomseed(number)
  parts = {}
  before = {}
  after = {}
  for i = 0, math.max(64, matches) - 1 do
    before[i] = '{"id":"' .. run .. '-' .. number .. '-'
    after[i] = string.format(
      '","source":"camera-%d","type":"football.shot","match":"bench-%d","occurredAt":"2026-11-23T15:%02d:10Z",'
        .. '"period":"first-half","minute":%d,"team":"%s","player":"Player %d","status":"confirmed",'
        .. '"details":{"speed":%d}}',
      i % 8, i, i % 60, i % 45, i % 2 == 0 and "home" or "away", i % 22, 80 + i)
    if reports == 1 then
      local body = before[i] .. count .. after[i]
      local whole = wrk.format(nil, nil, nil, body)
      before[i] = whole:sub(1, #whole - #body) .. before[i]
    end
  end
end

local function report(match)
  count = count + 1
  local kind = match or count % 64
  return before[kind] .. count .. after[kind]
end

if rate > 0 then
  function delay()
    return math.random() * 2000 * connections / rate
  end
end

function request()
  local match = matches > 0 and math.random(0, matches - 1) or nil
  if reports == 1 then
    return report(match)
  end
  for i = 1, reports do
    parts[i] = report(match)
  end
  return wrk.format(nil, nil, nil, "[" .. table.concat(parts, ",", 1, reports) .. "]")
end

-- The results have the same form as for reads.
dofile(os.getenv("LOAD") .. "/get.lua")
