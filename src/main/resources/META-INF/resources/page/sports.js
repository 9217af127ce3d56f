// The catalogues of the sports.

import {get} from './api.js';

let reading = null;
let known = new Map();

/** All sports by name, read once. */
export function sports() {
  reading ??= get('/sports').then(
    ({items}) => (known = new Map(items.map((sport) => [sport.sport, sport]))),
    (error) => {
      reading = null;
      throw error;
    },
  );
  return reading;
}

/** The mark of a result that was not decided in the regular periods, such as AET; empty for all others. */
export function mark(match) {
  const decision = known.get(match.sport)?.decision;
  switch (match.result?.decidedBy) {
    case 'extra-time': return decision?.overtime ?? 'AET';
    case 'shoot-out': return decision?.shootout ?? 'PEN';
    case 'award': return 'Awarded';
    default: return '';
  }
}

/** The sport as the variant of that name plays it: the catalogue has the differences as merge patches. */
export const variantOf = (sport, name) => (sport?.variants?.[name] ? merged(sport, sport.variants[name]) : sport);

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

function merged(value, patch) {
  if (!isObject(patch)) {
    return patch;
  }
  const result = {...(isObject(value) ? value : {})};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) {
      delete result[key];
    } else {
      result[key] = merged(result[key], change);
    }
  }
  return result;
}

const kindName = (event) => event.type.slice(event.type.indexOf('.') + 1);

/** The kind of an event, or undefined. */
export function kindOf(sport, event) {
  return sport?.kinds[kindName(event)];
}

/** The events without those that another one includes, such as the yellow card of a sending-off. */
export function withoutIncluded(sport, events) {
  const included = new Set(events.flatMap((event) => (kindOf(sport, event)?.includes ?? []).map((kind) => moment(sport, event, kind))));
  included.delete(null);
  return events.filter((event) => !included.has(moment(sport, event, kindName(event))));
}

// Null if the player or the minute is unknown, or the event is cancelled.
function moment(sport, event, kind) {
  const known = event.player && event.minute !== null && event.status !== 'cancelled';
  return known ? [kind, event.team, periodOf(sport, event), event.minute, event.stoppage ?? 0, event.player].join('\n') : null;
}

/** The index of the period of an event, from 0; -1 if unknown. */
export function periodOf(sport, event) {
  const periods = sport?.periods ?? [];
  const kind = kindOf(sport, event);
  const shootout = kind?.shootout && Object.values(sport.kinds).find((it) => it.phase?.to === 'shootout')?.phase.period;
  const named = periods.findIndex((period) => period.name === (shootout || (event.period ?? kind?.phase?.period)));
  if (named >= 0) {
    return named;
  }
  return event.minute === null ? -1 : periods.findIndex((period) => event.minute <= period.to);
}

/** The points of an event: [home, away]. */
export function points(sport, event) {
  const kind = kindOf(sport, event);
  if (!kind?.points || kind.shootout || !event.team || event.status === 'cancelled') {
    return [0, 0];
  }
  const {own = 0, other = 0} = kind.points;
  return event.team === 'home' ? [own, other] : [other, own];
}

/** The figures of a sport, in the order of its catalogue. */
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
