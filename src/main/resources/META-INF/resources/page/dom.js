// The only place that creates elements. Data from outside becomes a text node or an attribute, never markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Creates an element.
 *
 * @param {string} name the tag, with classes after dots: 'p.quiet'
 * @param {Object} attributes false and null omit an attribute; a function becomes a listener of that event
 * @param {...(Node|string|number|null|Array)} content strings become text nodes
 */
export function el(name, attributes = {}, ...content) {
  return make((tag) => document.createElement(tag), name, attributes, content);
}

/** Creates an SVG element. */
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

/** A toggle button. */
export function toggle(label, pressed, click, classes = '') {
  return el(`button${classes}`, {type: 'button', 'aria-pressed': String(pressed), click}, label);
}

// The attributes that identify an element across renderings.
const IDENTITY = ['id', 'href', 'aria-label', 'data-focus', 'data-match', 'data-incident'];

/**
 * Replaces the children of an element by new ones. Old children with the same identity stay in the document and are
 * only updated: a button that is replaced between mousedown and mouseup would get no click. They keep their
 * listeners, so an element with a listener needs a data-focus that identifies its action.
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
  // A child at the right place is not moved: moving it would lose the focus and a pending click.
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
      // Set by the object model, since the Content-Security-Policy forbids style attributes.
      old.style.cssText = node.style.cssText;
    } else {
      old.setAttribute(name, node.getAttribute(name));
    }
  }
  place(old, [...node.childNodes]);
}
