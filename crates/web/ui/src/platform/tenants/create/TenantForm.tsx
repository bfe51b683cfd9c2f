import { Alert, Button, FormControlLabel, MenuItem, Stack, Switch, TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useForm, useWatch, type FieldPath } from 'react-hook-form';
import { Link } from 'react-router-dom';
import { done } from '../../../api/client';
import { ApiError } from '../../../api/problem';
import type { ProgressBody, Registered } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { PasswordField } from '../../../staff/account/PasswordField';
import { FormCard } from '../../../staff/ui/form/FormCard';
import { describe } from '../../../ui/describe';
import { COUNTRIES, useNames } from '../../core/names';
import { api } from '../../core/session';
import { bodyOf, EMPTY, slugOf, type TenantFields } from './form';
import type { Asked } from './Progress';

/** What a business begins with. */
export function TenantForm({ accepted }: { accepted: (asked: Asked) => void }) {
  const t = useT();
  const { locale } = useFormats();
  const { choices } = useNames();
  const [key] = useState(() => crypto.randomUUID());
  const countries = useMemo(() => new Intl.DisplayNames([locale], { type: 'region' }), [locale]);
  const { register, handleSubmit, control, setError, setValue, getFieldState, formState } =
    useForm<TenantFields>({
      defaultValues: EMPTY,
    });
  const [name, slug, withOwner, profile, country, plan] = useWatch({
    control,
    name: ['name', 'slug', 'withOwner', 'profile', 'country', 'plan'],
  });
  const make = useMutation({
    mutationFn: (fields: TenantFields): Promise<Registered | ProgressBody> =>
      done(
        api.POST('/api/v1/platform/tenants', {
          body: bodyOf(fields),
          headers: { 'Idempotency-Key': key },
        }),
      ),
    onSuccess: (answer) =>
      accepted('tenant' in answer ? { slug: answer.tenant.slug } : { slug: answer.slug, request: answer.id }),
    onError: (error) => {
      if (!(error instanceof ApiError)) return;
      const fields = error.code === 'slug_taken' ? { slug: error.message } : error.fields;
      for (const [field, message] of Object.entries(fields))
        setError(field as FieldPath<TenantFields>, { message });
    },
  });
  const field = (path: FieldPath<TenantFields>, required = false) => {
    const fault = getFieldState(path, formState).error;
    return {
      ...register(path, required ? { required: t('platform.create.required') } : {}),
      required,
      error: fault !== undefined,
      helperText: fault?.message,
      fullWidth: true,
      sx: { mb: 1 },
    };
  };
  const name_ = register('name', { required: t('platform.create.required') });
  return (
    <form noValidate onSubmit={(event) => void handleSubmit((fields) => make.mutate(fields))(event)}>
      <FormCard title={t('platform.create.business')}>
        <TextField
          label={t('platform.tenants.name')}
          {...field('name', true)}
          autoFocus
          onChange={(event) => {
            if (slug === '' || slug === slugOf(name)) setValue('slug', slugOf(event.target.value));
            void name_.onChange(event);
          }}
        />
        <TextField
          label={t('platform.create.slug')}
          {...field('slug')}
          slotProps={{
            htmlInput: { spellCheck: false, autoCapitalize: 'none', maxLength: 63 },
            inputLabel: { shrink: true },
          }}
        />
        <TextField select label={t('platform.tenants.industry')} {...field('profile', true)} value={profile}>
          {choices('industries').map(({ id, name: label }) => (
            <MenuItem key={id} value={id}>
              {label}
            </MenuItem>
          ))}
        </TextField>
        <TextField select label={t('platform.create.country')} {...field('country')} value={country}>
          {COUNTRIES.map((code) => (
            <MenuItem key={code} value={code}>
              {countries.of(code)}
            </MenuItem>
          ))}
        </TextField>
        <TextField select label={t('platform.tenants.plan')} {...field('plan')} value={plan}>
          {choices('plans').map(({ id, name: label }) => (
            <MenuItem key={id} value={id}>
              {label}
            </MenuItem>
          ))}
        </TextField>
        <TextField label={t('platform.create.taxId')} {...field('tax_id')} />
        <TextField label={t('platform.create.phone')} type="tel" {...field('phone')} />
      </FormCard>
      <FormCard title={t('platform.create.owner')} text={t('platform.create.ownerText')}>
        <FormControlLabel
          sx={{ gridColumn: '1 / -1' }}
          control={<Switch {...register('withOwner')} checked={withOwner} />}
          label={t('platform.create.withOwner')}
        />
        {withOwner && (
          <>
            <TextField label={t('platform.create.ownerName')} {...field('owner.full_name', true)} />
            <TextField label={t('platform.create.ownerEmail')} type="email" {...field('owner.email', true)} />
            <PasswordField
              label={t('platform.create.ownerPassword')}
              autoComplete="new-password"
              {...field('owner.password', true)}
            />
          </>
        )}
      </FormCard>
      {make.error && (
        <Alert severity="error" sx={{ mb: 2 }}>
          {describe(make.error, t)}
        </Alert>
      )}
      <Stack direction="row" sx={{ gap: 1, justifyContent: 'flex-end' }}>
        <Button color="inherit" component={Link} to="/tenants">
          {t('common.cancel')}
        </Button>
        <Button type="submit" variant="contained" size="large" loading={make.isPending}>
          {t('platform.create.submit')}
        </Button>
      </Stack>
    </form>
  );
}
