import FamilyRestroom from '@mui/icons-material/AccountTreeOutlined';
import FingerprintOutlined from '@mui/icons-material/FingerprintOutlined';
import { Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useT } from '../../i18n/react';

/** What the marks of the matrix mean. */
export function Legend() {
  const t = useT();
  return (
    <Stack direction="row" sx={{ gap: 2.5, rowGap: 0.5, flexWrap: 'wrap', px: { xs: 2, md: 3 }, py: 2 }}>
      <Mark icon={<FamilyRestroom fontSize="inherit" color="primary" />} text={t('roles.legend.inherited')} />
      <Mark icon={<FingerprintOutlined fontSize="inherit" />} text={t('roles.legend.personal')} />
    </Stack>
  );
}

function Mark({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <Typography
      variant="body2"
      color="text.secondary"
      sx={{ display: 'flex', alignItems: 'center', gap: 0.75, '& svg': { fontSize: '1.1rem' } }}
    >
      {icon}
      {text}
    </Typography>
  );
}
