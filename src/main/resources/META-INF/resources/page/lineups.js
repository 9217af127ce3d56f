// The line-ups of a match: who plays, and who is on the bench.

import {el} from './dom.js';
import {team} from './words.js';

/** The section with the line-ups of both teams, or null if neither has one. */
export function lineUps(match, shown) {
  const sides = ['home', 'away'].filter((side) => shown?.[side]);
  if (sides.length === 0) {
    return null;
  }
  return el(
    'section',
    {'aria-labelledby': 'lineups'},
    el('h2', {id: 'lineups'}, 'Line-ups'),
    el('div.lineups', {}, sides.map((side) => lineUp(team(match, side), shown[side]))),
  );
}

function lineUp(name, {formation, coach, players}) {
  const playing = players.filter((player) => player.onPitch);
  const bench = players.filter((player) => !player.onPitch);
  return el(
    'div',
    {},
    el('h3', {}, name, formation ? el('span.quiet', {}, ` ${formation}`) : null),
    el('ul.players', {'aria-label': `${name}: on the pitch`}, playing.map(line)),
    bench.length > 0 ? el('ul.players.bench', {'aria-label': `${name}: not on the pitch`}, bench.map(line)) : null,
    coach ? el('p.quiet', {}, `Coach: ${coach}`) : null,
  );
}

// Started and no longer playing, or the other way round.
const change = ({starting, onPitch}) => (starting === onPitch ? null : el('span.note', {}, onPitch ? 'came on' : 'off'));

const line = (player) =>
  el(
    'li',
    {},
    el('span.number', {}, player.number === null ? '' : String(player.number)),
    ' ',
    player.name,
    player.position ? el('span.note', {}, player.position) : null,
    change(player),
  );
