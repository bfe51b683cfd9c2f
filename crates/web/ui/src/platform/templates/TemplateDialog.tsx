import { Box, FormControlLabel, MenuItem, Switch, TextField } from '@mui/material';
import { useState } from 'react';
import { useRefresh } from 'react-admin';
import { done, ifMatch } from '../../api/client';
import type { PlatformTemplate } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useNames } from '../core/names';
import { api } from '../core/session';
import { useAct } from '../core/useAct';
import { FormDialog } from '../ui/FormDialog';

/** In what prices are suggested, the currencies asked for most first. */
const CURRENCIES = ['COP', 'PEN', 'USD', 'MXN', 'CLP'];

/** A new service template, or one that is changed. */
export function TemplateDialog({
  template,
  onClose,
}: {
  template: PlatformTemplate | null;
  onClose: () => void;
}) {
  const t = useT();
  const { choices } = useNames();
  const refresh = useRefresh();
  const [industry, setIndustry] = useState(template?.industry ?? '');
  const [texts, setTexts] = useState({
    name: template?.name ?? '',
    category: template?.category ?? '',
    description: template?.description ?? '',
  });
  const [minutes, setMinutes] = useState(String(template?.minutes ?? 30));
  const [popular, setPopular] = useState(template?.popular ?? false);
  const [prices, setPrices] = useState<Record<string, string>>(template?.prices ?? {});
  const currencies = [...new Set([...CURRENCIES, ...Object.keys(prices)])];
  const save = useAct({
    run: async () => {
      const given = Object.entries(prices).filter(([, price]) => price.trim() !== '');
      const body = { ...texts, minutes: Number(minutes), popular, prices: Object.fromEntries(given) };
      await (template
        ? done(
            api.PATCH('/api/v1/platform/service-templates/{code}', {
              params: { path: { code: template.code }, header: ifMatch(template.version) },
              body,
            }),
          )
        : done(api.POST('/api/v1/platform/service-templates', { body: { ...body, industry } })));
    },
    said: t('common.saved'),
    after: () => {
      refresh();
      onClose();
    },
  });
  const ready =
    industry !== '' && Object.values(texts).every((text) => text.trim() !== '') && /^[1-9]\d*$/.test(minutes);
  const fields = [
    ['name', t('platform.templates.name')],
    ['category', t('platform.templates.category')],
    ['description', t('platform.templates.description')],
  ] as const;
  return (
    <FormDialog
      open
      title={template ? t('platform.templates.edit', { name: template.name }) : t('platform.templates.add')}
      text={t('platform.templates.editText')}
      ready={ready}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextField
        select
        label={t('platform.tenants.industry')}
        value={industry}
        disabled={template !== null}
        onChange={({ target }) => setIndustry(target.value)}
      >
        {choices('industries').map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      {fields.map(([name, label]) => (
        <TextField
          key={name}
          label={label}
          value={texts[name]}
          multiline={name === 'description'}
          onChange={({ target }) => setTexts({ ...texts, [name]: target.value })}
        />
      ))}
      <TextField
        label={t('platform.templates.minutes')}
        value={minutes}
        onChange={({ target }) => setMinutes(target.value)}
        slotProps={{ htmlInput: { inputMode: 'numeric' } }}
      />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(140px, 1fr))' }}>
        {currencies.map((currency) => (
          <TextField
            key={currency}
            label={t('platform.templates.price', { currency })}
            value={prices[currency] ?? ''}
            onChange={({ target }) => setPrices({ ...prices, [currency]: target.value })}
            slotProps={{ htmlInput: { inputMode: 'decimal' } }}
          />
        ))}
      </Box>
      <FormControlLabel
        control={<Switch checked={popular} onChange={(_event, on) => setPopular(on)} />}
        label={t('platform.templates.popularLabel')}
      />
    </FormDialog>
  );
}
