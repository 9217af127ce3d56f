// Opens an EventSource for each given URL and prints a line per event: a JSON array of the URL and the name of the event,
// followed by the number that its id begins with, and by match and seq of an update. Exits when an EventSource gives up.
import { EventSource } from 'eventsource';

const print = (...line) => console.log(JSON.stringify(line));

for (const url of process.argv.slice(2)) {
  const source = new EventSource(url);
  source.addEventListener('open', () => print(url, 'open'));
  source.addEventListener('snapshot', (event) => print(url, 'snapshot', Number.parseInt(event.lastEventId, 10)));
  source.addEventListener('update', (event) => {
    const { match, seq } = JSON.parse(event.data);
    print(url, 'update', Number.parseInt(event.lastEventId, 10), match, seq);
  });
  source.addEventListener('error', (event) => {
    if (source.readyState === EventSource.CLOSED) {
      console.error(url, event.code, event.message);
      process.exit(1);
    }
  });
}
