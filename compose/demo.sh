# Starts a round of matches whenever the last one is over, until it is stopped. Their agents are in the service "agents".
set -uo pipefail
trap 'exit 0' TERM INT

# A match takes 90 minutes and stoppage time at the speed in simulation.json, which is 0.5 minutes a second.
round=210

while true; do
  curl --fail-with-body --silent --show-error --max-time 30 --header 'Content-Type: application/json' \
    --header @/run/demo/header --data-binary @/simulation.json http://agents:8080/simulations \
    && pause=$round || pause=5
  echo
  # Not in the foreground, where it would hold back the signal.
  sleep "$pause" &
  wait $!
done
