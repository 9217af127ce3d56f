// The missed updates of one match. They have the earlier revisions, which the timeline does not.

import {segment} from './api.js';

/**
 * Reads the updates between two seqs from the stream of the match and closes it; the page's feed has the later ones.
 * Reads nothing if the server can no longer resume from the first seq.
 */
export class History {
  #source = null;

  /** @param {function(Object)} each is called with every update after the first seq up to the last, in order */
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

  /** Closes the stream. */
  stop() {
    this.#source?.close();
    this.#source = null;
  }
}
