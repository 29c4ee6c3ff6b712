// The Dockerfile and the compose files hold together with the code, as far as a machine without an engine can tell: the
// image's files are put together as the Dockerfile says, and a server of them runs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { readConfig, variableNames } from '../server/config.ts';
import { limits } from '../server/limits/limits.ts';
import { makeCertificate } from '../server/testing/certificates.ts';
import { startServer, temporaryDirectory } from '../server/testing/server.ts';
import {
  buildContext,
  copiesOf,
  execForm,
  importsOf,
  isIgnored,
  named,
  only,
  parseDockerfile,
  productionPackages,
  read,
  root,
  type Stage,
  variablesOf,
} from './image.ts';

const stages = parseDockerfile(read('Dockerfile'));
const stageNamed = (name: string): Stage => stages.find((stage) => stage.name === name)!;
const image = stageNamed('');
const imageVariables = variablesOf(image);
const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

/** What people start with `node` in a container, and what the build of the image starts. */
const programs = ['server/start.js', 'server/migrate.ts', 'scripts/warm-up.mjs'];
/** Where the build of the page begins. */
const pageEntries = ['vite.config.ts', 'index.html', 'main.tsx', 'service-worker.ts', 'theme-before-paint.ts'].map(
  (file) => `client/${file}`,
);

/** The files of the repository that a stage copies from it. */
function copiedInto(stage: Stage): Set<string> {
  const sources = copiesOf(stage).flatMap(({ from, source }) => (from === undefined ? [source] : []));
  return new Set(
    buildContext().filter((file) => sources.some((source) => file === source || file.startsWith(`${source}/`))),
  );
}

/** A variable of .env in a compose file, such as `${AUTH:-open}` or `${SECRET:?set SECRET}`. */
const reference = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** Replaces variables as `docker compose` does. Throws the message of one that is required and missing. */
function interpolate(text: string, variables: Record<string, string>): string {
  return text.replaceAll(reference, (_, name: string, kind: string | undefined, rest = '') => {
    const value = variables[name] ?? '';
    if (value === '' && kind === '?') throw new Error(rest);
    return value === '' && kind === '-' ? rest : value;
  });
}

interface Service {
  readonly build?: string;
  readonly image: string;
  readonly user?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly networks?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number | null>>;
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly stop_grace_period?: string;
}

interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, unknown>;
  readonly networks?: Record<string, { internal?: boolean } | null>;
}

const key = (letter: string): string => `${letter}9wQz4Vb1xR7tYp3LmN8cJd6HfGs2A0e`;
/** What .env has to set. */
const required = { SECRET: key('s'), ADMIN_KEY: key('a'), POSTGRES_PASSWORD: 'p4ssW0rd' };

function readCompose(file: string, variables: Record<string, string> = required): Compose {
  const replace = (_: unknown, value: unknown) => (typeof value === 'string' ? interpolate(value, variables) : value);
  return parse(read(file), replace, { merge: true }) as Compose;
}

/** The services that run the image of this repository. */
const serversOf = ({ services }: Compose) => Object.entries(services).filter(([, { build }]) => build !== undefined);

/** The variables in the container of a service: those of the image, and its own. One without a value is not set. */
function environmentOf({ environment = {} }: Service): Record<string, string> {
  const own = Object.entries(environment).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));
  return { ...imageVariables, ...Object.fromEntries(own) };
}

const composeFiles = ['compose.yaml', 'compose.scale.yaml'];

test('every stage of the image has the Node that package.json names, and no other image is without a version', () => {
  for (const stage of stages) assert.equal(stage.image, `node:${manifest.dependencies['node']}-bookworm-slim`);
  for (const file of composeFiles) {
    for (const [name, { image, build }] of Object.entries(readCompose(file).services)) {
      if (build === undefined) assert.match(image, /^[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/, name);
    }
  }
});

test('every file that the image copies is there and in git', (t) => {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) return t.skip('this folder is no clone of git');
  const tracked = new Set(stdout.split('\0'));
  const context = buildContext();
  for (const stage of stages) {
    for (const { from, source } of copiesOf(stage)) {
      if (from !== undefined) continue;
      const files = context.filter((file) => file === source || file.startsWith(`${source}/`));
      assert.ok(files.length > 0, `COPY ${source} finds nothing that .dockerignore lets through`);
      assert.ok(
        files.some((file) => tracked.has(file)),
        `${source} is not in git`,
      );
    }
  }
});

