// A competition: tables and knock-outs by stage, scorers and matches.

import {all, get, pages, segment} from './api.js';
import {bracket, roundsOf} from './bracket.js';
import {el, replace} from './dom.js';
import {matchCard} from './match-card.js';
import {sports} from './sports.js';
import {View, coalesced} from './view.js';
import {day, plain, title} from './words.js';

const MAX_SCORERS = 20;

/** Columns of tables that are not ordered by points: label, abbreviation, value. */
const RATES = {
  'points per match': ['Points per match', 'PPM', (row) => rate(row.points, row, 2)],
  'winning percentage': ['Winning percentage', 'Pct', (row) => rate(row.won + row.drawn / 2, row, 3)],
};

const rate = (value, {played}, digits) => (played === 0 ? '–' : (value / played).toFixed(digits));

class CompetitionView extends View {
  #shown = null;

  connectedCallback() {
    this.listen(this.page.matches, 'match', ({detail}) => {
      if (detail.competition === this.parameter) {
        this.renderSoon();
      }
    });
    this.listen(this.page.follows, 'change', () => this.render());
    const again = coalesced(() => this.load(), 1000, 3000);
    this.listen(this.page.matches, 'update', ({detail}) => {
      // A match that is not known yet may belong to this competition.
      const match = this.page.matches.get(detail.match);
      if (match ? match.competition === this.parameter : detail.kind === 'match') {
        again();
      }
    });
    super.connectedCallback();
  }

