// The score over time, as SVG.

import {el, svg} from './dom.js';
import {periodOf, points} from './sports.js';
import {minute, score, team} from './words.js';

const WIDTH = 400;
const HEIGHT = 150;
const LEFT = 26;
const BOTTOM = 24;
const TOP = 10;

/** Two step lines of the score. Stoppage time has a range of its own: 45+2 is before 46. */
export function chart(match, events, sport) {
  const scoring = events.filter((event) => points(sport, event).some((it) => it > 0) && event.minute !== null);
  const periods = axis(sport, match, events);
  const length = periods.reduce((sum, period) => sum + period.length, 0);
  if (scoring.length === 0 || length === 0) {
    return el('p.quiet', {}, 'Nobody has scored yet.');
  }
  const x = (event) => {
    const period = periods.filter((it) => it.at <= periodOf(sport, event)).pop() ?? periods[0];
    const within = Math.min(Math.max(event.minute - period.from, 0) + (event.stoppage ?? 0), period.length);
    return LEFT + ((period.start + within) / length) * (WIDTH - LEFT - 8);
  };
  let [home, away] = [0, 0];
  const steps = scoring.map((event) => {
    const [forHome, forAway] = points(sport, event);
    home += forHome;
    away += forAway;
    return {x: x(event), home, away, event};
  });
  // Goals without a minute, and the goal for the winner of a shoot-out.
  if (match.phase === 'finished' && score({home, away}) !== score(match.score)) {
    ({home, away} = match.score);
    steps.push({x: WIDTH - 8, home, away, event: null});
  }
  const top = Math.max(home, away, 1);
  const y = (value) => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
  // The lines end at the current clock, and at the end of the match once it is finished.
  const last = match.phase === 'finished' ? WIDTH - 8 : Math.max(...events.filter((it) => it.minute !== null).map(x));
  const line = (side) =>
    steps.reduce((path, step) => `${path} H ${step.x.toFixed(1)} V ${y(step[side]).toFixed(1)}`, `M ${LEFT} ${y(0)}`) + ` H ${last.toFixed(1)}`;
  const every = Math.ceil(top / 5);
  const ticks = Array.from({length: Math.floor(top / every) + 1}, (_, at) => at * every);
  return el(
    'figure.chart',
    {},
    svg(
      'svg',
      {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': told(steps)},
      ticks.map((value) => [
        svg('line.grid', {x1: LEFT, x2: WIDTH - 8, y1: y(value), y2: y(value)}),
        svg('text', {x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end'}, String(value)),
      ]),
      periods.map((period) => {
        const at = LEFT + (period.start / length) * (WIDTH - LEFT - 8);
        return [
          period.start > 0 ? svg('line.period', {x1: at, x2: at, y1: TOP, y2: HEIGHT - BOTTOM}) : null,
          svg('text', {x: at, y: HEIGHT - 6, 'text-anchor': 'start'}, `${period.from}′`),
        ];
      }),
      svg('path.away', {d: line('away')}),
      svg('path.home', {d: line('home')}),
      steps.length <= 20 ? steps.map((step, at) => dot(step, steps[at - 1], y)) : null,
    ),
    el(
      'figcaption',
      {},
      ['home', 'away'].map((side) => el(`span.key.${side}`, {}, team(match, side))),
    ),
  );
}

function dot(step, before, y) {
  const side = step.home > (before?.home ?? 0) ? 'home' : 'away';
  return svg(`circle.${side}`, {cx: step.x, cy: y(step[side]), r: 4});
}

const told = (steps) => `Score over time: ${steps.map((step) => `${step.home}–${step.away} at ${step.event ? minute(step.event) : 'the end'}`).join(', ')}`;

// The periods that were played, each extended to its last event. An overtime ends with its last event.
function axis(sport, match, events) {
  const played = new Set(match.periods.map((it) => it.period));
  let start = 0;
  return (sport?.periods ?? [])
    .map((period, at) => ({...period, at}))
    .filter((period) => Number.isInteger(period.to) && (period.at === 0 || played.has(period.name)))
    .map(({from, to, overtime, at}) => {
      const late = events
        .filter((event) => event.minute !== null && periodOf(sport, event) === at)
        .map((event) => event.minute - from + (event.stoppage ?? 0));
      const length = overtime && late.length > 0 ? Math.max(1, ...late) : Math.max(to - from, ...late);
      const placed = {at, from, start, length};
      start += length;
      return placed;
    });
}
