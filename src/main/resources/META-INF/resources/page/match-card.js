// One match in a list.

import {segment} from './api.js';
import {el, toggle} from './dom.js';
import {mark} from './sports.js';
import {awarded, day, hasScore, phase, standing, state, team, time, underWay} from './words.js';

/** A row of a list: state, teams, score, star. */
export function matchCard(match, follows, {withDay = false} = {}) {
  const followed = follows.hasMatch(match.id);
  const names = `${team(match, 'home')} – ${team(match, 'away')}`;
  const star = toggle(
    followed ? '★' : '☆',
    followed,
    () => follows.toggleMatch(match.id),
    '.star',
  );
  star.setAttribute('aria-label', `Follow ${names}`);
  star.dataset.focus = `star ${match.id}`;
  return el(
    `li.card${underWay(match) ? '.live' : ''}`,
    {'data-match': match.id},
    el(
      'a.match',
      {href: `#/matches/${segment(match.id)}`, 'data-focus': `match ${match.id}`},
      el('span.state', {}, ...when(match, withDay)),
      side(match, 'home'),
      side(match, 'away'),
    ),
    star,
  );
}

function when(match, withDay) {
  if (match.phase === 'scheduled' && match.kickOff) {
    return withDay
      ? [el('span', {}, shortDay(match.kickOff)), el('span', {}, time(match.kickOff))]
      : [el('time', {datetime: match.kickOff}, time(match.kickOff))];
  }
  const what = match.phase === 'finished' ? el('abbr', {title: phase('finished')}, mark(match) || 'FT') : el('span', {}, state(match));
  const begun = withDay && !underWay(match) && match.kickOff;
  return begun ? [what, el('span.day', {}, shortDay(match.kickOff))] : [what];
}

const shortDay = (instant) =>
  Math.abs(Date.now() - Date.parse(instant)) < 300 * 86_400_000
    ? new Date(instant).toLocaleDateString([], {day: 'numeric', month: 'short'})
    : day(instant).replace(/^[^,\s]+,?\s/, '');

function side(match, which) {
  const won = match.winner === which ? '.won' : '';
  return el(
    `span.side.${which}${won}`,
    {},
    el('span.team', {}, team(match, which)),
    hasScore(match) ? el('span.points', {}, String(standing(match)[which]), kicks(match, which)) : null,
  );
}

const kicks = (match, which) => (match.shootout && !awarded(match) ? el('small', {}, ` (${match.shootout[which]})`) : null);
