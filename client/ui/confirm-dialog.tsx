// A question before something that cannot be undone. When the action fails, the dialog says why and stays open, so that
// the person can try again.

import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useState } from 'react';

import { texts } from '../texts/texts.ts';
import { problemText } from './problem-text.ts';
import './confirm.css';

export interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  /** The question. */
  title: string;
  /** The action's effect, and whom it concerns. */
  children: ReactNode;
  /** The label of the button that confirms. */
  action: string;
  /** Does it and leaves the page, so the dialog need not close. When it rejects, the dialog says why. */
  onConfirm: () => Promise<void>;
}

export function ConfirmDialog({ open, onClose, title, children, action, onConfirm }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
    } catch (error) {
      setProblem(problemText(error));
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
              {problem} {texts.confirm.nothingChanged}
            </p>
          )}
          <div className="confirm-actions">
            <AlertDialog.Close className="button" disabled={busy}>
              {texts.confirm.cancel}
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
