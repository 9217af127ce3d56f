// The view "On the wire": events that agents send, updates that consumers receive, and the time between.

import {Refusal, post} from './api.js';
import {el, replace} from './dom.js';
import {sports} from './sports.js';
import {View} from './view.js';
import {minute, team} from './words.js';

/** The source of events from the form. */
const SOURCE = 'this-page';

class WireView extends View {
  #list = el('ol.wire', {'aria-label': 'Latest events'});

  connectedCallback() {
    this.listen(this.page.wire, 'change', () => this.#exchanges());
    super.connectedCallback();
  }

  async read() {
    if (!this.#list.isConnected) {
      this.#begin();
    }
    const {mayReport} = await this.page.settings;
    if (mayReport && !this.querySelector('form')) {
      this.#form(await sports());
    }
  }

  #begin() {
    replace(
      this,
      this.heading('On the wire'),
      el('p', {}, 'Agents send events to the ingest; consumers receive what became of them.'),
      el('div', {id: 'form'}),
      el('div.panes', {'aria-hidden': 'true'}, el('h2', {}, 'What agents send'), el('span', {}, 'ms'), el('h2', {}, 'What consumers receive')),
      this.#list,
    );
    this.#exchanges();
  }

  #exchanges() {
    const exchanges = this.page.wire.exchanges();
    replace(
      this.#list,
      exchanges.length === 0
        ? el('li.quiet', {}, 'Nothing since this page was opened.')
        : exchanges.map((it) => el('li', {}, sent(it), between(it), received(it))),
    );
  }

  #form(catalogue) {
    const sport = el('select', {id: 'sport', change: () => kinds()}, [...catalogue.values()].map((it) => el('option', {value: it.sport}, it.label)));
    const kind = el('select', {id: 'kind'});
    const kinds = () =>
      kind.replaceChildren(
        ...Object.entries(catalogue.get(sport.value).kinds).map(([name, it]) => el('option', {value: name}, `${it.symbol} ${it.label}`)),
      );
    if (catalogue.has('football')) {
      sport.value = 'football';
    }
    kinds();
    kind.value = catalogue.get(sport.value).kinds.goal ? 'goal' : kind.value;
    const known = this.page.matches.all();
    const match = el('input', {id: 'match', required: true, list: 'known', autocomplete: 'off', maxlength: 200});
    match.value = (known.find((it) => it.phase === 'live') ?? known[0])?.id ?? '';
    const side = el('select', {id: 'team'}, el('option', {value: ''}, 'neither'), el('option', {value: 'home'}, 'home'), el('option', {value: 'away'}, 'away'));
    side.value = 'home';
    const player = el('input', {id: 'player', autocomplete: 'off', maxlength: 200});
    const at = el('input', {id: 'minute', inputmode: 'numeric', autocomplete: 'off', pattern: '\\d{1,3}(\\+\\d{1,2})?', title: 'Such as 23 or 45+2'});
    const outcome = el('p', {role: 'status'});
    const field = (label, input) => el('p.field', {}, el('label', {for: input.id}, label), input);
    const form = el(
      'form.report',
      {
        'aria-label': 'Send an event',
        submit: (event) => {
          event.preventDefault();
          this.#report(
            {
              id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
              source: SOURCE,
              type: `${sport.value}.${kind.value}`,
              match: match.value.trim(),
              team: side.value || null,
              player: player.value.trim() || null,
              minute: at.value.trim() || null,
              revision: 1,
            },
            outcome,
          );
        },
      },
      field('Sport', sport),
      field('Kind', kind),
      field('Match', match),
      el('datalist', {id: 'known'}, known.map((it) => el('option', {value: it.id}, `${team(it, 'home')} – ${team(it, 'away')}`))),
      field('Team', side),
      field('Player', player),
      field('Minute', at),
      el('button.primary', {type: 'submit'}, 'Send'),
      outcome,
    );
    this.querySelector('#form').replaceChildren(form);
  }

  async #report(event, outcome) {
    const exchange = this.page.wire.send(event);
    try {
      await post('/events', event);
      this.page.wire.answer(exchange);
      outcome.textContent = 'Accepted: the broker has it.';
    } catch (error) {
      const why = error instanceof Refusal ? [error.message, ...error.errors.map((it) => `${it.field} ${it.detail}`)].join(' ') : 'No answer.';
      this.page.wire.answer(exchange, why);
      outcome.textContent = why;
    }
  }
}

function sent({event, refusal, accepted, sent}) {
  return el(
    'div.pane.sent',
    {},
    el('p', {}, el('strong', {}, event.type), ` ${[minuteOf(event), event.team, event.player].filter(Boolean).join(' · ')}`),
    el('p.fine', {}, `${event.source} · ${event.id} · revision ${event.revision}`),
    event.occurredAt ? el('p.fine', {}, `occurred ${event.occurredAt}`) : null,
    event.receivedAt ? el('p.fine', {}, `received ${event.receivedAt}`) : null,
    sent !== null && accepted !== null ? el('p.fine', {}, `202 after ${millis(accepted - sent)}`) : null,
    refusal ? el('p.badge', {}, refusal) : null,
  );
}

// Events from this page are measured with one clock; others with the server's and this computer's.
function between({sent, update, received, receivedAt, refusal}) {
  if (refusal) {
    return el('div.between', {}, '—');
  }
  if (!update) {
    return el('div.between', {}, '…');
  }
  if (sent !== null) {
    return el('div.between', {}, el('strong', {}, millis(received - sent)), el('span.fine', {}, 'sent → here'));
  }
  const from = update.event.receivedAt ?? update.at;
  return el(
    'div.between',
    {},
    el('strong', {}, millis(receivedAt - Date.parse(from))),
    el('span.fine', {}, `${update.event.receivedAt ? 'reported' : 'stored'} → here, by two clocks`),
  );
}

function received({update, refusal}) {
  if (!update) {
    return el('div.pane.received.quiet', {}, refusal ? 'Nothing: it was refused.' : 'On its way.');
  }
  return el(
    'div.pane.received',
    {},
    el('p', {}, el('strong', {}, update.title), ` ${update.text}`),
    el('p.fine', {}, `${update.match} · update ${update.seq} · ${update.kind}`),
    el('p.fine', {}, `stored ${update.at}`),
  );
}

const millis = (value) => `${Math.round(value)} ms`;

const minuteOf = (event) => (typeof event.minute === 'string' ? `${event.minute}′` : minute(event));

customElements.define('wire-view', WireView);
