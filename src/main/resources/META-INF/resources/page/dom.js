// Elements are made here and nowhere else. Whatever comes from outside ends up in a text node or in an attribute, and
// so can never become markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element.
 *
 * @param {string} name its tag, with classes after dots: 'p.quiet'
 * @param {Object} attributes false and null leave one out; a function listens to the event of that name
 * @param {...(Node|string|number|null|Array)} content text is always text
 */
export function el(name, attributes = {}, ...content) {
  return make((tag) => document.createElement(tag), name, attributes, content);
}

/** Makes an element of a drawing. */
export function svg(name, attributes = {}, ...content) {
  return make((tag) => document.createElementNS(SVG, tag), name, attributes, content);
}

function make(create, name, attributes, content) {
  const [tag, ...classes] = name.split('.');
  const element = create(tag);
  if (classes.length > 0) {
    element.setAttribute('class', classes.join(' '));
  }
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(key, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...content.flat(Infinity).filter((part) => part !== null && part !== undefined && part !== false));
  return element;
}

/** A button that stays pressed. */
export function toggle(label, pressed, click, classes = '') {
  return el(`button${classes}`, {type: 'button', 'aria-pressed': String(pressed), click}, label);
}

// What says that an element is still the one it was.
const IDENTITY = ['id', 'href', 'aria-label', 'data-focus', 'data-match', 'data-incident'];

/**
 * Shows new children in the place of the old. Old ones that are still meant stay, and only change: what is pressed
 * while they do would not be clicked otherwise, when it is let go. They keep their listeners, so an element that has one
 * has a data-focus that says what it does.
 */
export function replace(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  place(parent, children.flat(Infinity).filter(Boolean));
  if (focused && focused !== document.activeElement) {
    const again = [...parent.querySelectorAll('[data-focus]')].find((it) => it.dataset.focus === focused.dataset.focus);
    (focused.isConnected ? focused : again)?.focus();
  }
}

function place(parent, wanted) {
  const left = new Set(parent.childNodes);
  const placed = wanted.map((node) => {
    for (const old of left) {
      if (same(old, node)) {
        left.delete(old);
        become(old, node);
        return old;
      }
    }
    return node;
  });
  left.forEach((old) => old.remove());
  // What is where it belongs is not touched: it would lose the focus, and whatever presses it.
  placed.forEach((node, at) => {
    if (node !== parent.childNodes[at]) {
      parent.insertBefore(node, parent.childNodes[at] ?? null);
    }
  });
}

function same(old, node) {
  return old.nodeName === node.nodeName && IDENTITY.every((name) => old.getAttribute?.(name) === node.getAttribute?.(name));
}

function become(old, node) {
  if (old === node || old.isEqualNode(node)) {
    return;
  }
  if (old.nodeType === Node.TEXT_NODE) {
    old.data = node.data;
    return;
  }
  const names = node.getAttributeNames();
  old.getAttributeNames().filter((name) => !names.includes(name)).forEach((name) => old.removeAttribute(name));
  for (const name of names.filter((it) => old.getAttribute(it) !== node.getAttribute(it))) {
    if (name === 'style') {
      // Through the object model: an attribute would be against the content security policy.
      old.style.cssText = node.style.cssText;
    } else {
      old.setAttribute(name, node.getAttribute(name));
    }
  }
  place(old, [...node.childNodes]);
}
