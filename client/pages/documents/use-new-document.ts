// The action behind every "New document" button.

import { useState } from 'react';

import { problemText } from '../../ui/problem-text.ts';
import { documentPath } from './address.ts';
import { createDocument } from './documents-api.ts';

/**
 * `create` creates an empty document and opens it; `createBy` opens the one that `make` creates. `creationProblem` is a
 * sentence that tells why that failed, or null.
 */
export function useNewDocument() {
  const [creating, setCreating] = useState(false);
  const [creationProblem, setProblem] = useState<string | null>(null);
  const createBy = async (make: () => Promise<string>) => {
    setCreating(true);
    setProblem(null);
    try {
      window.location.assign(documentPath(await make()));
    } catch (error) {
      setProblem(problemText(error));
    }
    setCreating(false);
  };
  return { creating, creationProblem, create: () => createBy(createDocument), createBy };
}
