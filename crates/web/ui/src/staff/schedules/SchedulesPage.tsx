import { Box, Tab, Tabs } from '@mui/material';
import { useSearchParams } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { Page } from '../ui/Page';
import { ExceptionsPanel } from './exceptions/ExceptionsPanel';
import { HolidaysPanel } from './holidays/HolidaysPanel';

const TABS = ['exceptions', 'holidays'] as const;

/** The days of the business that are not like every week's. */
export default function SchedulesPage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const tab = TABS.find((name) => name === params.get('tab')) ?? 'exceptions';
  return (
    <Page title={t('schedules.title')} subtitle={t('schedules.subtitle')}>
      <Tabs
        value={tab}
        onChange={(_event, name: string) => setParams({ tab: name })}
        aria-label={t('schedules.title')}
        sx={(theme) => ({ mb: 2.5, borderBottom: `1px solid ${theme.tokens.line}` })}
      >
        {TABS.map((name) => (
          <Tab
            key={name}
            value={name}
            label={t(`schedules.tabs.${name}`)}
            id={`tab-${name}`}
            aria-controls="schedules-panel"
          />
        ))}
      </Tabs>
      <Box role="tabpanel" id="schedules-panel" aria-labelledby={`tab-${tab}`}>
        {tab === 'exceptions' ? <ExceptionsPanel /> : <HolidaysPanel />}
      </Box>
    </Page>
  );
}
