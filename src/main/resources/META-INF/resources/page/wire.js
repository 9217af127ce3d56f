// Reported events and their updates, as this page sees them.

const MOST = 50;

/**
 * The latest exchanges, newest first. An exchange is an event with its source, id and revision, and the times 'sent'
 * (reported by this page), 'accepted' (answered) and 'received' (update arrived), in milliseconds of this page's
 * clock, or null. Event: 'change'.
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

  /** Records that an event is being sent. */
  send(event) {
    const exchange = {...blank(event), sent: performance.now()};
    this.#add(exchange);
    return exchange;
  }

  /** Records the answer: 202, or a text with the reason. */
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
