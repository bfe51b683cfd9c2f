import Search from '@mui/icons-material/Search';
import SearchOff from '@mui/icons-material/SearchOff';
import {
  Alert,
  Box,
  Button,
  Card,
  InputAdornment,
  List,
  Skeleton,
  Stack,
  TextField,
  Typography,
} from '@mui/material';
import { useDeferredValue, useState } from 'react';
import type { ImportServices, ServiceTemplate } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { Notice } from '../../ui/Notice';
import { byCategory, matches } from '../groups';
import { asked, begin, picked, priceOf, tick, unpriced, type Choice } from './choice';
import { TemplateRow } from './TemplateRow';

interface PickerProps {
  templates: ServiceTemplate[];
  busy: boolean;
  bring: (body: ImportServices) => void;
}

/** The templates of a trade to tick, with their prices. */
export function Picker({ templates, busy, bring }: PickerProps) {
  const t = useT();
  const [choice, setChoice] = useState<Choice>(() => begin(templates));
  const [q, setQ] = useState('');
  const [tried, setTried] = useState(false);
  const search = useDeferredValue(q);
  const found = templates.filter(({ name, category, description }) =>
    matches(search, [name, category, description]),
  );
  const open = templates.filter(({ imported }) => !imported);
  const chosen = picked(templates, choice).length;
  const missing = unpriced(templates, choice);
  const only = (those: ServiceTemplate[]) =>
    setChoice(
      tick(
        tick(
          choice,
          open.map(({ code }) => code),
          false,
        ),
        those.map(({ code }) => code),
        true,
      ),
    );
  const send = () => {
    setTried(true);
    if (chosen > 0 && missing.length === 0) bring(asked(templates, choice));
  };

  return (
    <>
      {open.length === 0 && (
        <Alert severity="success" sx={{ mb: 2 }}>
          {t('services.templates.allThere')}
        </Alert>
      )}
      <Stack direction="row" sx={{ gap: 1, mb: 2, flexWrap: 'wrap', alignItems: 'center' }}>
        <TextField
          type="search"
          placeholder={t('services.templates.search')}
          value={q}
          onChange={({ target }) => setQ(target.value)}
          sx={{ flex: { xs: '1 1 100%', sm: '0 1 320px' } }}
          slotProps={{
            htmlInput: { 'aria-label': t('services.templates.search'), autoComplete: 'off' },
            input: {
              startAdornment: (
                <InputAdornment position="start">
                  <Search fontSize="small" />
                </InputAdornment>
              ),
            },
          }}
        />
        {open.length > 0 && (
          <>
            <Button onClick={() => only(open.filter(({ popular }) => popular))}>
              {t('services.templates.choosePopular')}
            </Button>
            <Button onClick={() => only(open)}>{t('services.templates.chooseAll')}</Button>
            <Button onClick={() => only([])}>{t('services.templates.chooseNone')}</Button>
          </>
        )}
      </Stack>
      {found.length === 0 && (
        <Card>
          <Notice icon={SearchOff} title={t('services.templates.noMatch')} />
        </Card>
      )}
      <Stack sx={{ gap: 2.5 }}>
        {byCategory(found).map(([category, those]) => (
          <section key={category ?? ''} aria-label={category ?? t('services.others')}>
            <Typography variant="h3" component="h2" sx={{ mb: 1 }}>
              {category ?? t('services.others')}
            </Typography>
            <Card>
              <List disablePadding>
                {those.map((template) => (
                  <TemplateRow
                    key={template.code}
                    template={template}
                    chosen={choice.chosen.has(template.code)}
                    price={priceOf(template, choice)}
                    told={tried}
                    choose={(on) => setChoice((now) => tick(now, [template.code], on))}
                    setPrice={(price) =>
                      setChoice((now) => ({ ...now, prices: { ...now.prices, [template.code]: price } }))
                    }
                  />
                ))}
              </List>
            </Card>
          </section>
        ))}
      </Stack>
      {open.length > 0 && (
        <Card
          sx={{
            position: 'sticky',
            bottom: 'calc(var(--frame-bottom, 0px) + 12px)',
            zIndex: 3,
            mt: 2.5,
            px: 2,
            py: 1.25,
            display: 'flex',
            alignItems: 'center',
            gap: 2,
            flexWrap: 'wrap',
            boxShadow: '0 4px 18px rgb(40 25 10 / 0.1)',
          }}
        >
          <Typography
            variant="body2"
            aria-live="polite"
            color={tried && missing.length > 0 ? 'error' : 'text.secondary'}
            sx={{ flex: 1 }}
          >
            {tried && missing.length > 0
              ? t('services.templates.missingPrices', { smart_count: missing.length })
              : chosen === 0
                ? t('services.templates.nothing')
                : t('services.templates.chosen', { smart_count: chosen })}
          </Typography>
          <Button variant="contained" disabled={chosen === 0} loading={busy} onClick={send}>
            {t('services.templates.import', { smart_count: chosen })}
          </Button>
        </Card>
      )}
    </>
  );
}

/** As high as what is about to come. */
export function PickerSkeleton() {
  return (
    <Box aria-hidden>
      <Skeleton variant="rounded" width={320} height={40} sx={{ mb: 2 }} />
      <Skeleton variant="rounded" width={140} height={26} sx={{ mb: 1 }} />
      <Skeleton variant="rounded" height={73 * 6} />
    </Box>
  );
}
