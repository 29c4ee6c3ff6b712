// Making a new document and going there, for every button that does it.

import { useState } from 'react';

import { createDocument, documentPath } from './documents-api.ts';

/** `create` makes a document and opens it; `creationProblem` is a sentence when that failed. */
export function useNewDocument() {
  const [creating, setCreating] = useState(false);
  const [creationProblem, setProblem] = useState<string | null>(null);
  const create = async () => {
    setCreating(true);
    setProblem(null);
    try {
      window.location.assign(documentPath(await createDocument()));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setCreating(false);
  };
  return { creating, creationProblem, create };
}
