// The entry point: the address decides which page opens. Each page is a chunk of its own, so that home does not wait
// for the editor to load.

import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';

import { documentNameFromPath } from '../protocol/document-name.ts';
import { documentPath } from './pages/documents/address.ts';
import { followKeysInAddress } from './pages/keys-from-address.ts';
import { loadLanguage } from './pages/language.ts';
import { CrashBoundary } from './pages/notices/crash-boundary.tsx';
import { NotADocument } from './pages/notices/notice-page.tsx';
import { doctorPage, homePath } from './pages/server.ts';
import { onOtherWords } from './texts/languages.ts';
import { refetchStyles } from './ui/load.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/print.css';
import './styles/forced-colors.css';

const HomePage = lazy(() => import('./pages/home.tsx'));
const DocumentPage = lazy(() => import('./pages/document.tsx'));
const DoctorPage = lazy(() => import('./pages/doctor.tsx'));

const { pathname } = window.location;
const documentName = documentNameFromPath(pathname, documentPath(''));
followKeysInAddress(documentName); // before a page sends a request, which needs the keys

function Page() {
  if (pathname === homePath) return <HomePage />;
  if (pathname === doctorPage) return <DoctorPage />;
  return documentName === null ? <NotADocument /> : <DocumentPage document={documentName} />;
}

const element = document.getElementById('app');
if (element === null) throw new Error('index.html has no #app');
const root = createRoot(element);

/** Renders all parts, also once more when the person chooses another language. */
function render() {
  root.render(
    <StrictMode>
      <CrashBoundary>
        <Suspense>
          <Page />
        </Suspense>
      </CrashBoundary>
    </StrictMode>,
  );
}

refetchStyles();
await loadLanguage();
render();
onOtherWords(render);

/**
 * How long a page is open before its service worker comes, in milliseconds. On a first visit, keeping all files for a
 * page without a server takes as much work as the page itself, and 0.8 MB: that would delay what the person came for.
 */
const untilKept = 15_000;

// A browser without service workers needs the server to open a page; everything else works.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  setTimeout(() => {
    navigator.serviceWorker.register(`${homePath}service-worker.js`).catch(() => {});
  }, untilKept);
}
