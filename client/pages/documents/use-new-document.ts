// The action behind every "New document" button.

import { useState } from 'react';

import { problemText } from '../../ui/problem-text.ts';
import { documentPath } from './address.ts';
import { createDocument } from './documents-api.ts';

/** `create` creates a document and opens it. `creationProblem` is a sentence that tells why that failed, or null. */
export function useNewDocument() {
  const [creating, setCreating] = useState(false);
  const [creationProblem, setProblem] = useState<string | null>(null);
  const create = async () => {
    setCreating(true);
    setProblem(null);
    try {
      window.location.assign(documentPath(await createDocument()));
    } catch (error) {
      setProblem(problemText(error));
    }
    setCreating(false);
  };
  return { creating, creationProblem, create };
}
