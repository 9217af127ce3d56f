// The base of all views.

import {el, replace} from './dom.js';

const PAUSE_MILLIS = 2000;
const RENDER_MILLIS = 50;

/** The view of one address. `page` is the state that main.js shares with every view. */
export class View extends HTMLElement {
  #listening = new AbortController();
  #timer = null;

  /** Called once before the view is shown. */
  show(page, parameter) {
    this.page = page;
    this.parameter = parameter;
    return this;
  }

  connectedCallback() {
    this.listen(this.page.matches, 'again', () => this.load());
    this.load();
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  /** Adds a listener that is removed with the view. */
  listen(target, kind, heard) {
    target.addEventListener(kind, heard, {signal: this.#listening.signal});
  }

  /** Renders later, once for several changes. */
  renderSoon = coalesced(() => this.isConnected && this.render(), RENDER_MILLIS, RENDER_MILLIS);

  /** Loads the data and renders; on failure, shows the error and tries again. */
  async load() {
    try {
      await this.read();
    } catch (error) {
      if (!this.isConnected) {
        return;
      }
      if (error.status >= 400 && error.status < 500) {
        this.refused(error);
      } else {
        this.later();
      }
    }
  }

  refused(error) {
    const headings = {404: 'Not found', 410: 'Deleted'};
    replace(
      this,
      this.heading(headings[error.status] ?? 'That did not work'),
      el('p', {}, error.message),
      el('p', {}, el('a', {href: '#/'}, 'To the matches')),
    );
  }

  // The old content stays visible while the server is away.
  later() {
    if (this.childElementCount === 0) {
      replace(this, this.heading('Touchline'), el('p', {}, 'The server does not answer; trying again.'));
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.isConnected && this.load(), PAUSE_MILLIS);
  }

  /** The heading, which gets the focus when the view opens and is the title of the page. */
  heading(text, classes = '') {
    document.title = text === 'Touchline' ? text : `${text} · Touchline`;
    return el(`h1${classes}`, {tabindex: '-1', 'data-focus': 'heading'}, text);
  }
}

/** Debounces a task; it never runs concurrently with itself. */
export function coalesced(task, least, most) {
  let timer = null;
  let running = false;
  let again = false;
  const run = async () => {
    timer = null;
    running = true;
    try {
      await task();
    } finally {
      running = false;
      if (again) {
        again = false;
        ask();
      }
    }
  };
  function ask() {
    if (running) {
      again = true;
    } else {
      // With jitter, so that the viewers of a match do not all request at once.
      timer ??= setTimeout(run, least + Math.random() * (most - least));
    }
  }
  return ask;
}
