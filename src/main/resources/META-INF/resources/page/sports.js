// The catalogue: what the kinds of event mean.

import {get} from './api.js';

let reading = null;

/** All sports by name, read once. */
export function sports() {
  reading ??= get('/sports').then(
    ({items}) => new Map(items.map((sport) => [sport.sport, sport])),
    (error) => {
      reading = null;
      throw error;
    },
  );
  return reading;
}

/** The kind of an event, or undefined. */
export function kindOf(sport, event) {
  return sport?.kinds[event.type.slice(event.type.indexOf('.') + 1)];
}

/** Which period an event belongs to, counted from 0; -1 if that cannot be told. */
export function periodOf(sport, event) {
  const periods = sport?.periods ?? [];
  const name = event.period ?? kindOf(sport, event)?.phase?.period;
  if (name) {
    return periods.findIndex((period) => period.name === name);
  }
  return event.minute === null ? -1 : periods.findIndex((period) => event.minute <= period.to);
}

/** What an event adds to the score: [home, away]. */
export function points(sport, event) {
  const kind = kindOf(sport, event);
  if (!kind?.points || kind.shootout || !event.team || event.status === 'cancelled') {
    return [0, 0];
  }
  const {own = 0, other = 0} = kind.points;
  return event.team === 'home' ? [own, other] : [other, own];
}

/** The figures a sport counts, in the order of its catalogue. */
export function figures(sport) {
  const names = new Set();
  for (const kind of Object.values(sport?.kinds ?? {})) {
    [kind.own, kind.opponents].forEach((counted) => Object.keys(counted ?? {}).forEach((name) => names.add(name)));
    if (kind.share) {
      names.add(kind.share.figure);
    }
  }
  return [...names];
}
