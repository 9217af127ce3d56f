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

/** Puts new children in the place of the old, and the focus back to where it was. */
export function replace(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement.dataset?.focus : null;
  parent.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (focused) {
    [...parent.querySelectorAll('[data-focus]')].find((it) => it.dataset.focus === focused)?.focus();
  }
}
