// The events of a match, in the order of the match clock.

import {periodOf, withoutIncluded} from './sports.js';

const identity = (event) => `${event.source}\n${event.id}`;

// A confirmation changes nothing that people see.
const sameContent = (one, other) =>
  ['type', 'period', 'minute', 'stoppage', 'team', 'player', 'assist'].every((field) => (one[field] ?? null) === (other[field] ?? null))
  && JSON.stringify(one.details ?? {}) === JSON.stringify(other.details ?? {});

/** The events of one match, each with its earlier revisions that were seen. */
export class Timeline {
  #events = [];
  #known = new Map();

  /** The events in order, without those that another one includes. */
  events(sport) {
    return withoutIncluded(sport, this.#events);
  }

  /** The earlier revisions of an event, oldest first. */
  earlier(event) {
    return this.#revisions(event).filter((it) => it.revision < event.revision);
  }

  /** Whether people see a difference to an earlier revision. Without one, only the kind of its update tells. */
  isCorrected(event) {
    const earlier = this.earlier(event);
    const {kind} = this.#revisions(event).find((it) => it.revision === event.revision) ?? {};
    return earlier.length > 0 ? earlier.some((it) => !sameContent(it, event)) : kind === 'correction';
  }

  /** Replaces the timeline by the server's, and keeps newer events. */
  take(events, sport) {
    const newest = events.reduce((most, event) => Math.max(most, event.seq), 0);
    const newer = this.#events.filter((event) => event.seq > newest);
    this.#events = [...events];
    events.forEach((event) => this.#remember(event));
    newer.forEach((event) => this.put({event, seq: event.seq}, sport));
  }

  /** Adds the event of an update; its final place comes with the next reading of the timeline. */
  put({event, seq, kind}, sport) {
    this.#remember(event, kind);
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
  recall({event, kind}) {
    this.#remember(event, kind);
  }

  #revisions(event) {
    return this.#known.get(identity(event)) ?? [];
  }

  // The timeline does not have the kinds of the updates.
  #remember(event, kind) {
    const others = this.#revisions(event).filter((it) => it.revision !== event.revision);
    if (kind || others.length === this.#revisions(event).length) {
      this.#known.set(identity(event), [...others, {...event, kind}].sort((a, b) => a.revision - b.revision));
    }
  }
}
