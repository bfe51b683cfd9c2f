import { Card, Typography } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { done, ifMatch } from '../../../api/client';
import type { Brand } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { HONEY } from '../../../theme/tokens';
import { tenantQuery } from '../../core/me';
import { api } from '../../core/session';
import { SaveDock } from '../../ui/SaveDock';
import { useProblem } from '../../ui/useProblem';
import { Loaded } from '../Loaded';
import { brandQuery } from '../queries';
import { useMayChange } from '../useMayChange';
import { BrandPreview } from './BrandPreview';
import { ColorField } from './ColorField';
import { LogoField } from './LogoField';

/** What the business looks like: its logo and its colour, and how both will be seen. */
export default function BrandSection() {
  return <Loaded query={useQuery(brandQuery)}>{(brand) => <Form brand={brand} />}</Loaded>;
}

function Form({ brand }: { brand: Brand }) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const client = useQueryClient();
  const mayChange = useMayChange() ?? false;
  const [chosen, setChosen] = useState<string | null | undefined>();
  const color = chosen === undefined ? (brand.color ?? null) : chosen;
  const dirty = color !== (brand.color ?? null);

  const keep = async (row: Brand) => {
    client.setQueryData(brandQuery.queryKey, row);
    // The screens take the new colour at once.
    await client.invalidateQueries({ queryKey: tenantQuery.queryKey });
  };
  const save = useMutation({
    mutationFn: () =>
      done(api.PATCH('/api/v1/brand', { params: { header: ifMatch(brand.version) }, body: { color } })),
    onSuccess: async (row) => {
      await keep(row);
      setChosen(undefined);
      notify(t('common.saved'), { type: 'success' });
    },
    onError: problem,
  });

  return (
    <>
      <Card component="section" sx={{ p: { xs: 2, sm: 3 }, mb: 2 }}>
        <LogoField brand={brand} disabled={!mayChange} onSaved={keep} />
      </Card>
      <Card component="section" sx={{ p: { xs: 2, sm: 3 }, mb: 2 }}>
        <ColorField value={color} onChange={setChosen} disabled={!mayChange} />
      </Card>
      <Card component="section" sx={{ p: { xs: 2, sm: 3 } }}>
        <Typography variant="h4" component="h2" sx={{ mb: 2 }}>
          {t('settings.brand.preview')}
        </Typography>
        <BrandPreview color={color ?? HONEY} logo={brand.logo?.url ?? null} />
      </Card>
      {mayChange && (
        <SaveDock
          dirty={dirty}
          saving={save.isPending}
          save={() => save.mutate()}
          discard={() => setChosen(undefined)}
        />
      )}
    </>
  );
}
