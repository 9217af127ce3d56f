// One match.

import {all, get, segment} from './api.js';
import {chart} from './chart.js';
import {el, replace, toggle} from './dom.js';
import {History} from './history.js';
import {lineUps} from './lineups.js';
import {differences, isWeighed, mayDiffer, silence, witnesses} from './reporters.js';
import {figures, kindOf, mark, points, sports, variantOf} from './sports.js';
import {Timeline} from './timeline.js';
import {View, coalesced} from './view.js';
import {awarded, day, hasScore, minute, phase, plain, score, standing, team, time, title, underWay, who} from './words.js';

/** The coverage changes without an update. */
const COVERAGE_MILLIS = 30_000;

class MatchView extends View {
  #timeline = new Timeline();
  #history = new History();
  #statistics = null;
  #lineUps = null;
  #sport = null;
  #match = null;
  #latest = null;
  // The page of discrepancies, or null while the list is not open: reading it may take the server long.
  #differences = null;
  #watch = null;
  // The seq up to which no update is missing.
  #heard = 0;
  #readSoon = coalesced(() => this.load(), 300, 1500);

  connectedCallback() {
    this.listen(this.page.follows, 'change', () => this.render());
    this.listen(this.page.matches, 'update', ({detail}) => {
      if (detail.match === this.parameter) {
        this.#take(detail);
      }
    });
    this.#watch = setInterval(() => this.#readCoverage(), COVERAGE_MILLIS);
    super.connectedCallback();
  }

  disconnectedCallback() {
    this.#history.stop();
    clearInterval(this.#watch);
    super.disconnectedCallback();
  }

  async read() {
    const path = `/matches/${segment(this.parameter)}`;
    const [match, events, statistics, shown, catalogue, found] = await Promise.all([
      get(path),
      all(`${path}/events`, 25),
      get(`${path}/statistics`),
      get(`${path}/lineups`),
      sports(),
      this.#differences ? get(`${path}/discrepancies`) : null,
    ]);
    this.#differences = found ?? this.#differences;
    this.#match = this.page.matches.put(match);
    if (this.#match.seq < this.#heard) {
      // The database has lost updates that the page has shown.
      this.#timeline = new Timeline();
      this.#latest = null;
      this.#heard = 0;
    }
    this.#sport = variantOf(catalogue.get(match.sport ?? events[0]?.type.split('.')[0]), match.variant);
    this.#timeline.take(events, this.#sport);
    this.#statistics = statistics;
    this.#lineUps = shown;
    if (match.seq > this.#heard) {
      this.#history.read(this.parameter, this.#heard, match.seq, (update) => this.#recall(update));
      this.#heard = match.seq;
    }
    this.render();
    if (statistics.seq < this.#match.seq) {
      this.#readSoon();
    }
  }

  async #readCoverage() {
    if (this.#match?.coverage) {
      const match = await get(`/matches/${segment(this.parameter)}`).catch(() => null);
      if (match && this.isConnected) {
        this.#match = this.page.matches.put(match);
        this.render();
      }
    }
  }

