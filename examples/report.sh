#!/usr/bin/env bash
# Reports a goal with curl: report.sh [http://localhost:8080 [match]]
# After 429, 503 and lost connections curl waits for Retry-After or an increasing time, and sends the same report again.
set -euo pipefail
url=${1:-http://localhost:8080} match=${2:-fra-arg}
goal='{"id": "sh-1", "source": "example/curl", "type": "football.goal", "match": "'$match'", "minute": 23, "team": "home", "player": "Ada"}'

status=$(curl --silent --show-error --retry 100 --retry-all-errors --retry-max-time 600 --output /dev/stderr \
  --write-out '%{http_code}' --header 'Content-Type: application/json' --data "$goal" "$url/events")
[ "$status" = 202 ] # any other response is on stderr, with the fields to correct
