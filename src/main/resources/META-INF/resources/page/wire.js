// What goes over the wire, as this page sees it: what was reported, and what came of it.

const MOST = 50;

/**
 * The latest exchanges, newest first. Each is an event with its source, id and revision; 'sent' is when this page
 * reported it, 'accepted' when that was answered, 'received' when the update arrived; each in milliseconds of this
 * page's own clock, or null. Event: 'change'.
 */
export class Wire extends EventTarget {
  #exchanges = [];

  constructor(matches) {
    super();
    matches.addEventListener('update', ({detail}) => this.#receive(detail));
  }

  exchanges() {
    return this.#exchanges;
  }

  /** Notes that an event is being sent. */
  send(event) {
    const exchange = {...blank(event), sent: performance.now()};
    this.#add(exchange);
    return exchange;
  }

  /** Notes what the answer was: 202, or words that say why not. */
  answer(exchange, refusal = null) {
    exchange.accepted = refusal ? null : performance.now();
    exchange.refusal = refusal;
    this.dispatchEvent(new Event('change'));
  }

  #receive(update) {
    if (!update.event) {
      return;
    }
    const same = (it) =>
      it.received === null
      && it.event.id === update.event.id
      && it.event.source === update.event.source
      && it.event.revision === update.event.revision;
    let exchange = this.#exchanges.find(same);
    if (!exchange) {
      exchange = blank(update.event);
      this.#add(exchange);
    }
    Object.assign(exchange, {update, received: performance.now(), receivedAt: Date.now()});
    this.dispatchEvent(new Event('change'));
  }

  #add(exchange) {
    this.#exchanges.unshift(exchange);
    this.#exchanges.length = Math.min(this.#exchanges.length, MOST);
    this.dispatchEvent(new Event('change'));
  }
}

const blank = (event) => ({event, sent: null, accepted: null, refusal: null, update: null, received: null, receivedAt: null});
