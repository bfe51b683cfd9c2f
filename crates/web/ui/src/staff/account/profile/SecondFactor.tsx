import { Button, Chip, Stack } from '@mui/material';
import { useState } from 'react';
import { useT } from '../../../i18n/react';
import { EnrolDialog } from './EnrolDialog';
import { ProofDialog } from './ProofDialog';
import { Section } from './Section';

type Task = 'enrol' | 'renew' | 'remove';

/** The second factor: turning it on and off, and new recovery codes. */
export function SecondFactor({ active, email }: { active: boolean; email: string }) {
  const t = useT();
  const [task, setTask] = useState<Task | null>(null);
  const close = () => setTask(null);
  return (
    <Section
      title={t('account.factor.title')}
      text={t('account.factor.text')}
      mark={
        <Chip
          size="small"
          variant="outlined"
          color={active ? 'success' : 'default'}
          label={t(active ? 'account.factor.on' : 'account.factor.off')}
        />
      }
    >
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        {active ? (
          <>
            <Button variant="outlined" onClick={() => setTask('renew')}>
              {t('account.factor.renew')}
            </Button>
            <Button color="error" onClick={() => setTask('remove')}>
              {t('account.factor.remove')}
            </Button>
          </>
        ) : (
          <Button variant="contained" onClick={() => setTask('enrol')}>
            {t('account.factor.start')}
          </Button>
        )}
      </Stack>
      {task === 'enrol' && <EnrolDialog email={email} onClose={close} />}
      {(task === 'renew' || task === 'remove') && <ProofDialog task={task} email={email} onClose={close} />}
    </Section>
  );
}
