// Reads and reports over HTTP.

/** An error response, with its problem. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `The answer was ${status}.`);
    this.status = status;
    this.errors = problem?.errors ?? [];
  }
}

/** GET of JSON. A cached response is revalidated before it is used. */
export async function get(path) {
  return answer(await fetch(path, {cache: 'no-cache', headers: {Accept: 'application/json'}}));
}

/** POST of JSON. */
export async function post(path, body) {
  const headers = {'Content-Type': 'application/json', Accept: 'application/json'};
  return answer(await fetch(path, {method: 'POST', headers, body: JSON.stringify(body)}));
}

async function answer(response) {
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null) {
    throw new Refusal(response.status, body);
  }
  return body;
}

/** The pages of a paged resource, up to a number of them. */
export async function pages(path, most = 10) {
  const read = [];
  const separator = path.includes('?') ? '&' : '?';
  let cursor = '';
  do {
    const page = await get(`${path}${separator}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    read.push(page);
    cursor = page.next;
  } while (cursor && read.length < most);
  return read;
}

/** The items of a paged list, up to a number of pages. */
export const all = async (path, most) => (await pages(path, most)).flatMap((page) => page.items);

/** Encodes one segment of a path, such as the id of a match. */
export const segment = encodeURIComponent;
