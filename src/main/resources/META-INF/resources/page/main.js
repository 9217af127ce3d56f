// The entry point: state that the views share, and routing between them.

import './matches-view.js';
import './match-view.js';
import './competition-view.js';
import './wire-view.js';
import {get} from './api.js';
import {Feed} from './feed.js';
import {Follows} from './follows.js';
import {Matches} from './matches.js';
import {Notices} from './notices.js';
import {Wire} from './wire.js';

/** A match becomes stale without an update, after hours. */
const REREAD_MILLIS = 300_000;
/** A lost connection is reported only after this time, since most reconnect sooner. */
const PATIENCE_MILLIS = 700;

const feed = new Feed('/stream');
const matches = new Matches(feed);
const follows = new Follows();
const notices = new Notices();
const wire = new Wire(matches);
const page = {matches, follows, wire, settings: get('/page.json').catch(() => ({mayReport: false}))};

const main = document.getElementById('main');
const connection = document.getElementById('connection');
const banner = document.getElementById('disconnected');

const ROUTES = [
  [/^\/?$/, 'matches-view'],
  [/^\/matches\/([^/]+)$/, 'match-view'],
  [/^\/competitions\/([^/]+)$/, 'competition-view'],
  [/^\/wire$/, 'wire-view'],
];

let shown = null;

function route() {
  const address = location.hash.slice(1);
  for (const [pattern, name] of ROUTES) {
    const found = pattern.exec(address);
    if (found) {
      open(name, parameter(found[1]));
      return;
    }
  }
  location.replace('#/');
}

function parameter(part) {
  try {
    return part === undefined ? null : decodeURIComponent(part);
  } catch {
    return part;
  }
}

function open(name, parameter) {
  const first = shown === null;
  shown = document.createElement(name).show(page, parameter);
  main.replaceChildren(shown);
  document.querySelectorAll('nav a').forEach((link) => {
    const here = link.hash === location.hash || (link.hash === '#/' && name === 'matches-view');
    link.toggleAttribute('aria-current', false);
    if (here) {
      link.setAttribute('aria-current', 'page');
    }
  });
  // Keyboard and screen reader users continue at the heading of the opened view.
  if (!first) {
    main.focus({preventScroll: true});
    scrollTo(0, 0);
  }
}

document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});

let worried = null;

feed.addEventListener('connected', () => {
  clearTimeout(worried);
  worried = null;
  if (!banner.hidden) {
    banner.hidden = true;
    notices.say('Connected again.');
  }
  connection.textContent = 'Live';
  connection.className = 'connection on';
});

feed.addEventListener('disconnected', () => {
  worried ??= setTimeout(() => {
    connection.textContent = 'Disconnected';
    connection.className = 'connection off';
    banner.textContent = 'Disconnected. What you see may be out of date; it catches up by itself.';
    banner.hidden = false;
  }, PATIENCE_MILLIS);
});

matches.addEventListener('update', ({detail: update}) => {
  if (!update.notify) {
    return;
  }
  const looking = shown?.localName === 'match-view' && shown.parameter === update.match;
  const match = matches.get(update.match) ?? {id: update.match, home: update.home, away: update.away};
  const followed = follows.includes(match);
  if (followed) {
    notices.show(update);
  }
  if (followed || looking) {
    notices.say(`${update.title}. ${update.text}`);
  }
});

addEventListener('hashchange', route);
route();
feed.open();
setInterval(() => matches.reread(), REREAD_MILLIS);
