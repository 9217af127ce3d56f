// The stream of everything that changes. One connection for the whole page: a browser allows six to a host, over
// HTTP/1.1, and all its tabs share them.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** A computer that slept that long may have a connection that only seems to be one. */
const SLEEP_MILLIS = 60_000;

/**
 * Stays connected. EventSource comes back by itself after a connection that broke, and with Last-Event-ID; after an
 * answer that is an error it gives up, and is then opened anew with the id in the query.
 *
 * Events: 'snapshot' and 'update' with what the server sent, 'connected', 'disconnected'.
 */
export class Feed extends EventTarget {
  #path;
  #source = null;
  #lastEventId = null;
  #pause = FIRST_PAUSE;
  #timer = null;

  /** @param {string} path where the stream is */
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

  /** Opens it, or opens it anew. */
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

  /** Closes it for good. */
  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #lost() {
    this.connected = false;
    this.dispatchEvent(new Event('disconnected'));
  }

  // Not all readers at once: whoever comes back up should not be run over.
  #openLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.open(), this.#pause * (0.5 + Math.random()));
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
  }
}
