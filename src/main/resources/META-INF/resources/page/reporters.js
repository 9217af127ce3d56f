// The reporters of a match: whether they are heard from, and how they differ.

import {el} from './dom.js';
import {minute, time, underWay} from './words.js';

/** Whether the reports of several sources are compared, as far as the page can see. */
export const isWeighed = (match, events) =>
  Boolean(match.coverage) || events.some((event) => event.confirmedBy?.length > 0 || event.standing);

/** Whether reporters may differ: two sources may have reported the same also where everything counts. */
export const mayDiffer = (match, events) => isWeighed(match, events) || new Set(events.map((event) => event.source)).size > 1;

/** A sentence if the leader of a match in progress is not heard from, otherwise null. */
export function silence(match) {
  const {coverage} = match;
  if (!coverage || coverage.state === 'live' || !underWay(match)) {
    return null;
  }
  const since = minute(match.clock) || (coverage.since ? time(coverage.since) : '');
  return since ? `No news from the ground since ${since}` : 'No news from the ground';
}

/** The reporter of an event, and those who confirm it. */
export function witnesses(event) {
  const confirming = event.confirmedBy ?? [];
  return `by ${event.source}${confirming.length > 0 ? `, confirmed by ${listed(confirming)}` : ''}`;
}

const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}` : names[0]);

/** The list of the differences between the reporters of a match. */
export const differences = (items, more) =>
  items.length === 0
    ? el('p.quiet', {}, 'The reporters agree.')
    : [
        el('ul.differences', {}, items.map((it) => el('li', {}, it.text))),
        more ? el('p.quiet', {}, `The first ${items.length} are shown.`) : null,
      ];
