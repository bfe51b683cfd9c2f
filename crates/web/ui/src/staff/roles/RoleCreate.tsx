import { Button, Card, MenuItem, Stack, TextField } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import { done, ifMatch } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { RoleDetail } from '../../api/schema';
import { useT } from '../../i18n/react';
import { api } from '../core/session';
import { Page } from '../ui/Page';
import { useProblem } from '../ui/useProblem';
import { codeOf } from './code';
import { roleQuery, rolesQuery } from './queries';
import { useMine } from './useMine';

/** A new role: empty, or with what another gives (`?copy=`). What it gives is chosen once it is there. */
export default function RoleCreate() {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [search] = useSearchParams();
  const copied = search.get('copy');
  const original = useQuery({ ...roleQuery(copied ?? ''), enabled: copied !== null });
  const { data: roles = [] } = useQuery(rolesQuery);
  const mine = useMine();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [chosen, setChosen] = useState<string | null | undefined>();
  const [key] = useState(() => crypto.randomUUID());
  const parent = chosen === undefined ? (original.data?.parent_id ?? null) : chosen;
  const create = useMutation({
    mutationFn: async (): Promise<RoleDetail> => {
      const made = await done(
        api.POST('/api/v1/rbac/roles', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            code: codeOf(name),
            name: name.trim(),
            description: description.trim() || null,
            parent_id: parent,
          },
        }),
      );
      const { own = [], effective = [] } = original.data?.permissions ?? {};
      const permissions = (original.data?.grants_all ? effective : own).filter((id) => mine?.has(id));
      if (permissions.length === 0 || made.permissions.own.length > 0) return made;
      const params = { path: { id: made.id }, header: ifMatch(made.version) };
      return done(api.PUT('/api/v1/rbac/roles/{id}/permissions', { params, body: { permissions } }));
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['roles'] });
      notify(t('frame.form.created'), { type: 'success' });
      void navigate(`/roles/${id}`);
    },
    onError: (error) => {
      if (!(error instanceof ApiError) || Object.keys(error.fields).length === 0) problem(error);
    },
  });
  const faults = create.error instanceof ApiError ? create.error.fields : {};
  return (
    <Page
      title={original.data ? t('roles.copyOf', { name: original.data.name }) : t('roles.add')}
      subtitle={t('roles.createHint')}
    >
      <Card sx={{ p: { xs: 2, sm: 3 }, maxWidth: 640 }}>
        <Stack
          component="form"
          sx={{ gap: 2.5 }}
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <TextField
            autoFocus
            required
            label={t('roles.name')}
            value={name}
            onChange={({ target }) => setName(target.value)}
            error={Boolean(faults.name ?? faults.code)}
            helperText={faults.name ?? faults.code ?? t('roles.nameHint')}
            slotProps={{ htmlInput: { maxLength: 80 } }}
          />
          <TextField
            label={t('roles.description')}
            value={description}
            onChange={({ target }) => setDescription(target.value)}
            slotProps={{ htmlInput: { maxLength: 300 } }}
          />
          <TextField
            select
            label={t('roles.parent')}
            value={roles.some(({ id }) => id === parent) ? parent : ''}
            onChange={({ target }) => setChosen(target.value || null)}
            error={Boolean(faults.parent_id)}
            helperText={faults.parent_id ?? t('roles.parentHint')}
            slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          >
            <MenuItem value="">{t('roles.noParent')}</MenuItem>
            {roles
              .filter(({ grants_all }) => !grants_all)
              .map((role) => (
                <MenuItem key={role.id} value={role.id}>
                  {role.name}
                </MenuItem>
              ))}
          </TextField>
          <Stack direction="row" sx={{ justifyContent: 'flex-end', gap: 1 }}>
            <Button color="inherit" component={Link} to="/roles">
              {t('common.cancel')}
            </Button>
            <Button
              type="submit"
              variant="contained"
              loading={create.isPending}
              disabled={codeOf(name) === '' || (copied !== null && !original.data)}
            >
              {t('roles.create')}
            </Button>
          </Stack>
        </Stack>
      </Card>
    </Page>
  );
}