  async #toggleDifferences() {
    this.#differences = this.#differences ? null : await get(`/matches/${segment(this.parameter)}/discrepancies`).catch(() => null);
    this.render();
  }

  #recall(update) {
    if (update.event) {
      this.#timeline.recall(update);
    }
    this.#note(update);
    this.renderSoon();
  }

  // Users who have the match open need no notice of an announcement.
  #note(update) {
    if (update.event && update.seq > (this.#latest?.seq ?? 0)) {
      this.#latest = update;
    }
  }

  #take(update) {
    if (update.event) {
      this.#timeline.put(update, this.#sport);
    }
    this.#note(update);
    if (update.seq === this.#heard + 1) {
      this.#heard++;
    }
    this.#match = this.page.matches.get(this.parameter) ?? this.#match;
    this.render();
    this.#readSoon();
  }

  render() {
    const match = this.#match;
    if (!match || !this.isConnected) {
      return;
    }
    this.#match = this.page.matches.get(match.id) ?? match;
    replace(
      this,
      this.#scoreboard(this.#match),
      el(
        'div.columns',
        {},
        el('section', {'aria-labelledby': 'timeline'}, el('h2', {id: 'timeline'}, 'Timeline'), this.#events(), this.#reporters(this.#match)),
        el(
          'div',
          {},
          this.#periods(this.#match),
          el('section', {'aria-labelledby': 'chart'}, el('h2', {id: 'chart'}, 'Score over time'), chart(this.#match, this.#timeline.events(this.#sport), this.#sport)),
          el('section', {'aria-labelledby': 'statistics'}, el('h2', {id: 'statistics'}, 'Statistics'), this.#bars()),
          lineUps(this.#match, this.#lineUps),
        ),
      ),
    );
  }

  #scoreboard(match) {
    const shown = standing(match);
    const names = `${team(match, 'home')} – ${team(match, 'away')}`;
    return el(
      `section.scoreboard${underWay(match) ? '.live' : ''}`,
      {'aria-label': 'Score'},
      this.heading(names, '.heard'),
      el(
        'p.context',
        {},
        match.competition ? el('a', {href: `#/competitions/${segment(match.competition)}`, 'data-focus': 'competition'}, title(match.competition)) : null,
        [match.stage, match.round, match.group].filter(Boolean).map((text) => el('span', {}, text)),
      ),
      el(
        'div.board',
        {},
        el('p.team.home', {}, team(match, 'home')),
        el(
          'p.score',
          {'data-score': score(shown)},
          hasScore(match)
            ? [el('span.home', {}, String(shown.home)), el('span.dash', {}, '–'), el('span.away', {}, String(shown.away))]
            : el('span.dash', {}, '–'),
        ),
        el('p.team.away', {}, team(match, 'away')),
        this.#scorers('home'),
        el(
          'div.clock',
          {},
          match.shootout && !awarded(match) ? el('p.shootout', {}, `${score(match.shootout)} in the shoot-out`) : null,
          el('p.state', {}, this.#state(match)),
          silence(match) ? el('p.silence', {role: 'status'}, silence(match)) : null,
        ),
        this.#scorers('away'),
      ),
      match.winner && match.phase === 'finished' ? el('p.winner', {}, `${team(match, match.winner)} win`) : null,
      awarded(match) ? award(match) : null,
      this.#latest && underWay(match) ? latest(this.#latest) : null,
      el(
        'p.context',
        {},
        match.kickOff ? el('time', {datetime: match.kickOff}, `${day(match.kickOff)}, ${time(match.kickOff)}`) : null,
        match.venue ? el('span', {}, match.venue) : null,
      ),
      el('div.follow', {role: 'group', 'aria-label': 'Follow'}, this.#follow(match)),
    );
  }

  #state(match) {
    if (match.stale) {
      return 'No news; the end was not reported';
    }
    const period = this.#sport?.periods.find((it) => it.name === match.clock?.period);
    if (match.phase === 'live') {
      return [minute(match.clock), period?.label ?? phase('live')].filter(Boolean).join(' · ');
    }
    if (match.phase === 'break') {
      return period ? `Break after: ${period.label.toLowerCase()}` : phase('break');
    }
    return awarded(match) ? mark(match) : [phase(match.phase), mark(match)].filter(Boolean).join(' · ');
  }

  #periods(match) {
    if (match.periods.length === 0) {
      return null;
    }
    const inSport = (name) => this.#sport?.periods.find((it) => it.name === name);
    const regular = match.periods.filter((it) => !inSport(it.period)?.overtime);
    const sum = (periods, side) => periods.reduce((all, it) => all + it[side], 0);
    return el(
      'section',
      {'aria-labelledby': 'periods'},
      el('h2', {id: 'periods'}, 'Score by period'),
      el(
        'div.scroll',
        {tabindex: '0', role: 'group', 'aria-label': 'Points of both teams'},
        el(
          'table.periods',
          {},
          el(
            'thead',
            {},
            el(
              'tr',
              {},
              el('th', {scope: 'col'}, 'Team'),
              match.periods.map((it) => el('th', {scope: 'col'}, inSport(it.period)?.label ?? (it.period ? plain(it.period) : 'Period unknown'))),
              el('th', {scope: 'col'}, 'Total'),
            ),
          ),
          el(
            'tbody',
            {},
            ['home', 'away'].map((side) =>
              el(
                'tr',
                {},
                el('th', {scope: 'row'}, team(match, side)),
                match.periods.map((it) => el('td', {}, String(it[side]))),
                el('td.total', {}, String(match.score[side])),
              )),
          ),
        ),
      ),
      regular.length < match.periods.length
        ? el('p.quiet', {}, `${score({home: sum(regular, 'home'), away: sum(regular, 'away')})} after the regular periods`)
        : null,
    );
  }

  // The scorers under each team's name, in sports whose points are headlines.
  #scorers(side) {
    const at = side === 'home' ? 0 : 1;
    const players = new Map();
    for (const event of this.#timeline.events(this.#sport)) {
      const kind = kindOf(this.#sport, event);
      if (kind?.notify && points(this.#sport, event)[at] > 0) {
        const name = event.player ?? kind.label;
        const mark = who(event, kind)?.slice(name.length) ?? '';
        players.set(name, [...(players.get(name) ?? []), minute(event) + mark]);
      }
    }
    return el(
      `ul.scorers.${side}`,
      {},
      [...players].map(([name, times]) => el('li', {}, `${name} `, el('span.quiet', {}, times.join(', ')))),
    );
  }

  #follow(match) {
    const {follows} = this.page;
    const choice = (label, pressed, click) => {
      const button = toggle(`${pressed ? '★' : '☆'} ${label}`, pressed, click);
      button.dataset.focus = `follow ${label}`;
      return button;
    };
    // Updates have the name of the announcement.
    const announced = (side) => match.teams?.[side]?.announcedAs ?? match[side];
    return [
      choice('This match', follows.hasMatch(match.id), () => follows.toggleMatch(match.id)),
      ...['home', 'away']
        .filter((side) => match[side])
        .map((side) => choice(match[side], follows.hasTeam(announced(side)), () => follows.toggleTeam(announced(side)))),
    ];
  }

  #events() {
    const events = this.#timeline.events(this.#sport);
    if (events.length === 0) {
      return el('p.quiet', {}, 'Nothing has been reported yet.');
    }
    let [home, away] = [0, 0];
    const weighed = isWeighed(this.#match, events);
    return el(
      'ol.timeline',
      {},
      events.map((event) => {
        const [forHome, forAway] = points(this.#sport, event);
        home += forHome;
        away += forAway;
        return this.#line(event, forHome + forAway > 0 ? `${home}–${away}` : null, weighed);
      }),
    );
  }

  #reporters(match) {
    if (!mayDiffer(match, this.#timeline.events(this.#sport))) {
      return null;
    }
    const open = this.#differences !== null;
    const button = toggle('Differences between reporters', open, () => this.#toggleDifferences());
    button.dataset.focus = 'differences';
    return el('div.reporters', {}, button, open ? differences(this.#differences.items, this.#differences.next) : null);
  }

  #line(event, standing, weighed) {
    const kind = kindOf(this.#sport, event);
    const cancelled = event.status === 'cancelled';
    const label = kind?.label ?? plain(event.type.split('.').pop());
    const name = who(event, kind);
    const what = [el('strong', {}, label), name ? [' ', el('span.player', {}, name)] : null];
    const incoming = typeof event.details?.in === 'string' ? event.details.in : null;
    return el(
      `li${event.team ? `.${event.team}` : ''}${cancelled ? '.cancelled' : ''}${standing ? '.scoring' : ''}`,
      {'data-incident': event.id},
      el('span.minute', {}, minute(event)),
      el('span.symbol', {'aria-hidden': 'true'}, kind?.symbol ?? '·'),
      el(
        'span.what',
        {},
        cancelled ? el('del', {}, what) : what,
        share(kind, event),
        kind?.award && !cancelled ? el('span.note', {}, awardText(event.details ?? {})) : null,
        incoming ? el('span.note', {}, `on: ${incoming}`) : null,
        event.assist ? el('span.note', {}, `assist: ${event.assist}`) : null,
        weighed ? el('span.note.source', {}, witnesses(event)) : null,
        event.team ? el('span.heard', {}, `, ${team(this.#match, event.team)}`) : null,
        this.#correction(event, cancelled),
      ),
      standing ? el('span.standing', {}, standing) : null,
    );
  }

  // The earlier revisions of a line, and the reason of the change.
  #correction(event, cancelled) {
    if (cancelled) {
      const reason = typeof event.details?.reason === 'string' ? `: ${event.details.reason}` : '';
      return el('span.badge', {}, `Cancelled${reason}`);
    }
    if (event.status === 'provisional') {
      return el('span.badge', {}, 'Provisional');
    }
    if (!this.#timeline.isCorrected(event)) {
      return null;
    }
    const before = this.#timeline.earlier(event).map((it) => it.player).filter((name) => name && name !== event.player);
    return [
      before.length > 0 ? el('span.note', {}, 'was: ', el('del', {}, before[before.length - 1])) : null,
      el('span.badge', {}, before.length > 0 ? `Corrected: ${event.player ? 'other player' : 'no player'}` : 'Corrected'),
    ];
  }

  #bars() {
    const {home, away} = this.#statistics ?? {home: {}, away: {}};
    const names = figures(this.#sport).filter((name) => (home[name] ?? 0) + (away[name] ?? 0) > 0);
    if (names.length === 0) {
      return el('p.quiet', {}, 'Nothing has been counted yet.');
    }
    return el(
      'table.bars',
      {},
      el('caption.heard', {}, 'Figures of both teams'),
      el(
        'thead.heard',
        {},
        el('tr', {}, el('th', {scope: 'col'}, team(this.#match, 'home')), el('th', {scope: 'col'}, 'Figure'), el('th', {scope: 'col'}, team(this.#match, 'away'))),
      ),
      el('tbody', {}, names.map((name) => bar(plain(name), home[name] ?? 0, away[name] ?? 0))),
    );
  }
}

// The score as played is told apart from the result that counts.
const award = (match) =>
  el(
    'p.award',
    {},
    `Awarded${match.result.reason ? `: ${match.result.reason}` : ''}`,
    match.periods.length > 0 ? el('span.quiet', {}, ` · ${score(match.score)} as played`) : null,
  );

const awardText = (details) => [score(details), details.reason].filter((it) => typeof it === 'string').join(': ');

const latest = (update) => el('p.latest', {}, update.notify ? [el('strong', {}, update.title), ' '] : null, update.text);

// The share of a team, such as possession.
function share(kind, event) {
  const value = kind?.share && event.details?.[kind.share.detail];
  return Number.isInteger(value) ? el('span.note', {}, kind.share.of === 100 ? `${value} %` : `${value} of ${kind.share.of}`) : null;
}

function bar(label, home, away) {
  const row = el(
    'tr',
    {},
    el('td.home', {}, String(home)),
    el('th', {scope: 'row'}, el('span', {}, label), el('span.pair', {'aria-hidden': 'true'}, el('span.home', {}), el('span.away', {}))),
    el('td.away', {}, String(away)),
  );
  // Set by the object model, since the Content-Security-Policy forbids style attributes.
  row.querySelector('.pair .home').style.flexGrow = home;
  row.querySelector('.pair .away').style.flexGrow = away;
  return row;
}

customElements.define('match-view', MatchView);
