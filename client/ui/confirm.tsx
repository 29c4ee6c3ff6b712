// A question before something that cannot be taken back. The page behind it waits; what goes wrong is said in the
// dialog, which stays open so that one can try again.

import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useState } from 'react';

import './confirm.css';

export interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  /** The question. */
  title: string;
  /** What will happen, to whom. */
  children: ReactNode;
  /** What the button says that does it. */
  action: string;
  /** Does it and leaves the page. Rejects with an Error whose message can be shown. */
  onConfirm: () => Promise<void>;
}

/** The question, with `Cancel` as the way out. */
export function Confirm({ open, onClose, title, children, action, onConfirm }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  const close = () => {
    setProblem(null);
    onClose();
  };
  return (
    <AlertDialog.Root open={open} onOpenChange={(opens) => opens || busy || close()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="card confirm" data-testid="confirm">
          <AlertDialog.Title className="confirm-title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="confirm-words">{children}</AlertDialog.Description>
          {problem && (
            <p className="confirm-problem" role="alert">
              {problem} Nothing has changed.
            </p>
          )}
          <div className="confirm-actions">
            <AlertDialog.Close className="button" disabled={busy}>
              Cancel
            </AlertDialog.Close>
            <button type="button" className="button button-danger" disabled={busy} onClick={confirm}>
              {action}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
