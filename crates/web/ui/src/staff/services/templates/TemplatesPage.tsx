import { MenuItem, TextField } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { done } from '../../../api/client';
import type { ImportServices, ServiceTemplate } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { useTenant } from '../../core/me';
import { api } from '../../core/session';
import { ErrorNotice } from '../../ui/Notice';
import { Page } from '../../ui/Page';
import { useProblem } from '../../ui/useProblem';
import { templatesQuery } from '../queries';
import { INDUSTRIES, knownIndustry } from './industries';
import { Picker, PickerSkeleton } from './Picker';
import { Result } from './Result';

/** Brings in services from the templates of a trade: the business's own, unless somebody wants another's. */
export default function TemplatesPage() {
  const t = useT();
  const { profile } = useTenant();
  const [params, setParams] = useSearchParams();
  const industry = knownIndustry(params.get('industry')) ?? knownIndustry(profile) ?? 'otro';
  const { data, error, refetch } = useQuery(templatesQuery(industry));
  const problem = useProblem();
  const queries = useQueryClient();
  const bring = useMutation({
    mutationFn: (body: ImportServices) => done(api.POST('/api/v1/setup/import-services', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['services'] }),
    onError: problem,
  });
  const again = () => {
    bring.reset();
    void queries.invalidateQueries({ queryKey: ['service-templates'] });
  };
  const nameOf = (code: string) =>
    data?.find((template: ServiceTemplate) => template.code === code)?.name ?? code;

  if (bring.data) {
    return (
      <Page title={t('services.templates.title')}>
        <Result result={bring.data} nameOf={nameOf} again={again} />
      </Page>
    );
  }
  return (
    <Page
      title={t('services.templates.title')}
      subtitle={t('services.templates.subtitle')}
      actions={
        <TextField
          select
          label={t('services.templates.industry')}
          value={industry}
          onChange={({ target }) => setParams({ industry: target.value }, { replace: true })}
          sx={{ minWidth: 200 }}
        >
          {INDUSTRIES.map((one) => (
            <MenuItem key={one} value={one}>
              {t(`services.industries.${one}`)}
            </MenuItem>
          ))}
        </TextField>
      }
    >
      {data ? (
        // Templates of another trade are ticked anew.
        <Picker key={industry} templates={data} busy={bring.isPending} bring={(body) => bring.mutate(body)} />
      ) : error ? (
        <ErrorNotice error={error} retry={() => void refetch()} />
      ) : (
        <PickerSkeleton />
      )}
    </Page>
  );
}
