# Starts a round of matches whenever the previous one is over. The agents run in the service "agents".
set -uo pipefail
trap 'exit 0' TERM INT

# Seconds: 90 minutes and stoppage time at the speed of simulation.json, 0.5 match minutes per second.
round=210

while true; do
  curl --fail-with-body --silent --show-error --max-time 30 --header 'Content-Type: application/json' \
    --header @/run/demo/header --data-binary @/simulation.json http://agents:8080/simulations \
    && pause=$round || pause=5
  echo
  # In the background, because bash handles a signal only after a foreground command.
  sleep "$pause" &
  wait $!
done
