// `npm run doctor -- https://docs.example.org/`: the doctor on the command line. Prints a sentence for each check, and
// below what is wrong the lines that mend it. The exit status is 0 only if all is well, 2 for a wrong command.

import { parseArgs } from 'node:util';
import { messageOf } from '../../protocol/error-message.ts';
import { doctorEnglish } from '../texts/english/doctor.ts';
import { examine } from './examine.ts';
import { nodePlatform } from './node-platform.ts';
import { type Proxy, proxies, proxyNames, remedyFor } from './remedies.ts';
import { type Check, checks, isFault, isFine, type Verdict } from './verdicts.ts';

const usage = `npm run doctor -- https://docs.example.org/ [options]

  --proxy <name>     print the lines for this proxy alone: ${proxies.join(', ')}
  --idle <seconds>   how long a WebSocket stays silent, by default 90`;

const { doctor } = doctorEnglish;

interface Command {
  readonly home: URL;
  readonly proxy: Proxy | null;
  readonly idle: number;
}

/** The command, or null for one that is wrong. */
function readCommand(): Command | null {
  const options = { proxy: { type: 'string' }, idle: { type: 'string', default: '90' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [address, ...others] = positionals;
  const proxy = proxies.find((name) => name === values.proxy) ?? null;
  const idle = Number(values.idle);
  const isKnown = values.proxy === undefined || proxy !== null;
  if (address === undefined || others.length > 0 || !isKnown || !(idle > 0 && idle <= 90)) return null;
  const home = new URL(address);
  return /^https?:$/.test(home.protocol) ? { home, proxy, idle: idle * 1000 } : null;
}

/** The lines of a verdict, as they are printed. */
function* linesOf(check: Check, verdict: Verdict, only: Proxy | null): Generator<string> {
  const say = doctor.verdicts[verdict.type] as (of: Verdict) => string;
  const mark = isFine(verdict) ? '✓' : verdict.type === 'notTried' ? '–' : '✗';
  yield `${mark} ${doctor.checks[check].padEnd(22)} ${say(verdict)}`;
  const remedy = remedyFor(verdict);
  if (remedy.quire !== undefined) yield* block(doctor.mendHere, remedy.quire);
  for (const proxy of only === null ? proxies : [only]) {
    if (remedy[proxy] !== undefined) yield* block(doctor.mendIn(proxyNames[proxy]), remedy[proxy]);
  }
}

function* block(title: string, lines: readonly string[]): Generator<string> {
  yield `    ${title}:`;
  for (const line of lines) yield `        ${line}`;
}

async function main(): Promise<number> {
  const command = readCommand();
  if (command === null) {
    console.error(usage);
    return 2;
  }
  const verdicts = new Map<Check, Verdict>();
  let named: Proxy | null = null;
  console.log(
    `The doctor examines ${command.home.href}, which takes ${Math.ceil(command.idle / 1000)} seconds or more.`,
  );
  await examine(command.home, nodePlatform(command.home), {
    idle: command.idle,
    tell: (check, verdict) => verdicts.set(check, verdict),
    tellProxy: (proxy) => (named = proxy),
  });
  for (const check of checks) {
    for (const line of linesOf(check, verdicts.get(check)!, command.proxy ?? named)) console.log(line);
  }
  const faults = [...verdicts.values()].filter(isFault).length;
  console.log(faults === 0 ? doctor.well : `${doctor.unwell(faults)} docs/proxies.md has whole configurations.`);
  return faults === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${messageOf(error)}\n\n${usage}`);
  process.exitCode = 2;
}
