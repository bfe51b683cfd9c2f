import Add from '@mui/icons-material/Add';
import GroupsOutlined from '@mui/icons-material/GroupsOutlined';
import Search from '@mui/icons-material/Search';
import SearchOff from '@mui/icons-material/SearchOff';
import { Box, Button, FormControlLabel, InputAdornment, Stack, Switch, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { ErrorNotice, Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { ProfessionalCard, ProfessionalCardSkeleton } from './ProfessionalCard';
import { foundQuery } from './queries';
import { useOccupancy } from './useOccupancy';

/** Everybody who attends, as cards. */
export default function ProfessionalList() {
  const t = useT();
  const mayAdd = useEverywhere()('professionals.add');
  const [params, setParams] = useSearchParams();
  const [q, all] = [params.get('q') ?? '', params.get('all') === '1'];
  const { data, error, refetch, isPlaceholderData } = useQuery(foundQuery(useDeferredValue(q.trim()), all));
  const loads = useOccupancy();

  const put = (name: string, value: string) =>
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  const add = mayAdd && (
    <Button
      variant="contained"
      startIcon={<Add />}
      component={Link}
      to="/professionals/create"
      sx={{ minHeight: 40 }}
    >
      {t('professionals.add')}
    </Button>
  );

  return (
    <Page title={t('professionals.title')} subtitle={t('professionals.subtitle')} actions={add}>
      <Stack direction="row" sx={{ gap: 2, flexWrap: 'wrap', mb: 2.5, alignItems: 'center' }}>
        <TextField
          type="search"
          value={q}
          onChange={(event) => put('q', event.target.value)}
          placeholder={t('professionals.search')}
          sx={{ flex: '1 1 260px', maxWidth: 440 }}
          slotProps={{
            htmlInput: { 'aria-label': t('professionals.search') },
            input: {
              startAdornment: (
                <InputAdornment position="start">
                  <Search />
                </InputAdornment>
              ),
            },
          }}
        />
        <FormControlLabel
          control={<Switch checked={all} onChange={(_event, on) => put('all', on ? '1' : '')} />}
          label={t('professionals.showInactive')}
        />
      </Stack>
      {data ? (
        data.length > 0 ? (
          <Cards dimmed={isPlaceholderData}>
            {data.map((one) => (
              <ProfessionalCard
                key={one.id}
                professional={one}
                load={loads === false ? false : loads?.get(one.id)}
              />
            ))}
          </Cards>
        ) : q ? (
          <Notice
            icon={SearchOff}
            title={t('professionals.empty.search')}
            text={t('professionals.empty.searchText')}
          />
        ) : (
          <Notice
            icon={GroupsOutlined}
            title={t('professionals.empty.title')}
            text={t('professionals.empty.text')}
            action={add}
          />
        )
      ) : error ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : (
        <Cards>
          {Array.from({ length: 6 }, (_, at) => (
            <ProfessionalCardSkeleton key={at} />
          ))}
        </Cards>
      )}
    </Page>
  );
}

function Cards({ children, dimmed }: { children: React.ReactNode; dimmed?: boolean }) {
  return (
    <Box
      component="ul"
      sx={{
        m: 0,
        p: 0,
        display: 'grid',
        gap: 2,
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))',
        opacity: dimmed ? 0.6 : 1,
        transition: 'opacity 150ms',
      }}
    >
      {children}
    </Box>
  );
}
