// The page's store of matches: read once and kept current by the feed.

import {get, segment} from './api.js';
import {underWay} from './words.js';

const MAX_REREAD = 10;

/**
 * Events: 'update' with every update, 'match' with a changed match, 'again' when the feed could not be resumed or a match
 * has become stale, and views have to read their data again.
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

  /** Reads the matches again that have been under way without an update for longest: they become stale without one. */
  async reread() {
    const silent = this.all()
      .filter(underWay)
      .sort((a, b) => (a.updatedAt ?? '').localeCompare(b.updatedAt ?? ''))
      .slice(0, MAX_REREAD);
    const read = await Promise.all(silent.map(({id}) => get(`/matches/${segment(id)}`).catch(() => null)));
    if (read.filter(Boolean).map((match) => this.put(match)).some((match) => match.stale)) {
      this.dispatchEvent(new Event('again'));
    }
  }

  #begin(snapshot) {
    const matches = snapshot.matches ?? [];
    let missed = this.#begun;
    for (const match of matches) {
      const known = this.#known.get(match.id);
      missed ||= known !== undefined && (match.seq !== known.seq || match.updatedAt !== known.updatedAt);
    }
    // The database has lost updates, perhaps also of matches that are not in the snapshot.
    if (matches.some((match) => match.seq < (this.#known.get(match.id)?.seq ?? 0))) {
      this.#known.clear();
    }
    matches.forEach((match) => this.#known.set(match.id, match));
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
      // Not every update comes of a receipt: a repair leaves a stale match stale.
      const {seq, score, shootout, clock, phase, winner, result, periods, at, round = known.round, stale = known.stale} = update;
      this.#known.set(update.match, {
        ...known, seq, score, shootout, clock, phase, winner, result, periods, updatedAt: at, round, stale,
      });
    }
    this.dispatchEvent(new CustomEvent('update', {detail: update}));
    if (newer) {
      this.dispatchEvent(new CustomEvent('match', {detail: this.#known.get(update.match)}));
    }
  }
}
