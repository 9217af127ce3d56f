// The stream of all updates. One connection for the whole page, because over HTTP/1.1 a browser allows six
// connections to a host, shared by all tabs.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** After a sleep of this length the connection may be dead without an error. */
const SLEEP_MILLIS = 60_000;

/**
 * Keeps the stream open. EventSource reconnects by itself, with Last-Event-ID, after a lost connection. After an
 * error status it gives up; the feed then opens a new one with the id in the query.
 *
 * Events: 'snapshot' and 'update' with the data of the server, 'connected', 'disconnected'.
 */
export class Feed extends EventTarget {
  #path;
  #source = null;
  #lastEventId = null;
  #pause = FIRST_PAUSE;
  #timer = null;

  /** @param {string} path of the stream */
  constructor(path) {
    super();
    this.#path = path;
    this.connected = false;
    addEventListener('online', () => this.open());
    addEventListener('offline', () => this.#lost());
    let hidden = null;
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) {
        hidden = Date.now();
      } else if (hidden !== null && Date.now() - hidden > SLEEP_MILLIS) {
        this.open();
      }
    });
  }

  /** Opens the stream, or reopens it. */
  open() {
    this.close();
    const again = this.#lastEventId === null ? '' : `?lastEventId=${encodeURIComponent(this.#lastEventId)}`;
    const source = new EventSource(this.#path + again);
    this.#source = source;
    source.addEventListener('open', () => {
      this.#pause = FIRST_PAUSE;
      this.connected = true;
      this.dispatchEvent(new Event('connected'));
    });
    source.addEventListener('error', () => {
      this.#lost();
      if (source.readyState === EventSource.CLOSED && source === this.#source) {
        this.#openLater();
      }
    });
    for (const kind of ['snapshot', 'update']) {
      source.addEventListener(kind, (message) => {
        this.#lastEventId = message.lastEventId || this.#lastEventId;
        this.dispatchEvent(new CustomEvent(kind, {detail: JSON.parse(message.data)}));
      });
    }
  }

  /** Closes the stream for good. */
  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #lost() {
    this.connected = false;
    this.dispatchEvent(new Event('disconnected'));
  }

  // With jitter, so that the clients of a restarted server do not all reconnect at once.
  #openLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.open(), this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }
}
