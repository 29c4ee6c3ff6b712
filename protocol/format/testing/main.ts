// npm run fuzz:text -- <number of lives> [seed] ["path"]: lives lives of documents, and prints how to replay the first
// in which a promise was broken, shrunk to what it needs.

import { fuzz } from './fuzz.ts';

const [count, seed, path] = process.argv.slice(2);
const { failure, report } = fuzz({
  count: Number(count ?? 10_000),
  ...(seed && { seed: Number(seed) }),
  ...(path && { path }),
});
console.log(report);
if (failure !== null) {
  console.error(failure);
  process.exitCode = 1;
}
