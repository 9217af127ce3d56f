// What all views have in common.

import {el, replace} from './dom.js';

const PAUSE_MILLIS = 2000;
const RENDER_MILLIS = 50;

/** A part of the page that shows one address. `page` is what main.js shares with every view. */
export class View extends HTMLElement {
  #listening = new AbortController();
  #timer = null;

  /** Called once before it is shown. */
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

  /** Listens for as long as it is shown. */
  listen(target, kind, heard) {
    target.addEventListener(kind, heard, {signal: this.#listening.signal});
  }

  /** Shows what is known, a moment later: many things may happen at once. */
  renderSoon = coalesced(() => this.isConnected && this.render(), RENDER_MILLIS, RENDER_MILLIS);

  /** Reads what it needs and shows it; when that fails, says so and tries again. */
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
    const missing = error.status === 404;
    replace(
      this,
      this.heading(missing ? 'Not found' : 'That did not work'),
      el('p', {}, error.message),
      el('p', {}, el('a', {href: '#/'}, 'To the matches')),
    );
  }

  // What is shown stays: it is better than nothing while the server is away.
  later() {
    if (this.childElementCount === 0) {
      replace(this, this.heading('Touchline'), el('p', {}, 'The server does not answer; trying again.'));
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.isConnected && this.load(), PAUSE_MILLIS);
  }

  /** The heading that gets the focus when the view is opened, and names the page. */
  heading(text, classes = '') {
    document.title = text === 'Touchline' ? text : `${text} · Touchline`;
    return el(`h1${classes}`, {tabindex: '-1', 'data-focus': 'heading'}, text);
  }
}

/** Puts off what is asked for often, and does it once; never more than one at a time. */
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
      // Readers of the same match do not all ask in the same instant.
      timer ??= setTimeout(run, least + Math.random() * (most - least));
    }
  }
  return ask;
}
