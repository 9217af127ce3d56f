// What the page knows of matches: read once, and kept current by the feed.

/**
 * Events: 'update' with every update, 'match' with a match that changed, 'again' when the feed cannot say
 * what was missed, so that whoever shows something should read it again.
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

  /** All that is known. */
  all() {
    return [...this.#known.values()];
  }

  /** Takes a match as the server shows it, unless something newer is known. */
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
    // The first one comes while everything is being read anyway.
    this.#begun = true;
    if (missed) {
      this.dispatchEvent(new Event('again'));
    }
  }

  #take(update) {
    // The feed says everything once; the match may have been read before it was heard of, and it is news all the same.
    const known = this.#known.get(update.match);
    const newer = known && update.seq > known.seq;
    if (newer) {
      const {seq, score, shootout, clock, phase, winner, at} = update;
      this.#known.set(update.match, {...known, seq, score, shootout, clock, phase, winner, updatedAt: at});
    }
    this.dispatchEvent(new CustomEvent('update', {detail: update}));
    if (newer) {
      this.dispatchEvent(new CustomEvent('match', {detail: this.#known.get(update.match)}));
    }
  }
}
