// The rules of the linter, which `npm run check` runs between format and types. The layers come first: imports run one
// way, and one that runs up fails.
import { defineConfig } from 'oxlint';

/** What each folder may import besides itself: of the server, of the client, and what both stand on. */
const server: Record<string, readonly string[]> = {
  limits: [],
  bus: [],
  events: ['bus', 'store'],
  store: ['document', 'limits', 'clock'],
  document: ['limits'],
  auth: ['bus', 'events', 'store', 'limits', 'clock'],
  rooms: ['bus', 'events', 'document', 'store', 'limits', 'clock'],
  gate: ['auth', 'store', 'limits', 'clock'],
  tls: ['gate', 'limits', 'clock'],
  connection: ['gate', 'rooms', 'auth', 'store', 'limits', 'clock'],
  http: ['gate', 'rooms', 'document', 'auth', 'events', 'store', 'limits'],
};
const client: Record<string, readonly string[]> = {
  sdk: [],
  doctor: ['texts'],
  device: ['sdk', 'texts'],
  texts: [],
  ui: ['sdk', 'texts'],
  editor: ['sdk', 'ui', 'texts'],
};
const serverFiles = ['app', 'clock', 'config', 'log', 'main', 'migrate'];
const clientFolders = [...Object.keys(client), 'pages', 'styles'];

/** Forbids imports whose path matches, for the reason that is given. */
const forbid = (...patterns: readonly { regex: string; message: string }[]) =>
  ({ 'eslint/no-restricted-imports': ['error', { patterns }] }) as const;

const sides = (...others: readonly string[]) => ({
  regex: `^(\\.\\./)+(${others.join('|')})/`,
  message: 'Client and server stand side by side on protocol/, which imports neither; see docs/CONTRIBUTING.md.',
});

const upward = (others: readonly string[]) => ({
  regex: `^(\\.\\./)+(${others.join('|')})(/|\\.ts$)`,
  message: 'This import runs up, or past an interface; see the layers in docs/CONTRIBUTING.md.',
});

const serverLayers = Object.entries(server).map(([folder, below]) => {
  const others = [...Object.keys(server), ...serverFiles, 'testing'].filter(
    (name) => name !== folder && !below.includes(name),
  );
  return { files: [`server/${folder}/**`], rules: forbid(sides('client', 'e2e', 'bench'), upward(others)) };
});

const clientLayers = Object.entries(client).map(([folder, below]) => {
  const others = clientFolders.filter((name) => name !== folder && !below.includes(name));
  const foreign = {
    regex: '^(react|react-dom|lexical|@lexical/.*)(/|$)',
    message: 'The SDK serves any page and any editor.',
  };
  const patterns = [sides('server', 'e2e', 'bench'), upward(others), ...(folder === 'sdk' ? [foreign] : [])];
  return { files: [`client/${folder}/**`], rules: forbid(...patterns) };
});

export default defineConfig({
  plugins: ['typescript', 'import', 'react', 'oxc'],
  jsPlugins: ['./scripts/line-length.mjs'],
  categories: { correctness: 'error' },
  ignorePatterns: ['**/dist/**'],
  rules: {
    'quire/line-length': 'error',
    'eslint/curly': ['error', 'multi-line'],
    'import/no-cycle': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': [
      'error',
      { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'suite', 'after'] }] },
    ],
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    'typescript/no-base-to-string': 'off', // Yjs says its texts by toString
    'typescript/unbound-method': 'off', // Yjs and Hono hand out methods that need no `this`
    'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }], // Playwright wants it of fixtures
    'react/purity': 'off', // what a page says of times is said anew by a timer
    'react/set-state-in-effect': 'off', // a document is opened by an effect, for it has to be closed by one
  },
  overrides: [
    { files: ['protocol/**'], rules: forbid(sides('server', 'client', 'e2e', 'bench')) },
    { files: ['server/**'], rules: forbid(sides('client', 'e2e', 'bench')) },
    { files: ['client/**'], rules: forbid(sides('server', 'e2e', 'bench')) },
    { files: ['e2e/**'], rules: forbid(sides('server', 'client', 'bench')) },
    ...serverLayers,
    ...clientLayers,
    { files: ['server/**/*.test.ts'], rules: forbid(sides('client', 'e2e', 'bench')) },
  ],
});