  async read() {
    const path = `/competitions/${segment(this.parameter)}`;
    const [competition, tablePages, tiePages, scorers, matches, catalogue] = await Promise.all([
      get(path),
      pages(`${path}/standings?live=true`),
      pages(`${path}/bracket`),
      get(`${path}/scorers?limit=${MAX_SCORERS}`),
      all(`/matches?competition=${segment(this.parameter)}`),
      sports(),
    ]);
    matches.forEach((match) => this.page.matches.put(match));
    const sport = catalogue.get(competition.sport);
    this.#shown = {
      competition,
      standings: {...tablePages[tablePages.length - 1], groups: tablePages.flatMap((page) => page.groups)},
      ties: {...tiePages[tiePages.length - 1], rounds: roundsOf(tiePages)},
      scorers,
      matches: matches.map((match) => match.id),
      sport,
    };
    this.render();
  }

  render() {
    if (!this.#shown) {
      return;
    }
    const {competition, standings, ties, scorers, sport} = this.#shown;
    const name = competition.name ?? title(competition.id);
    // Without matches, there is nothing to say but that there are no tables.
    const hasTables = standings.groups.length > 0 || standings.notComputed || ties.rounds.length === 0;
    const parts = [
      hasTables && ['Tables', 'tables'],
      ties.rounds.length > 0 && ['Knock-out', 'knock-out'],
      ['Scorers', 'scorers'],
      ['Matches', 'matches'],
    ];
    replace(
      this,
      this.heading(name),
      el(
        'nav.jump',
        {'aria-label': 'On this page'},
        parts.filter(Boolean).map(([label, id]) =>
          el('button', {type: 'button', 'data-focus': `jump ${id}`, click: () => this.#jump(id)}, label)),
      ),
      hasTables ? tables(standings, name) : null,
      ties.rounds.length > 0 ? knockOuts(ties, name, hasTables ? [] : ties.inferred, (id) => this.page.matches.get(id)) : null,
      el(
        'section',
        {'aria-labelledby': 'scorers'},
        el('h2', {id: 'scorers', tabindex: '-1'}, 'Scorers'),
        scorers.items.length === 0
          ? el('p.quiet', {}, scorers.notComputed ?? 'Nobody has scored yet.')
          : scorerTable(scorers.items, sport, name),
      ),
      el('section', {'aria-labelledby': 'matches'}, el('h2', {id: 'matches', tabindex: '-1'}, 'Matches'), this.#days()),
    );
  }

  #jump(id) {
    const heading = this.querySelector(`#${id}`);
    heading.focus();
    heading.scrollIntoView();
  }

  #days() {
    const days = new Map();
    for (const id of this.#shown.matches) {
      const match = this.page.matches.get(id);
      const on = match.kickOff ? day(match.kickOff) : 'No date yet';
      days.set(on, [...(days.get(on) ?? []), match]);
    }
    return [...days].map(([on, matches]) => [
      el('h3', {}, on),
      el('ul.cards', {}, matches.map((match) => matchCard(match, this.page.follows))),
    ]);
  }
}

function tables(standings, name) {
  const rulesOf = (stage) => stage?.rules ?? standings.rules;
  const stageName = (id) => standings.stages.find((stage) => stage.id === id)?.name ?? id;
  return el(
    'section',
    {'aria-labelledby': 'tables'},
    el('h2', {id: 'tables', tabindex: '-1'}, 'Tables'),
    byStage(standings.groups, standings.stages, 'table').map(([stage, groups]) => [
      stage?.name ? el('h3', {}, stage.name) : null,
      el('div.tables', {}, groups.map((group) => table(group, stage?.name ?? name, rulesOf(stage)[0]))),
      el('p.quiet', {}, `Decided by ${rulesOf(stage).join(', then ')}.`),
    ]),
    standings.notComputed ? el('p.quiet', {}, standings.notComputed) : null,
    standings.next ? el('p.quiet', {}, 'These are the first tables.') : null,
    standings.groups.length > 0 ? el('p.quiet', {}, 'Matches under way count as they stand.') : null,
    standings.deductions.map((it) => el('p.quiet', {}, `${it.team}: ${it.points} points deducted${it.stage ? ` in ${stageName(it.stage)}` : ''}${it.reason ? ` (${it.reason})` : ''}`)),
    standings.inferred.map((sentence) => el('p.quiet', {}, sentence)),
  );
}

function knockOuts(ties, name, inferred, find) {
  return el(
    'section',
    {'aria-labelledby': 'knock-out'},
    el('h2', {id: 'knock-out', tabindex: '-1'}, 'Knock-out'),
    byStage(ties.rounds, ties.stages, 'knock-out').map(([stage, rounds]) => {
      // The section has the same heading.
      const heading = stage?.name === 'Knock-out' ? null : stage?.name;
      return [heading ? el('h3', {}, heading) : null, bracket(rounds, stage?.name ?? name, heading ? 'h4' : 'h3', find)];
    }),
    ties.next ? el('p.quiet', {}, 'These are the first ties.') : null,
    inferred.map((sentence) => el('p.quiet', {}, sentence)),
  );
}

/** The tables or rounds of each stage, in order. */
function byStage(items, stages, kind) {
  const parts = new Map();
  for (const item of items) {
    parts.set(item.stage, [...(parts.get(item.stage) ?? []), item]);
  }
  return [...parts].map(([id, own]) => [stages.find((stage) => stage.id === id && stage.kind === kind), own]);
}

function table(group, name, criterion) {
  const columns = [
    ['Played', 'P', 'played'],
    ['Won', 'W', 'won'],
    ['Drawn', 'D', 'drawn'],
    ['Lost', 'L', 'lost'],
    ['For', 'F', 'goalsFor'],
    ['Against', 'A', 'goalsAgainst'],
    ['Difference', '±', 'goalDifference'],
    ['Points', 'Pts', 'points'],
  ];
  const [label, short, value] = RATES[criterion] ?? [];
  return el(
    'div.standing-table',
    {},
    el(
      'table.standings',
      {},
      el('caption', group.name ? {} : {class: 'heard'}, group.name ?? name),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          el('th.position', {scope: 'col'}, el('span.heard', {}, 'Position')),
          el('th', {scope: 'col'}, 'Team'),
          columns.map(([label, short, field]) => el(`th.${field}`, {scope: 'col'}, el('abbr', {title: label}, short))),
          value ? el('th.rate', {scope: 'col'}, el('abbr', {title: label}, short)) : null,
        ),
      ),
      el(
        'tbody',
        {},
        group.rows.map((row) =>
          el(
            `tr${row.playing ? '.playing' : ''}`,
            {},
            el('td.position', {}, String(row.position)),
            el(
              'th',
              {scope: 'row'},
              row.team,
              row.playing ? el('span.badge', {}, 'playing') : null,
              row.separatedBy ? el('span.separated', {}, `by ${row.separatedBy}`) : null,
            ),
            columns.map(([, , field]) => el(`td.${field}`, {}, signed(field, row[field]))),
            value ? el('td.rate', {}, value(row)) : null,
          ),
        ),
      ),
    ),
  );
}

const signed = (field, value) => (field === 'goalDifference' && value > 0 ? `+${value}` : String(value).replace('-', '−'));

function scorerTable(scorers, sport, name) {
  const figure = sport?.scorers.figure ?? 'goals';
  const penalties = scorers.some((scorer) => 'penalties' in scorer);
  return el(
    'table.scorer-table',
    {},
    el('caption.heard', {}, `Scorers of ${name}`),
    el(
      'thead',
      {},
      el('tr', {}, el('th', {scope: 'col'}, 'Player'), el('th', {scope: 'col'}, 'Team'), el('th.number', {scope: 'col'}, plain(figure)),
        penalties ? el('th.number', {scope: 'col'}, 'Penalties') : null),
    ),
    el(
      'tbody',
      {},
      scorers.map((scorer) =>
        el('tr', {}, el('th', {scope: 'row'}, scorer.player), el('td', {}, scorer.team ?? ''), el('td.number', {}, String(scorer[figure] ?? 0)),
          penalties ? el('td.number', {}, String(scorer.penalties ?? 0)) : null)),
    ),
  );
}

customElements.define('competition-view', CompetitionView);