test('the image has every file and every package that the server imports, and no package besides', () => {
  const { files, packages } = importsOf(...programs);
  const copied = copiedInto(image);
  assert.ok(files.size > 150, `${files.size} files were found`);
  assert.deepEqual(
    [...files].filter((file) => !copied.has(file)),
    [],
  );
  // All other packages, those of the page included, are devDependencies, so that images stay small.
  assert.deepEqual(Object.keys(manifest.dependencies).toSorted(), [...packages, 'node'].toSorted());
});

test('the build of the page has every file and every package that it imports', () => {
  const { files, packages } = importsOf(...pageEntries);
  const copied = copiedInto(stageNamed('page'));
  assert.ok(files.size > 250, `${files.size} files were found`);
  assert.deepEqual(
    [...files].filter((file) => !copied.has(file)),
    [],
  );
  const installed = { ...manifest.dependencies, ...manifest.devDependencies };
  assert.deepEqual(
    [...packages].filter((name) => installed[name] === undefined),
    [],
  );
});

test('no documents, keys, packages or tests of the machine get into an image', () => {
  const rules = read('.dockerignore');
  for (const file of [
    '.env',
    '.git/config',
    'data/quire.db',
    'data/secret',
    'node_modules/yjs/package.json',
    'client/dist/index.html',
    'server/config.test.ts',
    'server/testing/server.ts',
    'bench/main.ts',
  ]) {
    assert.ok(isIgnored(file, rules), file);
  }
  assert.ok(!isIgnored('server/start.js', rules));
});

/**
 * A folder with the files that the last stage of the Dockerfile has, as far as the server sees them: of the packages,
 * only those of production; in place of the built page, one file.
 */
function assembleImage(t: TestContext): string {
  const folder = temporaryDirectory(t);
  const context = buildContext();
  for (const { from, source, target } of copiesOf(image)) {
    if (from !== undefined) {
      const builtThere = source.startsWith(`${only(stageNamed(from), 'WORKDIR')}/`);
      assert.ok(builtThere, `${source} is not in the folder in which the stage ${from} works`);
    }
    if (from === 'packages') {
      for (const name of productionPackages()) {
        mkdirSync(dirname(join(folder, target, name)), { recursive: true });
        symlinkSync(join(root, 'node_modules', name), join(folder, target, name));
      }
    } else if (from === 'page') {
      assert.equal(source, '/quire/client/dist', 'vite builds there');
      mkdirSync(join(folder, target), { recursive: true });
      writeFileSync(join(folder, target, 'index.html'), '<title>The page</title>');
    } else {
      for (const file of context.filter((file) => file === source || file.startsWith(`${source}/`))) {
        cpSync(join(root, file), join(folder, target, file.slice(source.length)), { recursive: true });
      }
    }
  }
  return join(folder, only(image, 'WORKDIR'));
}

/** All files below a folder, without what links lead to. */
const filesBelow = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();

/** The command of the image's health check, on this machine. */
function checkHealth(port: number, more: Record<string, string> = {}): number | null {
  const [node, ...args] = execForm(only(image, 'HEALTHCHECK'));
  assert.equal(node, 'node');
  return spawnSync(process.execPath, args, { env: { ...process.env, PORT: String(port), ...more } }).status;
}

test('a server of the files in the image starts, is healthy, and stops by itself without writing there', async (t) => {
  const folder = assembleImage(t);
  // Where root runs this test, no mode of a folder keeps the server from writing. A file in place of the folder does.
  writeFileSync(join(folder, 'node_modules/.cache'), '');
  const before = filesBelow(folder);
  const [node, main, ...more] = execForm(only(image, 'CMD'));
  assert.deepEqual([node, more], ['node', []]);
  const server = await startServer(t, { main: join(folder, main!) });
  assert.equal(checkHealth(server.port), 0);
  const home = await fetch(`http://127.0.0.1:${server.port}/`);
  assert.deepEqual([home.status, await home.text()], [200, '<title>The page</title>']);
  const [, path] = /health_uri (\S+)/.exec(read('docs/examples/Caddyfile'))!;
  assert.equal((await fetch(`http://127.0.0.1:${server.port}${path}`)).status, 200);
  assert.equal(await server.stop('SIGTERM'), 0);
  assert.equal(checkHealth(server.port), 1);
  assert.deepEqual(filesBelow(folder), before);
  assert.doesNotMatch(server.output(), /cache|EACCES|ENOTDIR|EEXIST|warn/i);
});

