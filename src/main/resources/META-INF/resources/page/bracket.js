// The rounds of a knock-out, their ties and legs.

import {segment} from './api.js';
import {el} from './dom.js';
import {day, hasScore, phase, score, underWay} from './words.js';

const REASONS = {
  'extra time': 'after extra time',
  penalties: 'on penalties',
  'away goals': 'on away goals',
  'better place': 'by the better place',
  replay: 'after a replay',
  decision: 'by decision',
};

/** The rounds of one stage, each with a heading of that level, side by side where there is room, below each other on a phone. */
export function bracket(rounds, label, heading) {
  return el(
    'div.bracket',
    {role: 'group', 'aria-label': label, tabindex: '0', 'data-focus': `bracket ${label}`},
    rounds.map((round) =>
      el(
        'section.round',
        {},
        el(heading, {}, round.name ?? label),
        el('ul.ties', {}, round.ties.map((tie) => el('li.tie', {'data-match': tie.legs[0].match}, ...lines(tie)))),
      ),
    ),
  );
}

function lines(tie) {
  const reason = REASONS[tie.decidedBy];
  return [
    line(tie, 'home'),
    line(tie, 'away'),
    tie.winner ? el('p.fine', {}, `${tie.winner} through${reason ? ` ${reason}` : ''}`) : null,
    el('p.legs', {}, tie.legs.map((leg) => legLink(leg, tie))),
  ];
}

function line(tie, side) {
  const won = tie.winner === tie[side];
  return el(
    `p.side${won ? '.won' : ''}`,
    {},
    el('span.team', {}, tie[side]),
    tie.aggregate ? el('span.points', {}, String(tie.aggregate[side])) : null,
  );
}

// As played, from the home team's view of the leg.
function legLink(leg, tie) {
  const when = leg.kickOff ? day(leg.kickOff) : phase(leg.phase);
  const kicks = leg.shootout ? ` (${score(leg.shootout)})` : '';
  const text = hasScore(leg) ? score(leg.result ?? leg.score) + kicks : when;
  const names = `${leg.home} – ${leg.away}`;
  return el(
    `a${underWay(leg) ? '.live' : ''}`,
    {href: `#/matches/${segment(leg.match)}`, 'aria-label': `${names}, ${text}`, 'data-focus': `leg ${leg.match}`},
    tie.legs.length > 1 && leg.home !== tie.home ? `${text} (away)` : text,
  );
}
