// Headlines: a notification of the browser where it is allowed, a toast on the page otherwise, and for screen
// readers.

import {el} from './dom.js';

const TOAST_MILLIS = 10_000;
const MAX_TOASTS = 4;
/** Older updates are not notified after a reconnect. */
const NEWS_MILLIS = 5 * 60_000;

/** Notifies the user of headlines. */
export class Notices {
  #toasts = document.getElementById('toasts');
  #announcements = document.getElementById('announcements');
  #button = document.getElementById('notify-me');

  constructor() {
    this.#button.addEventListener('click', async () => {
      await Notification.requestPermission();
      this.#offer();
    });
    this.#offer();
  }

  /** Shows a headline. */
  show(update) {
    if (Date.now() - Date.parse(update.at) > NEWS_MILLIS) {
      return;
    }
    if (!this.#notify(update)) {
      this.#toast(update);
    }
  }

  /** Announces a text to screen readers, after earlier announcements. */
  say(text) {
    this.#announcements.textContent = text;
  }

  #notify(update) {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') {
      return false;
    }
    try {
      // All tabs use the same tag, so that the browser shows the notification once.
      const shown = new Notification(update.title, {body: update.text, tag: `${update.match}/${update.seq}/${update.at}`});
      shown.addEventListener('click', () => {
        globalThis.focus();
        location.hash = `#/matches/${encodeURIComponent(update.match)}`;
      });
      return true;
    } catch {
      // Some mobile browsers have the constructor but throw.
      return false;
    }
  }

  #toast(update) {
    const toast = el(
      `article.toast.${update.kind === 'retraction' ? 'taken-back' : 'good'}`,
      {},
      el('a', {href: `#/matches/${encodeURIComponent(update.match)}`}, el('strong', {}, update.title), el('span', {}, update.text)),
      el('button.quiet', {type: 'button', 'aria-label': 'Dismiss', click: () => toast.remove()}, '✕'),
    );
    this.#toasts.append(toast);
    while (this.#toasts.childElementCount > MAX_TOASTS) {
      this.#toasts.firstElementChild.remove();
    }
    setTimeout(() => toast.remove(), TOAST_MILLIS);
  }

  #offer() {
    this.#button.hidden = !('Notification' in globalThis) || Notification.permission !== 'default';
  }
}
