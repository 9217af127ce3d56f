// Reports a goal with fetch: node report.mjs [http://localhost:8080 [match]]
const [url = 'http://localhost:8080', match = 'fra-arg'] = process.argv.slice(2);
const goal = { id: 'js-1', source: 'example/javascript', type: 'football.goal', match, minute: 23, team: 'home', player: 'Ada' };
const request = () => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(goal),
  signal: AbortSignal.timeout(20_000),
});

for (;;) {
  // No or a lost connection: the report may have been accepted.
  const answer = await fetch(`${url}/events`, request()).catch((error) => console.error(String(error.cause ?? error)));
  if (answer && ![429, 503].includes(answer.status)) {
    console.log(answer.status, await answer.text());
    process.exitCode = answer.status === 202 ? 0 : 1; // 202: accepted; other: correct the report
    break;
  }
  const pause = Number(answer?.headers.get('Retry-After') ?? 1);
  await new Promise((resume) => setTimeout(resume, 1000 * pause)); // and send the same report again, which is harmless
}
