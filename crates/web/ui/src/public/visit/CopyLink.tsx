import { useState } from 'react';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { href } from '../../site/location';

/** Copies the secret link of an appointment, for whoever wants to keep it or to share it. */
export function CopyLink({ token }: { token: string }) {
  const t = useT();
  const [isCopied, setCopied] = useState(false);
  if (!('clipboard' in navigator)) return null;
  const copy = () => {
    const link = `${location.origin}${href('/cita')}#token=${token}`;
    void navigator.clipboard.writeText(link).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2500);
    });
  };
  return (
    <Button look="quiet" icon={isCopied ? 'check' : 'copy'} onClick={copy}>
      <span role="status">{t(isCopied ? 'common.copied' : 'public.done.copyLink')}</span>
    </Button>
  );
}
