// Follows the streams at the URLs it is given, each with an EventSource, and prints a line for whatever comes: a JSON
// array of the URL and the event's name; behind the name of an event that the server sent, its id, and behind the id
// of an update its match and seq. Ends when an EventSource gives up.
import { EventSource } from 'eventsource';

const print = (...line) => console.log(JSON.stringify(line));

for (const url of process.argv.slice(2)) {
  const source = new EventSource(url);
  source.addEventListener('open', () => print(url, 'open'));
  source.addEventListener('snapshot', (event) => print(url, 'snapshot', Number(event.lastEventId)));
  source.addEventListener('update', (event) => {
    const { match, seq } = JSON.parse(event.data);
    print(url, 'update', Number(event.lastEventId), match, seq);
  });
  source.addEventListener('error', (event) => {
    if (source.readyState === EventSource.CLOSED) {
      console.error(url, event.code, event.message);
      process.exit(1);
    }
  });
}