test('the health check of the image asks a server with a certificate over HTTPS', async (t) => {
  const folder = temporaryDirectory(t);
  const env = { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') };
  const { cert, key } = makeCertificate({ name: 'docs.example.org' });
  writeFileSync(env.TLS_CERT, cert);
  writeFileSync(env.TLS_KEY, key);
  const { port } = await startServer(t, { env });
  assert.deepEqual([checkHealth(port, env), checkHealth(port)], [0, 1]);
});

test('the step that warms up runs the server of the image once and leaves what Node made of its TypeScript', (t) => {
  const folder = assembleImage(t);
  const [step] = named(image, 'RUN').filter(({ text }) => text.includes('warm-up'));
  const [script] = /scripts\/\S+/.exec(step!.text)!;
  const { NODE_COMPILE_CACHE: _, ...env } = process.env; // `npm test` sets it
  const { status, stdout } = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8', env });
  assert.equal(status, 0);
  assert.match(stdout, /is listening on/);
  assert.ok(filesBelow(join(folder, 'node_modules/.cache')).length > 100);
});

test('a build of the image ends where its server does not start', (t) => {
  const folder = assembleImage(t);
  writeFileSync(join(folder, 'server/config.ts'), 'throw new Error("this server is broken");');
  assert.equal(spawnSync(process.execPath, [join(folder, 'scripts/warm-up.mjs')]).status, 1);
});

test('the server of the image is not root, and owns the one folder that it keeps everything in', () => {
  assert.match(only(image, 'USER'), /^[1-9]\d*:[1-9]\d*$/);
  const { dataDir, port, host, auth } = readConfig(imageVariables);
  assert.deepEqual(
    Object.keys(imageVariables).filter((name) => !variableNames.includes(name)),
    [],
  );
  assert.equal(dataDir, only(image, 'VOLUME'));
  assert.ok(named(image, 'RUN').some(({ text }) => text.includes(`-o node -g node ${dataDir} `)));
  assert.equal(String(port), only(image, 'EXPOSE'));
  assert.deepEqual([host, auth], ['0.0.0.0', 'open']);
  for (const file of composeFiles) {
    for (const [name, service] of serversOf(readCompose(file))) assert.equal(service.user, undefined, name);
  }
});

test('a shutdown is shorter than the time after which the engine kills', () => {
  assert.ok(limits.drain + limits.goodbye + limits.closeStore < 10_000); // without stop_grace_period
  const servers = composeFiles.flatMap((file) => serversOf(readCompose(file)));
  for (const [name, server] of servers) assert.equal(server.stop_grace_period, undefined, name);
});

for (const file of composeFiles) {
  test(`${file}: the servers know each of their variables, and keep their data where they may write`, () => {
    const compose = readCompose(file);
    for (const [name, service] of serversOf(compose)) {
      assert.equal(existsSync(join(root, service.build!, 'Dockerfile')), true);
      assert.deepEqual(
        Object.keys(service.environment!).filter((variable) => !variableNames.includes(variable)),
        [],
      );
      const { dataDir } = readConfig(environmentOf(service));
      const volumes = (service.volumes ?? []).map((volume) => volume.split(':'));
      for (const [volume] of volumes) assert.ok(volume! in compose.volumes, `${name}: ${volume}`);
      assert.ok([...volumes.map(([, path]) => path), ...service.tmpfs!].includes(dataDir), name);
    }
  });

  test(`${file}: every service that another one names is there, can be reached, and tells its health`, () => {
    const { services, networks = {} } = readCompose(file);
    for (const [name, service] of Object.entries(services)) {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        assert.ok(other in services, `${name} depends on ${other}`);
        assert.equal(condition, 'service_healthy');
        const { build, healthcheck } = services[other]!;
        assert.ok(build ?? healthcheck?.test?.[0] === 'CMD', `${other} has no health check`);
      }
      for (const network of service.networks ?? []) assert.ok(network in networks, `${name}: ${network}`);
    }
  });
}

