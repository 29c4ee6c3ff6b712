// Lets everything in this process use the root's copies of Lexical and Yjs, whichever folder imports them. Two copies
// in one process do not recognise each other's objects, and editors are compared on the same copy.

import { registerHooks } from 'node:module';

const root = new URL('../../package.json', import.meta.url).href;
const shared = /^(lexical|@lexical\/(selection|internal)|yjs|y-protocols|lib0)(\/|$)/;

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, shared.test(specifier) ? { ...context, parentURL: root } : context),
});
