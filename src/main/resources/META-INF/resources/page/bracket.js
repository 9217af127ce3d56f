// The rounds of a knock-out, their ties and legs.

import {segment} from './api.js';
import {el} from './dom.js';
import {mark} from './sports.js';
import {awarded, day, hasScore, phase, score, standing, state, underWay} from './words.js';

/** A round with more ties, and those before it, are lists below the bracket. */
const MAX_TIES = 8;

const REASONS = {
  'extra time': 'After extra time',
  penalties: 'On penalties',
  'away goals': 'On away goals',
  'better place': 'By the better place',
  replay: 'After a replay',
  decision: 'By decision',
};

/** The rounds of all pages. A page may end within a round. */
export function roundsOf(pages) {
  const rounds = [];
  for (const round of pages.flatMap((page) => page.rounds)) {
    const last = rounds[rounds.length - 1];
    if (last && last.stage === round.stage && last.name === round.name) {
      last.ties = [...last.ties, ...round.ties];
    } else {
      rounds.push({...round});
    }
  }
  return rounds;
}

/**
 * The rounds of one stage, each with a heading of that level: the last ones side by side where there is room, large ones as
 * lists.
 *
 * @param {function(string)} find returns the match of an id, which has the sport and the clock, or undefined
 */
export function bracket(rounds, label, heading, find) {
  const {tree, lists} = arranged(rounds);
  const shown = (round, classes) =>
    el(
      `section.round${classes}`,
      {},
      el(heading, {}, round.name ?? label),
      el('ul.ties', {}, round.ties.map((tie) => el('li', {'data-match': tie.legs[0]?.match}, el('div.tie', {}, ...lines(tie, find))))),
    );
  return [
    tree.length > 0
      ? el(
        'div.bracket',
        {role: 'group', 'aria-label': label, tabindex: '0', 'data-focus': `bracket ${label}`},
        tree.map((round) => shown(round, round.feeds ? `.${round.feeds}` : '')),
      )
      : null,
    lists.map((round) => shown(round, '.list')),
  ];
}

/** The tree of the last rounds, ties beside those that they lead to, and the earlier rounds, latest first. */
export function arranged(rounds) {
  const beaten = new Set();
  const main = [];
  const placements = [];
  for (const round of rounds) {
    // Matches of the beaten, such as for third place, are no part of the tree.
    const isPlacement = round.ties.every((tie) => beaten.has(tie.home) && beaten.has(tie.away));
    (isPlacement ? placements : main).push(round);
    round.ties.filter((tie) => tie.winner).forEach((tie) => beaten.add(tie.winner === tie.home ? tie.away : tie.home));
  }
  const lists = main.splice(0, main.findLastIndex((round) => round.ties.length > MAX_TIES) + 1).reverse();
  for (let at = main.length - 2; at >= 0; at--) {
    main[at] = leadingTo(main[at], main[at + 1]);
  }
  return {tree: [...main, ...placements], lists};
}

// The ties in the order of the places in the next round. `feeds` says how they lead there, for the lines between them.
function leadingTo(round, next) {
  const places = new Map(next.ties.flatMap((tie, at) => [[tie.home, 2 * at], [tie.away, 2 * at + 1]]));
  const place = (tie) => Math.min(...[tie.home, tie.away].map((team) => places.get(team) ?? Number.MAX_SAFE_INTEGER));
  const ties = [...round.ties].sort((a, b) => place(a) - place(b));
  const pairs = ties.length === 2 * next.ties.length && ties.every((tie, at) => place(tie) === at);
  const singles = ties.length === next.ties.length && ties.every((tie, at) => place(tie) >> 1 === at);
  return {...round, ties, feeds: pairs ? 'pairs' : singles && 'singles'};
}

function lines(tie, find) {
  const reason = REASONS[tie.decidedBy];
  return [
    line(tie, 'home'),
    line(tie, 'away'),
    reason ? el('p.fine', {}, reason) : null,
    el('p.legs', {}, tie.legs.map((leg) => legLink({...find(leg.match), ...leg}, tie))),
  ];
}

function line(tie, side) {
  const won = tie.winner === tie[side];
  const decider = tie.legs.filter((leg) => leg.shootout && !awarded(leg)).pop();
  return el(
    `p.side${won ? '.won' : ''}${tie.winner && !won ? '.lost' : ''}`,
    {},
    el('span.team', {}, tie[side], won ? el('span.heard', {}, ', winner') : null),
    tie.aggregate
      ? el('span.points', {}, String(tie.aggregate[side]), decider ? el('small', {}, ` (${seen(decider.shootout, decider, tie)[side]})`) : null)
      : null,
  );
}

// In the order of the tie's teams, also where the other team was at home.
const seen = (points, leg, tie) => (leg.home === tie.home ? points : {home: points.away, away: points.home});

function legLink(leg, tie) {
  const how = leg.phase === 'finished' ? mark(leg) : leg.phase === 'scheduled' ? null : state(leg);
  const points = hasScore(leg) ? score(seen(standing(leg), leg, tie)) : null;
  const date = leg.kickOff && !['postponed', 'cancelled'].includes(leg.phase) ? day(leg.kickOff) : null;
  // The score of a single leg is that of the tie.
  const isRedundant = points === null || tie.legs.length === 1;
  const when = isRedundant ? !underWay(leg) && date : points;
  const text = [when, how].filter(Boolean).join(' · ') || phase(leg.phase);
  const names = `${tie.home} – ${tie.away}`;
  return el(
    `a${underWay(leg) ? '.live' : ''}`,
    {
      href: `#/matches/${segment(leg.match)}`,
      'aria-label': [names, points, date, how].filter(Boolean).join(', '),
      'data-focus': `leg ${leg.match}`,
    },
    text,
  );
}
