// The page's store of matches: read once and kept current by the feed.

/**
 * Events: 'update' with every update, 'match' with a changed match, 'again' when the feed could not be resumed and
 * views have to read their data again.
 */
export class Matches extends EventTarget {
  #known = new Map();
  #begun = false;

  constructor(feed) {
    super();
    feed.addEventListener('snapshot', ({detail}) => this.#begin(detail));
    feed.addEventListener('update', ({detail}) => this.#take(detail));
  }

  /** The match, or undefined. */
  get(id) {
    return this.#known.get(id);
  }

  /** All known matches. */
  all() {
    return [...this.#known.values()];
  }

  /** Stores a match from the server, unless a newer one is stored. */
  put(match) {
    const known = this.#known.get(match.id);
    if (!known || match.seq >= known.seq) {
      this.#known.set(match.id, match);
    }
    return this.#known.get(match.id);
  }

  #begin(snapshot) {
    let missed = this.#begun;
    for (const match of snapshot.matches ?? []) {
      const known = this.#known.get(match.id);
      missed ||= known !== undefined && match.seq > known.seq;
      this.put(match);
    }
    // The first snapshot arrives while everything is read anyway.
    this.#begun = true;
    if (missed) {
      this.dispatchEvent(new Event('again'));
    }
  }

  #take(update) {
    // The feed delivers each update once. It is dispatched also if the match was read at a later seq before it
    // arrived.
    const known = this.#known.get(update.match);
    const newer = known && update.seq > known.seq;
    if (newer) {
      const {seq, score, shootout, clock, phase, winner, result, periods, at} = update;
      this.#known.set(update.match, {
        ...known, seq, score, shootout, clock, phase, winner, result, periods, updatedAt: at, stale: false,
      });
    }
    this.dispatchEvent(new CustomEvent('update', {detail: update}));
    if (newer) {
      this.dispatchEvent(new CustomEvent('match', {detail: this.#known.get(update.match)}));
    }
  }
}
