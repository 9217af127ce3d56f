// The events of a match, in the order of the match clock.

import {periodOf} from './sports.js';

const identity = (event) => `${event.source}\n${event.id}`;

/** The events of one match, each with its earlier revisions that were seen. */
export class Timeline {
  #events = [];
  #earlier = new Map();

  /** The events in order. */
  events() {
    return this.#events;
  }

  /** The earlier revisions of an event, oldest first. */
  earlier(event) {
    return (this.#earlier.get(identity(event)) ?? []).filter((it) => it.revision < event.revision);
  }

  /** Replaces the timeline by the server's, and keeps newer events. */
  take(events, sport) {
    const newest = events.reduce((most, event) => Math.max(most, event.seq), 0);
    const newer = this.#events.filter((event) => event.seq > newest);
    this.#events = [...events];
    events.forEach((event) => this.#remember(event));
    newer.forEach((event) => this.put(event, event.seq, sport));
  }

  /** Adds the event of an update; its final place comes with the next reading of the timeline. */
  put(event, seq, sport) {
    this.#remember(event);
    const at = this.#events.findIndex((it) => identity(it) === identity(event));
    if (at >= 0) {
      if (this.#events[at].revision <= event.revision) {
        this.#events[at] = {...event, seq};
      }
      return;
    }
    const before = (one, other) =>
      periodOf(sport, one) - periodOf(sport, other)
      || (one.minute ?? Infinity) - (other.minute ?? Infinity)
      || (one.stoppage ?? 0) - (other.stoppage ?? 0);
    let place = this.#events.length;
    while (place > 0 && event.minute !== null && before(event, this.#events[place - 1]) < 0) {
      place--;
    }
    this.#events.splice(place, 0, {...event, seq});
  }

  /** Adds the event of a past update as an earlier revision. */
  recall(event) {
    this.#remember(event);
  }

  #remember(event) {
    const known = this.#earlier.get(identity(event)) ?? [];
    if (!known.some((it) => it.revision === event.revision)) {
      this.#earlier.set(identity(event), [...known, event].sort((a, b) => a.revision - b.revision));
    }
  }
}
