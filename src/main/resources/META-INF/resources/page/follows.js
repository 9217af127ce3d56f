// The matches and teams that the user follows, stored in this browser.

const KEY = 'touchline.follows';

/** Event: 'change', also after a change in another tab. */
export class Follows extends EventTarget {
  #matches = new Set();
  #teams = new Set();

  constructor() {
    super();
    this.#read();
    addEventListener('storage', (event) => {
      if (event.key === KEY) {
        this.#read();
        this.dispatchEvent(new Event('change'));
      }
    });
  }

  hasMatch(id) {
    return this.#matches.has(id);
  }

  hasTeam(name) {
    return this.#teams.has(name);
  }

  /** Whether the match or one of its teams is followed. */
  includes(match) {
    return this.hasMatch(match.id) || this.hasTeam(match.home) || this.hasTeam(match.away);
  }

  /** The ids of the matches that are followed themselves, not through a team. */
  matches() {
    return [...this.#matches];
  }

  toggleMatch(id) {
    this.#toggle(this.#matches, id);
  }

  toggleTeam(name) {
    this.#toggle(this.#teams, name);
  }

  #toggle(set, value) {
    if (!set.delete(value)) {
      set.add(value);
    }
    try {
      localStorage.setItem(KEY, JSON.stringify({matches: [...this.#matches], teams: [...this.#teams]}));
    } catch {
      // Storage is full or forbidden: the change lasts until the page is closed.
    }
    this.dispatchEvent(new Event('change'));
  }

  #read() {
    let stored = null;
    try {
      stored = JSON.parse(localStorage.getItem(KEY));
    } catch {
      // Storage is forbidden, or the value is not ours: start empty.
    }
    const texts = (list) => (Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []);
    this.#matches = new Set(texts(stored?.matches));
    this.#teams = new Set(texts(stored?.teams));
  }
}
