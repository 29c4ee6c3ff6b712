// The configurations of docs/proxies.md in the real proxies: the doctor finds that all is well with each of them, and
// names what is wrong, with the line that mends it, where something is taken out of them or put in.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, type TestContext, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { examine } from '../client/doctor/examine.ts';
import { nodePlatform } from '../client/doctor/node-platform.ts';
import { remedyFor } from '../client/doctor/remedies.ts';
import { type Check, isFault, type Verdict, type VerdictType } from '../client/doctor/verdicts.ts';
import { type TestedProxy, testedProxies } from '../server/testing/find-proxies.ts';
import { makeCertificate, needsProxy, type ProxyPlace, startRealProxy } from '../server/testing/real-proxy.ts';
import { client } from '../server/testing/client.ts';
import { startServer, until } from '../server/testing/server.ts';
import { writeOverHttp } from '../server/testing/write-over-http.ts';

const page = readFileSync(new URL('proxies.md', import.meta.url), 'utf8');
const doctor = fileURLToPath(new URL('../client/doctor/main.ts', import.meta.url));

/** How long a WebSocket is silent in these tests, where the configurations of the page allow two minutes. */
const idle = 1_200;
const tooShort = '700ms';

/** The blocks of code below a heading. */
function blocks(heading: string): string[] {
  const [, section] = page.split(new RegExp(`^#+ ${heading}$`, 'm'));
  assert.ok(section, `${heading} is a heading`);
  return [...section.split(/^#+ /m)[0]!.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code]) => code!);
}

/** Replaces a part that must be there. */
function replace(text: string, part: string | RegExp, by: string): string {
  assert.ok(typeof part === 'string' ? text.includes(part) : part.test(text), `${String(part)} is in\n${text}`);
  return text.replace(part, () => by);
}

type Kind = 'one' | 'path' | 'several' | 'tls';
type Edit = readonly [part: string | RegExp, by: string];

/** The configuration of each proxy as the page has it. */
const pages: Record<TestedProxy, (kind: Kind) => string> = {
  nginx(kind) {
    const [one] = blocks('nginx');
    const location = /^ +location \/ \{.*?\n {8}\}\n/ms;
    if (kind === 'path') return replace(one!, location, blocks('nginx at a path')[0]!);
    if (kind === 'one') return one!;
    if (kind === 'tls') return replace(one!, location, blocks('nginx and TLS to the server')[0]!);
    const [upstreams, locations] = blocks('nginx and several servers');
    return replace(replace(one!, location, locations!), '    server {\n', `${upstreams}    server {\n`);
  },
  caddy(kind) {
    const more = { one: '', path: ' at a path', several: ' and several servers', tls: ' and TLS to the server' };
    return blocks(`Caddy${more[kind]}`)[0]!;
  },
  haproxy(kind) {
    const [one] = blocks('HAProxy');
    const choice = '    default_backend quire\n';
    if (kind === 'path') return replace(one!, choice, blocks('HAProxy at a path')[0]!);
    if (kind === 'one') return one!;
    const own = /^backend quire\n.*/ms;
    if (kind === 'tls') return replace(one!, own, blocks('HAProxy and TLS to the server')[0]!);
    const [rule, backends] = blocks('HAProxy and several servers');
    return replace(replace(one!, choice, `${choice}${rule}`), own, backends!);
  },
};

/** Puts the ports and files of a test in, and what keeps a proxy from touching the machine. */
const settings: Record<TestedProxy, (text: string, place: ProxyPlace, folder: string) => string> = {
  nginx(text, { port, certificate, key }, folder) {
    const own = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    );
    let edited = replace(text, 'listen 443 ssl', `listen 127.0.0.1:${port} ssl`);
    edited = replace(edited, /\/etc\/ssl\S+fullchain.pem/, certificate);
    edited = replace(edited, /\/etc\/ssl\S+key.pem/, key);
    return replace(edited, 'http {\n', `http {\naccess_log off;\n${own.join('\n')}\n`);
  },
  caddy: (text, { port, certificate, key }) =>
    '{\nadmin off\nauto_https disable_redirects\n}\n' +
    replace(text, 'docs.example.org {', `https://localhost:${port} {\nbind 127.0.0.1\ntls ${certificate} ${key}`),
  haproxy(text, { port, both }) {
    const edited = replace(text, 'maxconn 60000', 'maxconn 1000'); // a test may open fewer files than a server
    return replace(edited, /bind :443 ssl crt \S+/, `bind 127.0.0.1:${port} ssl crt ${both}`);
  },
};

/** Puts the ports of servers in, the last of which also stands for those that the test does not have. */
function withServers(text: string, ports: readonly number[]): string {
  const all = text.replaceAll('127.0.0.1:3000', `127.0.0.1:${ports[0]}`);
  const trusting = all.replaceAll('/etc/ssl/quire/ca.pem', files.certificate).replaceAll('quire.internal', 'localhost');
  const several = trusting.replace(/^.*10\.0\.0\.13:3000;?$\n/gm, (line) =>
    line.includes('10.0.0.11') ? line.replace(' 10.0.0.13:3000', '') : '',
  );
  return several.replace(/10\.0\.0\.1([12]):3000/g, (_, which) => `127.0.0.1:${ports[Number(which) - 1] ?? ports[0]}`);
}

const folder = mkdtempSync(join(tmpdir(), 'quire-proxies-'));
after(() => rmSync(folder, { recursive: true }));
const files = makeCertificate(folder);
setDefaultCACertificates([...getCACertificates('bundled'), readFileSync(files.certificate, 'utf8')]);

/** Starts a proxy with a configuration of the page, after `edits`; resolves with its address. */
async function start(
  t: TestContext,
  proxy: TestedProxy,
  kind: Kind,
  ports: readonly number[],
  edits: readonly Edit[] = [],
): Promise<string> {
  const text = edits.reduce((text, [part, by]) => replace(text, part, by), pages[proxy](kind));
  const port = await startRealProxy(t, proxy, files, (place, folder) =>
    withServers(settings[proxy](text, place, folder), ports),
  );
  return `https://localhost:${port}/${kind === 'path' ? 'quire/' : ''}`;
}

/** Runs `npm run doctor`; resolves with its exit status and what it printed. */
async function runDoctor(address: string, ...options: string[]) {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: files.certificate };
  const child = spawn(process.execPath, [doctor, address, '--idle', String(idle / 1000), ...options], { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

/** What the doctor finds at an address, in this process. */
async function findingsAt(address: string): Promise<Map<Check, Verdict>> {
  const found = new Map<Check, Verdict>();
  const home = new URL(address);
  await examine(home, nodePlatform(home), { idle, tell: (check, verdict) => found.set(check, verdict) });
  return found;
}

/** A fault by its check: the verdict, and a line that mends it, of the proxy or of the server. */
type Faults = Partial<Record<Check, readonly [VerdictType, string]>>;

/** How each proxy goes wrong, in two ways that do not hide each other; see the tests. */
const wrong: Record<TestedProxy, readonly [Edit[], Edit[]]> = {
  nginx: [
    [
      ['        proxy_set_header Upgrade $http_upgrade;\n', ''],
      ['        proxy_buffering off;\n', '        proxy_ignore_headers X-Accel-Buffering;\n'],
      ['        client_max_body_size 64m;\n', ''],
    ],
    [
      ['proxy_read_timeout 120s', `proxy_read_timeout ${tooShort}`],
      ['        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n', ''],
      [/^ +location \/collab\/ \{.*?\n {8}\}\n/ms, ''],
    ],
  ],
  caddy: [
    [
      [
        'reverse_proxy 127.0.0.1:3000',
        'request_body {\nmax_size 1MB\n}\nreverse_proxy 127.0.0.1:3000 {\nheader_up -Upgrade\nbuffer_responses\n}',
      ],
    ],
    [
      [/lb_policy header X-Document/, 'lb_policy round_robin'],
      ['    lb_try_duration', `    transport http {\nread_timeout ${tooShort}\n}\n    lb_try_duration`],
    ],
  ],
  haproxy: [
    [
      [
        '    default_backend',
        '    http-request del-header Upgrade\n' +
          '    http-request deny deny_status 413 if { req.hdr_val(content-length) gt 1000000 }\n    default_backend',
      ],
      ['    server one', '    http-response wait-for-body time 10s\n    server one'],
    ],
    [
      ['timeout tunnel 120s', `timeout tunnel ${tooShort}`],
      ['    option forwardfor\n', ''],
      ['    use_backend quire_by_document if { path_beg /collab/ }\n', ''],
    ],
  ],
};

/** The lines that the doctor gives for them. */
const mended: Record<TestedProxy, readonly [Faults, Faults]> = {
  nginx: [
    {
      socket: ['socketFails', 'proxy_set_header Upgrade $http_upgrade;'],
      stream: ['streamHeldBack', 'proxy_buffering off;'],
      body: ['bodyRefused', 'client_max_body_size 64m;'],
    },
    {
      idle: ['idleCut', 'proxy_read_timeout 120s;'],
      addresses: ['trustTooHigh', 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;'],
      servers: ['severalServers', 'hash $uri consistent;'],
    },
  ],
  caddy: [
    {
      socket: ['socketFails', 'without header_up lines for Upgrade'],
      stream: ['streamHeldBack', 'without buffer_responses'],
      body: ['bodyRefused', 'request_body { max_size 64MB }'],
    },
    {
      idle: ['idleCut', 'transport http { read_timeout 120s }'],
      servers: ['severalServers', 'lb_policy header X-Document'],
    },
  ],
  haproxy: [
    {
      socket: ['socketFails', 'without http-request del-header or deny lines for Upgrade'],
      stream: ['streamHeldBack', 'without http-response wait-for-body'],
      body: ['bodyRefused', 'no http-request deny lines for content-length'],
    },
    {
      idle: ['idleCut', 'timeout tunnel 120s'],
      addresses: ['trustTooHigh', 'option forwardfor'],
      servers: ['severalServers', 'balance hash path,url_dec'],
    },
  ],
};

function assertFaults(proxy: TestedProxy, found: Map<Check, Verdict>, faults: Faults): void {
  for (const [check, [type, line]] of Object.entries(faults) as [Check, [VerdictType, string]][]) {
    const verdict = found.get(check)!;
    // A proxy that refuses a body may end the connection before its answer is read.
    const isType = verdict.type === type || (type === 'bodyRefused' && verdict.type === 'bodyLost');
    assert.ok(isType, `${proxy}, ${check}: ${JSON.stringify(verdict)}`);
    const { [proxy]: lines = [], quire = [] } = remedyFor(verdict);
    assert.ok(
      [...lines, ...quire].some((one) => one.includes(line)),
      `${proxy}, ${check}: ${lines.join('\n')}`,
    );
  }
}

const behindOne = { TRUST_PROXY: '1', BASE_PATH: '/quire' };

/** How a proxy forbids WebSockets. */
const blocking: Record<TestedProxy, Edit> = {
  nginx: ['        location / {\n', '        location / {\nif ($http_upgrade) { return 403; }\n'],
  caddy: ['    reverse_proxy', '    @upgrade header Upgrade *\n    respond @upgrade 403\n    reverse_proxy'],
  haproxy: ['    default_backend', '    http-request deny if { req.hdr(Upgrade) -m found }\n    default_backend'],
};

/** A stock client with a WebSocket, and one behind a proxy that forbids WebSockets, write one document together. */
async function writeTogether(t: TestContext, open: string, blocked: string): Promise<void> {
  const addressOf = (home: string) => `${home}collab`.replace('https', 'wss');
  const ada = client(t, { address: addressOf(open) }, 'plan');
  ada.text.insert(0, 'Bread');
  const refused = new WebSocket(`${addressOf(blocked)}/plan`);
  const event = await Promise.race(['open', 'error'].map((type) => once(refused, type)));
  assert.equal((event[0] as Event).type, 'error', 'the proxy forbids WebSockets');
  const read = await writeOverHttp(t, `${blocked}collab/plan`, 'Butter', 'Bread');
  assert.match(read, /^(BreadButter|ButterBread)$/);
  await until(() => ada.text.toJSON() === read);
}

async function examineAll(t: TestContext, proxy: TestedProxy): Promise<void> {
  const seesNoProxy = { ...behindOne, TRUST_PROXY: '0', ALLOWED_ORIGINS: 'https://localhost' };
  const withTls = { TRUST_PROXY: '1', TLS_CERT: files.certificate, TLS_KEY: files.key };
  const [first, second, third, secure] = await Promise.all(
    [behindOne, behindOne, seesNoProxy, withTls].map((env) => startServer(t, { env })),
  );
  const both = [first!.port, second!.port];
  const [one, path, several, firstWrong, secondWrong, blocked, tls] = await Promise.all([
    start(t, proxy, 'one', both),
    start(t, proxy, 'path', both),
    start(t, proxy, 'several', both),
    start(t, proxy, 'one', [third!.port], wrong[proxy][0]),
    start(t, proxy, 'several', both, wrong[proxy][1]),
    start(t, proxy, 'one', both, [blocking[proxy]]),
    start(t, proxy, 'tls', [secure!.port]),
  ]);

  assert.equal(await protocolOf(one), 'h2');
  const [{ code, output }, ...early] = await Promise.all([runDoctor(one), ...[path, firstWrong].map(findingsAt)]);
  assert.equal(code, 0, output);
  const late = await Promise.all([several, secondWrong, tls].map(findingsAt));
  await writeTogether(t, one, blocked);
  await writeOverHttp(t, `${several}collab/plan`, 'Alone', 'Alone'); // each request reaches the server of the session
  for (const found of [early[0]!, late[0]!, late[2]!]) assert.deepEqual([...found.values()].filter(isFault), []);
  assertFaults(proxy, early[1]!, { ...mended[proxy][0], addresses: ['trustTooLow', 'TRUST_PROXY=1'] });
  assertFaults(proxy, late[1]!, mended[proxy][1]);
}

suite(
  'the doctor finds all well behind a proxy as the page has it, and names each fault',
  { concurrency: true },
  () => {
    for (const proxy of testedProxies) test(proxy, needsProxy(proxy), (t) => examineAll(t, proxy));
  },
);

/** The protocol that the proxy and a browser agree on. */
async function protocolOf(address: string): Promise<string | undefined> {
  const session = connectHttp2(address);
  await once(session, 'connect');
  const { alpnProtocol } = session;
  const answer = session.request({ ':path': '/healthz' });
  const [headers] = (await once(answer, 'response')) as [{ ':status'?: number }];
  assert.equal(headers[':status'], 200);
  session.close();
  return alpnProtocol;
}

test('the proxies of the page wait longer than ninety seconds', () => {
  const times = [...page.matchAll(/(?:proxy_(?:read|send)_timeout|timeout (?:client|server|tunnel)) (\d+)s/g)];
  assert.equal(times.length, 5);
  for (const [line, seconds] of times) assert.ok(Number(seconds) > 90, line);
});
