import { makeDemo } from '#lib/server/demo/make-demo.ts';

/** A process of its own (`npm start -- --demo`): makes the demo from the outside, by the public API and the client calls. */
const [origin = '', token = ''] = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);

await makeDemo({ origin, token, say });
