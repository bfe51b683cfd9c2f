import EventAvailableOutlined from '@mui/icons-material/EventAvailableOutlined';
import { Link, List, ListItem, ListItemText, Typography } from '@mui/material';
import { Link as RouterLink } from 'react-router-dom';
import type { TrialsEnding } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Notice } from '../../staff/ui/Notice';
import { Section } from '../ui/Section';

/** Whose trial ends soon: whom to call today. */
export function Trials({ trials }: { trials: TrialsEnding }) {
  const t = useT();
  const formats = useFormats();
  return (
    <Section title={t('platform.overview.trialsTitle')} text={t('platform.overview.trialsText')} flush>
      {trials.tenants.length === 0 ? (
        <Notice icon={EventAvailableOutlined} title={t('platform.overview.noTrials')} />
      ) : (
        <List disablePadding>
          {trials.tenants.map(({ tenant_id, name, slug, ends_at }) => (
            <ListItem key={tenant_id} divider sx={{ gap: 2 }}>
              <ListItemText
                primary={
                  <Link
                    component={RouterLink}
                    to={`/tenants/${tenant_id}`}
                    color="text.primary"
                    sx={{ fontWeight: 600 }}
                  >
                    {name}
                  </Link>
                }
                secondary={slug}
              />
              <Typography variant="body2" color="text.secondary" sx={{ textAlign: 'right' }}>
                {formats.date(ends_at)}
                <br />
                {formats.relative(ends_at)}
              </Typography>
            </ListItem>
          ))}
        </List>
      )}
    </Section>
  );
}
