// Prints what is wrong with the description of an interface that comes from standard input, a line for each mistake:
// an OpenAPI document by Spectral's rules, an AsyncAPI document by those and by AsyncAPI's own parser.
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