test('compose.yaml: only its own machine reaches the server, at its port', () => {
  const [[, server]] = serversOf(readCompose('compose.yaml')) as [[string, Service]];
  const { port, ownNamesOnly } = readConfig(environmentOf(server));
  assert.deepEqual(server.ports, [`127.0.0.1:3000:${port}`]);
  assert.ok(ownNamesOnly, 'a page of another site reaches it under no name of its own');
});

test('compose.yaml: .env can set every variable that does not have to fit the image or another service', () => {
  const [[, server]] = serversOf(readCompose('compose.yaml')) as [[string, Service]];
  const fixed = [...Object.keys(imageVariables), 'DATABASE_URL', 'REDIS_URL'];
  assert.deepEqual(
    Object.keys(server.environment!).toSorted(),
    variableNames.filter((name) => !fixed.includes(name)).toSorted(),
  );
  const [[, closed]] = serversOf(readCompose('compose.yaml', { AUTH: 'token' })) as [[string, Service]];
  assert.equal(readConfig(environmentOf(closed)).auth, 'token');
});

test('compose.scale.yaml: three servers share PostgreSQL and Valkey, which only they reach', () => {
  const compose = readCompose('compose.scale.yaml');
  const servers = serversOf(compose);
  assert.equal(servers.length, 3);
  const { postgres, valkey } = compose.services;
  for (const [name, server] of servers) {
    const { database, redis, auth, proxies, secret, adminKey } = readConfig(environmentOf(server));
    assert.deepEqual([auth, proxies, secret, adminKey], ['token', 1, required.SECRET, required.ADMIN_KEY]);
    assert.deepEqual([database!.hostname, redis!.hostname], ['postgres', 'valkey']);
    assert.deepEqual(Object.keys(server.depends_on!), ['postgres', 'valkey']);
    assert.equal(database!.username, postgres!.environment!['POSTGRES_USER']);
    assert.equal(database!.password, postgres!.environment!['POSTGRES_PASSWORD']);
    assert.equal(database!.pathname, `/${postgres!.environment!['POSTGRES_DB']}`);
    assert.deepEqual([...server.networks!].toSorted(), ['back', 'front'], name);
  }
  for (const service of [postgres!, valkey!]) assert.deepEqual(service.networks, ['back']);
  assert.equal(compose.networks!['back']!.internal, true);
  const published = Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined);
  assert.deepEqual(
    published.map(([name]) => name),
    ['caddy'],
  );
  assert.deepEqual(compose.services['caddy']!.networks, ['front']);
});

test('compose.scale.yaml does not start without its keys and its password', () => {
  for (const name of Object.keys(required)) {
    const without = { ...required, [name]: '' };
    assert.throws(() => readCompose('compose.scale.yaml', without), new RegExp(`^Error: set ${name} in \\.env`));
  }
});

test('Caddy asks every server, at its port, by the file that the compose file hands it', (t) => {
  const { services } = readCompose('compose.scale.yaml');
  const [source] = services['caddy']!.volumes!.find((volume) => volume.includes('/etc/caddy/Caddyfile'))!.split(':');
  const text = read(source!);
  const [, upstreams] = /^\tto (.+)$/m.exec(text)!;
  const servers = serversOf({ services, volumes: {} });
  assert.deepEqual(
    upstreams!.split(' '),
    servers.map(([name, server]) => `${name}:${readConfig(environmentOf(server)).port}`),
  );
  for (const [, name] of text.matchAll(/\{\$(\w+)\}/g)) assert.ok(name! in services['caddy']!.environment!, name);
  const args = ['validate', '--adapter', 'caddyfile', '--config', join(root, source!)];
  const { error, status, stderr } = spawnSync('caddy', args, {
    env: { PATH: process.env['PATH'], HOME: temporaryDirectory(t), SITE: 'docs.example.org' },
    encoding: 'utf8',
  });
  if (error !== undefined) return t.skip('Caddy is not on this machine: only the names and ports were checked');
  assert.equal(status, 0, stderr);
});

for (const file of composeFiles) {
  test(`${file}: docker compose reads the file`, (t) => {
    const isThere = spawnSync('docker', ['compose', 'version']).status === 0;
    if (!isThere) return t.skip('docker compose is not on this machine');
    const { status, stderr } = spawnSync('docker', ['compose', '--file', file, 'config', '--quiet'], {
      cwd: root,
      env: { ...process.env, ...required },
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });
}
