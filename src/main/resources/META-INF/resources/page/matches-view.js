// The start view: live matches, today's, followed ones, and all competitions.

import {all, get, segment} from './api.js';
import {el, replace} from './dom.js';
import {matchCard} from './match-card.js';
import {sports} from './sports.js';
import {title, underWay} from './words.js';
import {View, coalesced} from './view.js';

const MAX_COMPETITIONS = 12;
const MAX_OF_EACH = 6;
/** The day changes without an update. */
const REREAD_MILLIS = 300_000;

class MatchesView extends View {
  #rereading = null;
  #today = new Set();
  #competitions = [];

  connectedCallback() {
    this.listen(this.page.matches, 'match', () => this.renderSoon());
    this.listen(this.page.follows, 'change', () => this.render());
    const look = coalesced(() => this.load(), 300, 1500);
    this.listen(this.page.matches, 'update', ({detail}) => {
      // A match that started and was not known, or whose names may have changed.
      if (detail.kind === 'match' || (!this.page.matches.get(detail.match) && underWay(detail))) {
        look();
      }
    });
    this.#rereading = setInterval(look, REREAD_MILLIS);
    super.connectedCallback();
  }

  disconnectedCallback() {
    clearInterval(this.#rereading);
    super.disconnectedCallback();
  }

  async read() {
    const {matches, follows} = this.page;
    const [live, today, competitions, followed] = await Promise.all([
      all('/matches?live=true'),
      all(`/matches?${localDay(new Date())}`),
      all('/competitions', 1),
      Promise.all(follows.matches().map((id) => get(`/matches/${segment(id)}`).catch(() => null))),
      sports(),
    ]);
    this.#competitions = await Promise.all(
      competitions.slice(0, MAX_COMPETITIONS).map(async (competition) => {
        const items = await all(`/matches?competition=${segment(competition.id)}`, 2);
        items.forEach((match) => matches.put(match));
        return {...competition, matches: around(items)};
      }),
    );
    [...live, ...today, ...followed.filter(Boolean)].forEach((match) => matches.put(match));
    this.#today = new Set(today.map((match) => match.id));
    this.render();
  }

  render() {
    const {matches, follows} = this.page;
    const known = matches.all().sort(byKickOff);
    const live = known.filter(underWay);
    const today = known.filter((match) => this.#today.has(match.id) && !underWay(match));
    const followed = known.filter((match) => follows.includes(match) && !underWay(match) && !this.#today.has(match.id));
    replace(
      this,
      this.heading('Matches', '.heard'),
      this.#section('Live now', live, {always: true}),
      this.#section('Today', today, {}),
      this.#section('You follow', followed.slice(-MAX_OF_EACH), {withDay: true}),
      ...this.#competitions.map((competition) =>
        this.#section(
          competition.name ?? title(competition.id),
          competition.matches.map((id) => matches.get(id)),
          {withDay: true, href: `#/competitions/${segment(competition.id)}`},
        ),
      ),
      known.length === 0 && this.#competitions.length === 0
        ? el('p', {}, 'There are no matches yet. They appear here as soon as one is announced or reported.')
        : null,
    );
  }

  #section(name, list, {always = false, withDay = false, href = null}) {
    if (list.length === 0 && !always) {
      return null;
    }
    return el(
      'section',
      {'aria-label': name},
      el('h2', {}, href ? el('a', {href, 'data-focus': href}, name) : name),
      list.length === 0
        ? el('p.quiet', {}, 'No match is being played.')
        : el('ul.cards', {}, list.map((match) => matchCard(match, this.page.follows, {withDay}))),
      href ? el('p', {}, el('a', {href, 'aria-label': `${name}: all matches, tables and scorers`}, 'All matches, tables and scorers')) : null,
    );
  }
}

const byKickOff = (a, b) => (a.kickOff ?? '9').localeCompare(b.kickOff ?? '9') || a.id.localeCompare(b.id);

// The parameters of the local day.
function localDay(now) {
  const start = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const end = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  return `from=${start.toISOString()}&to=${end.toISOString()}`;
}

// The latest played matches and the next ones.
function around(items) {
  const next = items.findIndex((match) => match.phase === 'scheduled');
  const at = next < 0 ? items.length : next;
  const from = Math.max(0, Math.min(at - MAX_OF_EACH / 2, items.length - MAX_OF_EACH));
  return items.slice(from, from + MAX_OF_EACH).map((match) => match.id);
}

customElements.define('matches-view', MatchesView);
