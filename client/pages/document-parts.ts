// The parts of a document's page that come once it shows: in one file, as each costs a request.

export { DocumentMenu } from './bar/document-menu.tsx';
export { People } from './bar/people.tsx';
export { StatusCard } from './bar/status-card.tsx';
export { openFiles } from './files.ts';
export { EndNotice } from './notices/end-notice.tsx';
export { EndPage } from './notices/end-page.tsx';
export { OldDocument } from './notices/old-document.tsx';
export { saveDocument } from './save-document.ts';
export { CopyLink, ShareButton } from './sharing/share-button.tsx';
export { ShareDialog } from './sharing/share-dialog.tsx';
