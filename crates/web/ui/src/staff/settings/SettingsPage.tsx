import {
  Alert,
  Box,
  List,
  ListItem,
  ListItemButton,
  ListItemIcon,
  ListItemText,
  Skeleton,
} from '@mui/material';
import { Suspense } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { useModule } from '../core/me';
import { Page } from '../ui/Page';
import { SECTIONS } from './sections';
import { useMayChange } from './useMayChange';

/** The settings of the business: one section at a time, by its name in the address. */
export default function SettingsPage() {
  const t = useT();
  const scheduling = useModule('scheduling');
  const everywhere = useEverywhere();
  const mayChange = useMayChange();
  const [search] = useSearchParams();
  const seen = SECTIONS.filter(
    (section) => (!section.scheduling || scheduling) && (!section.everywhere || everywhere('settings.view')),
  );
  const current = seen.find(({ id }) => id === search.get('seccion')) ?? seen[0];
  if (!current) return null;
  const Screen = current.screen;
  return (
    <Page title={t('settings.title')} subtitle={t(`settings.sections.${current.id}.text`)}>
      <Box
        sx={{
          display: 'grid',
          gap: { xs: 2, md: 4 },
          alignItems: 'start',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '220px minmax(0, 1fr)' },
        }}
      >
        <Box
          component="nav"
          aria-label={t('settings.title')}
          sx={{ position: { md: 'sticky' }, top: { md: 'calc(var(--frame-top, 0px) + 16px)' }, minWidth: 0 }}
        >
          <List
            disablePadding
            sx={{
              display: 'flex',
              flexDirection: { xs: 'row', md: 'column' },
              gap: 0.5,
              overflowX: 'auto',
              pb: { xs: 0.5, md: 0 },
            }}
          >
            {seen.map(({ id, icon: Icon }) => (
              <ListItem key={id} disablePadding sx={{ width: 'auto' }}>
                <ListItemButton
                  component={Link}
                  to={`/ajustes?seccion=${id}`}
                  selected={id === current.id}
                  aria-current={id === current.id ? 'page' : undefined}
                  sx={{ minHeight: 44, py: 0.5, whiteSpace: 'nowrap' }}
                >
                  <ListItemIcon sx={{ minWidth: 34, color: 'inherit' }}>
                    <Icon fontSize="small" />
                  </ListItemIcon>
                  <ListItemText primary={t(`settings.sections.${id}.name`)} />
                </ListItemButton>
              </ListItem>
            ))}
          </List>
        </Box>
        <Box sx={{ minWidth: 0, maxWidth: 1040 }}>
          {mayChange === false && (
            <Alert severity="info" sx={{ mb: 2 }}>
              {t('settings.readOnly')}
            </Alert>
          )}
          <Suspense key={current.id} fallback={<SectionSkeleton />}>
            <Screen />
          </Suspense>
        </Box>
      </Box>
    </Page>
  );
}

/** While a section is on its way. */
export function SectionSkeleton() {
  return <Skeleton variant="rounded" height={380} aria-hidden />;
}
