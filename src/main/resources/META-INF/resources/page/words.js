// Texts for people.

const PHASES = {
  scheduled: 'Not started',
  live: 'Live',
  break: 'Break',
  shootout: 'Shoot-out',
  finished: 'Full-time',
  suspended: 'Suspended',
  abandoned: 'Abandoned',
  cancelled: 'Cancelled',
  postponed: 'Postponed',
};

const UNDER_WAY = new Set(['live', 'break', 'shootout', 'suspended']);

/** Whether the match is in play, breaks included. A match that nobody ended is not after a while. */
export const underWay = (match) => UNDER_WAY.has(match.phase) && !match.stale;

/** The label of a phase. */
export const phase = (name) => PHASES[name] ?? name;

/** The match clock, such as 45+2′, or an empty text. */
export function minute(clock) {
  if (clock?.minute === null || clock?.minute === undefined) {
    return '';
  }
  return `${clock.minute}${clock.stoppage ? `+${clock.stoppage}` : ''}′`;
}

/** The score, such as 3–1. */
export const score = (points) => `${points.home}–${points.away}`;

/** The score to show: the result that counts once there is one, such as an awarded one. */
export const standing = (match) => match.result ?? match.score;

/** Whether the result was decided at a desk. */
export const awarded = (match) => match.result?.decidedBy === 'award';

/** Whether a match has a score to show. */
export const hasScore = (match) =>
  !['scheduled', 'postponed', 'cancelled'].includes(match.phase) || match.score.home + match.score.away > 0;

/** The state of a match: its minute, its phase or its kick-off. */
export function state(match) {
  if (match.stale) {
    return 'No news';
  }
  if (match.phase === 'live') {
    return minute(match.clock) || phase('live');
  }
  if (match.phase === 'scheduled') {
    return match.kickOff ? time(match.kickOff) : phase('scheduled');
  }
  return phase(match.phase);
}

/** The local time of day. */
export const time = (instant) => new Date(instant).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'});

/** The local date. */
export const day = (instant) =>
  new Date(instant).toLocaleDateString([], {weekday: 'short', day: 'numeric', month: 'short', year: 'numeric'});

/** A name for a team of a match that is not announced. */
export const team = (match, side) => match[side] ?? (side === 'home' ? 'Home' : 'Away');

/** Splits shotsOnTarget or world-cup-2022 into words. */
export function plain(name) {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('-', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The title of a competition without a name: its id with capitalized words. */
export const title = (id) => id.replaceAll('-', ' ').replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());

/** The player of an event, with the mark of the sport behind the name. */
export function who(event, kind) {
  const flag = Object.entries(kind?.flags ?? {}).find(([key, it]) => it.mark && event.details?.[key] === true);
  const mark = flag ? flag[1].mark : kind?.mark;
  return event.player ? event.player + (mark ? ` (${mark})` : '') : null;
}
