import { Button, SnackbarContent } from '@mui/material';
import { useCallback } from 'react';
import { useCloseNotification, useNotify } from 'react-admin';
import { useT } from '../../i18n/react';

/** Says at the foot of the screen what was done, with a way back where there is one. */
export function useTell(): (text: string, undo?: (() => unknown) | null) => void {
  const notify = useNotify();
  return useCallback(
    (text, undo) => {
      if (!undo) notify(text, { type: 'info' });
      else notify(<Told text={text} undo={undo} />, { type: 'info', autoHideDuration: 9000 });
    },
    [notify],
  );
}

function Told({ text, undo }: { text: string; undo: () => unknown }) {
  const t = useT();
  const close = useCloseNotification();
  const back = () => {
    close();
    undo();
  };
  return (
    <SnackbarContent
      message={text}
      action={
        <Button color="inherit" onClick={back} sx={{ minHeight: 40, textDecoration: 'underline' }}>
          {t('common.undo')}
        </Button>
      }
    />
  );
}
