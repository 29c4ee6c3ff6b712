// Loaded before each file of unit tests in `npm test`: there, properties are tried with the same cases each time, so
// that the result is about the code alone. `npm run test:unit` draws others.

import fc from 'fast-check';

fc.configureGlobal({ seed: 1 });
