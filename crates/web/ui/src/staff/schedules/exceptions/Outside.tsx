import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import { Link } from 'react-router-dom';
import { useT } from '../../../i18n/react';
import { useCan } from '../../core/me';

interface OutsideProps {
  count: number;
  day: string;
  professional: string;
  close: () => void;
}

/** Appointments that lie outside of working time now, and the way to them. */
export function Outside({ count, day, professional, close }: OutsideProps) {
  const t = useT();
  const seesAgenda = useCan()('appointments.view');
  const search = new URLSearchParams({ date: day, ...(professional ? { professionals: professional } : {}) });
  return (
    <Dialog open onClose={close} aria-labelledby="outside-title" maxWidth="xs">
      <DialogTitle id="outside-title">{t('schedules.exceptions.outsideTitle')}</DialogTitle>
      <DialogContent>
        <DialogContentText>{t('schedules.exceptions.outside', { smart_count: count })}</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={close}>{t(seesAgenda ? 'schedules.exceptions.later' : 'common.close')}</Button>
        {seesAgenda && (
          <Button variant="contained" component={Link} to={`/agenda?${search}`} autoFocus>
            {t('schedules.exceptions.see')}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
