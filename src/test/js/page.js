// Tests the modules of the page that need no browser, on a document that only keeps elements.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

// A copy, because Node.js takes the files for modules only in a package of that type.
const folder = mkdtempSync(join(tmpdir(), 'page-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
cpSync(fileURLToPath(new URL('../../main/resources/META-INF/resources/page', import.meta.url)), folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
const module = (name) => import(pathToFileURL(join(folder, name)));

// Not in Node.js 18.
globalThis.CustomEvent ??= class extends Event {
  constructor(type, { detail }) {
    super(type);
    this.detail = detail;
  }
};

globalThis.document = {
  createElement: (name) => {
    const attributes = {};
    const children = [];
    return {
      name,
      attributes,
      children,
      setAttribute: (key, value) => (attributes[key] = value),
      append: (...parts) => children.push(...parts),
    };
  },
};

const text = (node) => (typeof node === 'string' ? node : node.children.map(text).join(''));

const all = (node, name) =>
  typeof node === 'string' ? [] : [...(node.name === name ? [node] : []), ...node.children.flatMap((child) => all(child, name))];

const { all: allItems, pages } = await module('api.js');
const { arranged, bracket, roundsOf } = await module('bracket.js');
const { lineUps } = await module('lineups.js');
const { Matches } = await module('matches.js');
const { differences, isWeighed, mayDiffer, silence, witnesses } = await module('reporters.js');
const { Timeline } = await module('timeline.js');

/** Answers GET requests by path; returns the requested paths. */
function answer(bodies) {
  const requested = [];
  globalThis.fetch = async (path) => {
    requested.push(path);
    return path in bodies ? Response.json(bodies[path]) : Response.json({ detail: 'No.' }, { status: 404 });
  };
  return requested;
}

const FOOTBALL = {
  periods: [{ name: 'first-half', to: 45 }, { name: 'second-half', to: 90 }],
  kinds: { goal: {}, 'yellow-card': {}, 'red-card': {}, 'second-yellow-card': { includes: ['yellow-card', 'red-card'] } },
};

const event = (id, kind, fields = {}) => ({
  id, source: 'scout', type: `football.${kind}`, period: 'second-half', minute: 60, stoppage: 0, team: 'home', player: 'Ann', revision: 1,
  status: 'confirmed', ...fields,
});

const ids = (timeline) => timeline.events(FOOTBALL).map((it) => it.id);

test('card that another one includes stays away from an open timeline', () => {
  const timeline = new Timeline();
  timeline.take([{ ...event('2y', 'second-yellow-card'), seq: 1 }], FOOTBALL);
  timeline.put({ event: event('y', 'yellow-card'), seq: 2, kind: 'event' }, FOOTBALL);
  assert.deepEqual(ids(timeline), ['2y']);
  timeline.take([{ ...event('2y', 'second-yellow-card'), seq: 1 }], FOOTBALL);
  assert.deepEqual(ids(timeline), ['2y']);
});

test('card of another minute, player or team is shown, and so is each once the including one is cancelled', () => {
  const timeline = new Timeline();
  timeline.take([
    { ...event('earlier', 'yellow-card', { minute: 20, period: null }), seq: 1 },
    { ...event('bo', 'yellow-card', { player: 'Bo' }), seq: 2 },
    { ...event('away', 'yellow-card', { team: 'away' }), seq: 3 },
    { ...event('unnamed', 'yellow-card', { player: null }), seq: 4 },
    { ...event('red', 'red-card'), seq: 5 },
    { ...event('2y', 'second-yellow-card'), seq: 6 },
  ], FOOTBALL);
  assert.deepEqual(ids(timeline), ['earlier', 'bo', 'away', 'unnamed', '2y']);
  timeline.put({ event: event('2y', 'second-yellow-card', { revision: 2, status: 'cancelled' }), seq: 7, kind: 'retraction' }, FOOTBALL);
  assert.deepEqual(ids(timeline), ['earlier', 'bo', 'away', 'unnamed', 'red', '2y']);
});

test('newer event survives an older answer', () => {
  const timeline = new Timeline();
  timeline.put({ event: event('2', 'goal'), seq: 2, kind: 'event' }, FOOTBALL);
  timeline.take([{ ...event('1', 'goal'), seq: 1 }], FOOTBALL);
  assert.deepEqual(ids(timeline), ['1', '2']);
});

test('confirmation is no correction, also if the earlier revision is unknown', () => {
  const goal = event('1', 'goal', { revision: 2 });
  const corrected = (kind, ...earlier) => {
    const timeline = new Timeline();
    earlier.forEach((it) => timeline.recall({ event: it, kind: 'event' }));
    timeline.take([{ ...goal, seq: 2 }], FOOTBALL);
    if (kind) {
      timeline.put({ event: goal, seq: 2, kind }, FOOTBALL);
    }
    return timeline.isCorrected(goal);
  };
  assert.equal(corrected(null), false);
  assert.equal(corrected('confirmation'), false);
  assert.equal(corrected('correction'), true);
  assert.equal(corrected(null, event('1', 'goal', { status: 'provisional' })), false);
  assert.equal(corrected(null, event('1', 'goal', { player: 'Bo' })), true);
});

const live = (id, fields = {}) => ({ id, seq: 1, phase: 'live', stale: false, updatedAt: '2026-05-01T15:00:00Z', ...fields });

test('match that became stale without an update is found out', async () => {
  const matches = new Matches(new EventTarget());
  let again = 0;
  matches.addEventListener('again', () => again++);
  [live('a'), live('b/c'), live('stale', { stale: true }), live('over', { phase: 'finished' })].forEach((it) => matches.put(it));
  const requested = answer({ '/matches/a': live('a'), '/matches/b%2Fc': live('b/c') });
  await matches.reread();
  assert.deepEqual(requested.sort(), ['/matches/a', '/matches/b%2Fc']);
  assert.equal(again, 0);
  answer({ '/matches/b%2Fc': live('b/c', { stale: true }) });
  await matches.reread();
  assert.equal(again, 1);
  assert.equal(matches.get('b/c').stale, true);
  assert.equal(matches.get('a').stale, false);
});

test('only the ten matches that were silent for longest are read again', async () => {
  const matches = new Matches(new EventTarget());
  for (let minute = 10; minute < 40; minute++) {
    matches.put(live(`m${minute}`, { updatedAt: `2026-05-01T15:${minute}:00Z` }));
  }
  const requested = answer({});
  await matches.reread();
  assert.deepEqual(requested.sort(), Array.from({ length: 10 }, (_, at) => `/matches/m${at + 10}`));
});

test('match whose id has leading zeros is no other', async () => {
  const feed = new EventTarget();
  const matches = new Matches(feed);
  ['7', '007'].forEach((id) => matches.put(live(id)));
  feed.dispatchEvent(new CustomEvent('update', { detail: { match: '007', seq: 2, phase: 'finished' } }));
  assert.deepEqual(['7', '007'].map((id) => matches.get(id).seq), [1, 2]);
  const requested = answer({ '/matches/7': live('7') });
  matches.put(live('0'));
  await matches.reread();
  assert.deepEqual(requested.sort(), ['/matches/0', '/matches/7']);
});

test('update decides whether a match is stale only if it says so', () => {
  const feed = new EventTarget();
  const matches = new Matches(feed);
  matches.put(live('a', { stale: true, round: 'Final' }));
  const update = (seq, fields) => feed.dispatchEvent(new CustomEvent('update', { detail: { match: 'a', seq, phase: 'live', ...fields } }));
  update(2, {});
  assert.deepEqual([matches.get('a').seq, matches.get('a').stale, matches.get('a').round], [2, true, 'Final']);
  update(3, { stale: false, round: 'Semifinals' });
  assert.deepEqual([matches.get('a').stale, matches.get('a').round], [false, 'Semifinals']);
});

test('snapshot of a database that has lost updates replaces what is known', () => {
  const feed = new EventTarget();
  const matches = new Matches(feed);
  let again = 0;
  matches.addEventListener('again', () => again++);
  const snapshot = (...found) => feed.dispatchEvent(new CustomEvent('snapshot', { detail: { matches: found } }));
  snapshot(live('a', { seq: 7 }), live('b', { seq: 3 }));
  assert.equal(again, 0);
  matches.put(live('a', { seq: 6 }));
  assert.equal(matches.get('a').seq, 7);
  snapshot(live('a', { seq: 5 }));
  assert.deepEqual([matches.get('a').seq, matches.get('b'), again], [5, undefined, 1]);
  feed.dispatchEvent(new CustomEvent('update', { detail: { match: 'a', seq: 6, phase: 'break', at: '2026-05-01T15:01:00Z' } }));
  assert.deepEqual([matches.get('a').seq, matches.get('a').phase], [6, 'break']);
});

test('pages are read up to a number', async () => {
  const requested = answer({
    '/x?a=1&limit=200': { items: [1, 2], next: 'b&c' },
    '/x?a=1&limit=200&cursor=b%26c': { items: [3], next: 'd' },
    '/x?a=1&limit=200&cursor=d': { items: [4], next: null },
  });
  assert.deepEqual(await allItems('/x?a=1'), [1, 2, 3, 4]);
  assert.equal(requested.length, 3);
  assert.deepEqual((await pages('/x?a=1', 2)).map((page) => page.next), ['b&c', 'd']);
});

const tie = (home, away, ...legs) => ({ home, away, aggregate: null, winner: null, decidedBy: null, legs });

const leg = (fields) => ({
  match: 'm', home: 'Ashby', away: 'Bexley', kickOff: '2026-05-01T15:00:00Z', phase: 'finished', score: { home: 0, away: 0 }, shootout: null,
  result: null, ...fields,
});

test('round that continues on the next page is one round', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => tie(name, `${name}2`, leg({})));
  const rounds = roundsOf([
    { rounds: [{ stage: null, name: 'First', ties: [a] }, { stage: null, name: 'Final', ties: [b] }] },
    { rounds: [{ stage: null, name: 'Final', ties: [c] }, { stage: 'plate', name: 'Final', ties: [d] }] },
  ]);
  assert.deepEqual(rounds.map((round) => [round.stage, round.name, round.ties.length]), [[null, 'First', 1], [null, 'Final', 2], ['plate', 'Final', 1]]);
});

test('neighbours of a round meet in the next one, large rounds are lists, and the match for third place is last', () => {
  const won = (home, away, winner = home) => ({ ...tie(home, away, leg({})), winner });
  const first = { name: 'Round 1', ties: Array.from({ length: 9 }, (_, at) => won(`t${at}`, `u${at}`)) };
  const quarters = { name: 'Quarterfinals', ties: [won('a', 'b'), won('c', 'd'), won('e', 'f'), won('g', 'h')] };
  const semis = { name: 'Semifinals', ties: [won('g', 'c', 'c'), won('a', 'e')] };
  const third = { name: 'Third place', ties: [won('e', 'g')] };
  const final = { name: 'Final', ties: [won('a', 'c')] };
  const { tree, lists } = arranged([first, quarters, semis, third, final]);
  assert.deepEqual(lists.map((round) => round.name), ['Round 1']);
  assert.deepEqual(tree.map((round) => round.ties.map((it) => it.winner).join('')), ['aegc', 'ac', 'a', 'e']);
  assert.deepEqual(tree.map((round) => round.feeds), ['pairs', 'pairs', undefined, undefined]);
});

test('ties that lead to one tie each are beside it', () => {
  const playOffs = { name: 'Play-offs', ties: [tie('a', 'b', leg({})), tie('c', 'd', leg({}))] };
  const semis = { name: 'Semifinals', ties: [tie('s1', 'c', leg({})), tie('s2', 'b', leg({}))] };
  const [round] = arranged([playOffs, semis]).tree;
  assert.deepEqual([round.ties.map((it) => it.home), round.feeds], [['c', 'a'], 'singles']);
});

/** The shown tie of these legs. */
function shownTie(fields, match, ...legs) {
  const [section] = bracket([{ name: 'Final', ties: [{ ...tie('Ashby', 'Bexley', ...legs), ...fields }] }], 'Cup', 'h3', () => match)[0].children;
  return section;
}

test('leg says its phase in words, and how it was decided', () => {
  const result = (decidedBy) => ({ home: 2, away: 1, decidedBy, reason: null });
  const link = (fields, match) => text(all(shownTie({}, match, leg(fields)), 'a')[0]);
  assert.match(link({ phase: 'scheduled' }), /2026$/);
  assert.equal(link({ phase: 'scheduled', kickOff: null }), 'Not started');
  assert.equal(link({ phase: 'postponed' }), 'Postponed');
  assert.equal(link({ phase: 'cancelled' }), 'Cancelled');
  assert.match(link({ phase: 'abandoned' }), /2026 · Abandoned$/);
  assert.equal(link({ phase: 'live' }, { stale: false, clock: { minute: 63 } }), '63′');
  assert.match(link({ phase: 'live' }, { stale: true, clock: { minute: 63 } }), /2026 · No news$/);
  assert.match(link({ result: result('regulation') }), /2026$/);
  assert.match(link({ result: result('extra-time') }), /2026 · AET$/);
  assert.match(link({ result: result('shoot-out') }), /2026 · PEN$/);
  assert.match(link({ result: result('award') }), /2026 · Awarded$/);
});

test('scores of legs are in the order of the tie, as are the kicks', () => {
  const first = leg({ result: { home: 1, away: 0, decidedBy: 'regulation' } });
  const second = leg({ home: 'Bexley', away: 'Ashby', result: { home: 2, away: 1, decidedBy: 'shoot-out' }, shootout: { home: 5, away: 4 } });
  const shown = shownTie({ aggregate: { home: 2, away: 2 }, winner: 'Bexley', decidedBy: 'penalties' }, undefined, first, second);
  assert.deepEqual(all(shown, 'a').map(text), ['1–0', '1–2 · PEN']);
  assert.match(all(shown, 'a')[1].attributes['aria-label'], /^Ashby – Bexley, 1–2, .* 2026, PEN$/);
  assert.deepEqual(all(shown, 'p').map(text), ['Ashby2 (4)', 'Bexley, winner2 (5)', 'On penalties', '1–01–2 · PEN']);
});

test('silence of the leader is told with the minute of the last report', () => {
  const silent = (fields, coverage) => silence(live('a', { clock: { minute: 71, stoppage: 0 }, coverage, ...fields }));
  const coverage = { leader: 'official', state: 'lost', since: '2026-05-01T16:15:00Z', sources: [] };
  assert.equal(silent({}, coverage), 'No news from the ground since 71′');
  assert.equal(silent({ clock: { minute: 45, stoppage: 2 } }, { ...coverage, state: 'delayed' }), 'No news from the ground since 45+2′');
  assert.match(silent({ clock: { minute: null } }, coverage), /^No news from the ground since \d/);
  assert.equal(silent({ clock: { minute: null } }, { ...coverage, since: null }), 'No news from the ground');
  assert.equal(silent({}, { ...coverage, state: 'live', since: null }), null);
  assert.equal(silent({}, null), null);
  assert.equal(silent({ phase: 'finished' }, coverage), null);
  assert.equal(silent({ stale: true }, coverage), null);
});

test('line names its reporter and those who confirm it', () => {
  assert.equal(witnesses(event('1', 'goal')), 'by scout');
  assert.equal(witnesses(event('1', 'goal', { confirmedBy: ['camera'] })), 'by scout, confirmed by camera');
  assert.equal(witnesses(event('1', 'goal', { confirmedBy: ['a', 'b', 'c'] })), 'by scout, confirmed by a, b and c');
});

test('reporters are named where reports are compared, and may differ wherever there are several', () => {
  const plain = { coverage: null };
  const two = [event('1', 'goal'), event('2', 'goal', { source: 'camera' })];
  assert.deepEqual([isWeighed(plain, two), mayDiffer(plain, two)], [false, true]);
  assert.deepEqual([isWeighed(plain, two.slice(1)), mayDiffer(plain, two.slice(1))], [false, false]);
  assert.equal(isWeighed(plain, [event('1', 'goal', { confirmedBy: ['camera'] })]), true);
  assert.equal(isWeighed(plain, [event('1', 'goal', { standing: 'provisional' })]), true);
  assert.deepEqual([isWeighed({ coverage: { sources: [] } }, []), mayDiffer({ coverage: { sources: [] } }, [])], [true, true]);
});

test('differences between reporters are a list of lines', () => {
  const shown = (...items) => [differences(items, null)].flat().filter(Boolean);
  assert.equal(text(shown()[0]), 'The reporters agree.');
  const [list] = shown({ id: '1', text: '<b>One</b>' }, { id: '2', text: 'Two' });
  assert.deepEqual(all(list, 'li').map(text), ['<b>One</b>', 'Two']);
  assert.match(text(differences([{ id: '1', text: 'One' }], 'next')[1]), /^The first 1 /);
});

test('line-ups show who is on the pitch, who came on and who went off', () => {
  const player = (number, name, starting, onPitch) => ({ number, name, position: null, starting, onPitch });
  const away = {
    formation: '4-3-3',
    coach: 'Didier Deschamps',
    players: [player(10, 'Kylian Mbappé', true, true), player(9, 'Olivier Giroud', true, false), player(26, 'Marcus Thuram', false, true)],
  };
  const section = lineUps({ home: 'Argentina', away: 'France' }, { home: null, away });
  const [playing, bench] = all(section, 'ul').map((list) => list.children.map(text));
  assert.deepEqual(playing, ['10 Kylian Mbappé', '26 Marcus Thuramcame on']);
  assert.deepEqual(bench, ['9 Olivier Giroudoff']);
  assert.match(text(section), /France 4-3-3.*Coach: Didier Deschamps/);
  assert.equal(lineUps({ home: 'A', away: 'B' }, { home: null, away: null }), null);
});
