// How things are put for people.

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

/** Whether it is being played, breaks included. */
export const underWay = (match) => UNDER_WAY.has(match.phase);

/** A phase in words. */
export const phase = (name) => PHASES[name] ?? name;

/** 45+2′ for the match clock, or nothing. */
export function minute(clock) {
  if (clock?.minute === null || clock?.minute === undefined) {
    return '';
  }
  return `${clock.minute}${clock.stoppage ? `+${clock.stoppage}` : ''}′`;
}

/** 3–1 for a score. */
export const score = (points) => `${points.home}–${points.away}`;

/** Whether there is anything to show as a score. */
export const hasScore = (match) =>
  !['scheduled', 'postponed', 'cancelled'].includes(match.phase) || match.score.home + match.score.away > 0;

/** What a match is doing, in a word: its minute, its phase, or when it begins. */
export function state(match) {
  if (match.phase === 'live') {
    return minute(match.clock) || phase('live');
  }
  if (match.phase === 'scheduled') {
    return match.kickOff ? time(match.kickOff) : phase('scheduled');
  }
  return phase(match.phase);
}

/** The time of day, here. */
export const time = (instant) => new Date(instant).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'});

/** The day, here. */
export const day = (instant) =>
  new Date(instant).toLocaleDateString([], {weekday: 'short', day: 'numeric', month: 'short', year: 'numeric'});

/** A name for a side whose match nobody has announced. */
export const team = (match, side) => match[side] ?? (side === 'home' ? 'Home' : 'Away');

/** shotsOnTarget, world-cup-2022: as words. */
export function plain(name) {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('-', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A competition without a name of its own: each word with a capital. */
export const title = (id) => id.replaceAll('-', ' ').replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());

/** Who did it, with the mark the sport puts behind the name. */
export function who(event, kind) {
  const flag = Object.entries(kind?.flags ?? {}).find(([key, it]) => it.mark && event.details?.[key] === true);
  const mark = flag ? flag[1].mark : kind?.mark;
  return event.player ? event.player + (mark ? ` (${mark})` : '') : null;
}
