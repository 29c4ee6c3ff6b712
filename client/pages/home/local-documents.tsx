// The documents with a copy on this device. They open without the server, and before the person signs in.

import { useEffect, useState } from 'react';

import { type LocalDocument, localDocuments } from '../../device/local-documents.ts';
import { texts } from '../../texts/home-texts.ts';
import { storage } from '../device.ts';
import { documentPath } from '../documents/address.ts';
import { scope } from '../server.ts';
import { Title } from './document-row.tsx';

export function LocalDocumentList() {
  const [documents, setDocuments] = useState<readonly LocalDocument[]>([]);
  useEffect(() => {
    const databases = async () => indexedDB.databases(); // async, because some browsers throw on `indexedDB`
    void localDocuments(storage, { databases }, scope).then(setDocuments);
  }, []);
  if (documents.length === 0) return null;
  return (
    <section data-testid="kept">
      <h2 className="home-heading">{texts.home.keptHere}</h2>
      <ul>
        {documents.map(({ name, title }) => (
          <li key={name} className="document-row">
            <a className="document-link" href={documentPath(name)} data-testid="document">
              <Title title={title} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
