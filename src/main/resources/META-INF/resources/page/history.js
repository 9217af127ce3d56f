// The updates of one match that the page has not seen, for what the timeline alone does not tell: what was corrected.

import {segment} from './api.js';

/**
 * Reads them from one number to another, and then hangs up: the page has a feed that goes on from there. Where the
 * server cannot tell them all any more, there are none.
 */
export class History {
  #source = null;

  /** @param {function(Object)} each is called with every update after the one and up to the other, in order */
  read(match, after, upTo, each) {
    this.stop();
    const source = new EventSource(`/matches/${segment(match)}/stream?lastEventId=${after}`);
    this.#source = source;
    source.addEventListener('snapshot', () => this.stop());
    source.addEventListener('error', () => this.stop());
    source.addEventListener('update', (message) => {
      const update = JSON.parse(message.data);
      each(update);
      if (update.seq >= upTo) {
        this.stop();
      }
    });
  }

  /** Hangs up. */
  stop() {
    this.#source?.close();
    this.#source = null;
  }
}
