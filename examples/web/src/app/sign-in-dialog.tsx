import { type FormEvent, useState } from 'react';
import { Dialog } from '../ui/dialog';

interface SignInDialogProps {
  readonly onSignIn: (token: string) => void;
  readonly onClose: () => void;
}

/** Asks for an access token of Getty Images. */
export function SignInDialog({ onSignIn, onClose }: SignInDialogProps) {
  const [text, setText] = useState('');
  const [isRefused, setRefused] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Copied from a header or a terminal, it comes with its prefix and with blanks.
    const token = text.trim().replace(/^bearer\s+/i, '');
    if (/^[\x21-\x7e]+$/.test(token)) onSignIn(token);
    else setRefused(true);
  };
  return (
    <Dialog title="Sign in" onClose={onClose} className="narrow">
      <form onSubmit={submit} className="stack">
        <p>
          Paste an access token of Getty Images. It is kept in this tab’s memory only and is forgotten when
          you reload.
        </p>
        <div className="field">
          <label htmlFor="token">Access token</label>
          <input
            id="token"
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-invalid={isRefused}
            aria-describedby="token-hint"
          />
          <p id="token-hint" className={isRefused ? 'hint bad' : 'hint'}>
            {isRefused
              ? 'That is not a token: it must be one run of letters, figures and signs.'
              : 'Tokens live for half an hour; then you are asked for a new one.'}
          </p>
        </div>
        <div className="actions">
          <button type="submit" className="button primary">
            Sign in
          </button>
        </div>
      </form>
    </Dialog>
  );
}
