// Prints the mistakes of an API description from standard input, one per line: of OpenAPI by Spectral's rules, of AsyncAPI by
// Spectral's rules and AsyncAPI's parser.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import spectralCore from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';

const { Ruleset, Spectral } = spectralCore;
const WARNING = 1;

const text = readFileSync(0, 'utf8');
const found = new Set();

const linter = new Spectral();
linter.setRuleset(new Ruleset({ extends: [rulesets.oas, rulesets.asyncapi] }));
for (const { severity, code, path, message } of await linter.run(text)) {
  if (severity <= WARNING) {
    found.add(`${code} at ${path.join('.')}: ${message}`);
  }
}

if (/^asyncapi:/m.test(text)) {
  const { diagnostics } = await new Parser().parse(text);
  for (const { severity, code, path, message } of diagnostics) {
    if (severity <= WARNING) {
      found.add(`${code} at ${path.join('.')}: ${message}`);
    }
  }
}

for (const line of found) {
  console.log(line);
}
