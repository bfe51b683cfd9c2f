import { Alert, Box, Card, MenuItem, Stack, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNotify } from 'react-admin';
import type { Permission, PermissionCategory, Role, RoleDetail, RolePatch } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { Page } from '../ui/Page';
import { SaveDock } from '../ui/SaveDock';
import { Tag } from '../ui/Tag';
import { useDraft } from '../ui/useDraft';
import { useProblem } from '../ui/useProblem';
import { Matrix } from './Matrix';
import { difference, inheritedFrom, matrix, possibleParents } from './matrix';
import { People } from './People';
import { roleQuery } from './queries';
import { RoleActions } from './RoleActions';
import { useSaveRole } from './useSaveRole';

interface RoleFormProps {
  role: RoleDetail;
  roles: Role[];
  permissions: Permission[];
  categories: PermissionCategory[];
  mine: ReadonlySet<string>;
}

export function RoleForm({ role, roles, permissions, categories, mine }: RoleFormProps) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const everywhere = useEverywhere();
  const draft = useDraft({
    name: role.name,
    description: role.description ?? '',
    parent_id: role.parent_id ?? null,
  });
  const [edited, setEdited] = useState<Set<string> | null>(null);
  const saved = useMemo(() => new Set(role.permissions.own), [role]);
  const own = edited ?? saved;
  const parent = useQuery({
    ...roleQuery(draft.value.parent_id ?? ''),
    enabled: draft.value.parent_id !== null,
  });
  const inherited = useMemo(
    () => inheritedFrom(draft.value.parent_id === null ? null : (parent.data ?? null)),
    [draft.value.parent_id, parent.data],
  );
  const table = useMemo(() => matrix(permissions, categories), [permissions, categories]);
  const save = useSaveRole(role);

  const above = role.permissions.effective.some((id) => !mine.has(id));
  const locked = role.grants_all || above || !everywhere('roles.change');
  const { given, taken } = difference(saved, own);
  const moved = given.length + taken.length;
  const dirty = moved > 0 || draft.dirty;
  const discard = () => {
    setEdited(null);
    draft.reset();
  };
  const submit = () => {
    const { name, description, parent_id } = draft.value;
    const patch: RolePatch = {
      ...(name.trim() !== role.name ? { name: name.trim() } : {}),
      ...(description.trim() !== (role.description ?? '') ? { description: description.trim() || null } : {}),
      ...(parent_id !== (role.parent_id ?? null) ? { parent_id } : {}),
    };
    save.mutate(
      { patch, permissions: moved > 0 ? [...own] : null },
      {
        onSuccess: () => {
          discard();
          notify(t('common.saved'), { type: 'success' });
        },
        onError: problem,
      },
    );
  };

  return (
    <Page
      title={role.name}
      subtitle={
        <Stack component="span" direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
          <span>{role.code}</span>
          {role.system && <Tag component="span" label={t('roles.system')} />}
          {role.grants_all && <Tag component="span" tone="primary" label={t('roles.all')} />}
        </Stack>
      }
      actions={<RoleActions role={role} />}
    >
      {role.grants_all && (
        <Alert severity="info" sx={{ mb: 2 }}>
          {t('roles.allHint')}
        </Alert>
      )}
      {!role.grants_all && above && everywhere('roles.change') && (
        <Alert severity="info" sx={{ mb: 2 }}>
          {t('roles.aboveHint')}
        </Alert>
      )}
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          alignItems: 'start',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 2fr) minmax(0, 1fr)' },
          mb: 2,
        }}
      >
        <Card
          component="section"
          sx={{ p: { xs: 2, sm: 3 }, display: 'grid', gap: 2, gridTemplateColumns: { sm: '1fr 1fr' } }}
        >
          <TextField
            label={t('roles.name')}
            value={draft.value.name}
            onChange={({ target }) => draft.set({ name: target.value })}
            disabled={locked}
            required
            slotProps={{ htmlInput: { maxLength: 80 } }}
          />
          <Parent
            value={draft.value.parent_id}
            onChange={(parent_id) => draft.set({ parent_id })}
            role={role}
            roles={roles}
            disabled={locked || role.system}
          />
          <TextField
            label={t('roles.description')}
            value={draft.value.description}
            onChange={({ target }) => draft.set({ description: target.value })}
            disabled={locked}
            sx={{ gridColumn: { sm: '1 / -1' } }}
            slotProps={{ htmlInput: { maxLength: 300 } }}
          />
        </Card>
        <People role={role} />
      </Box>
      <Matrix
        table={table}
        own={own}
        saved={saved}
        inherited={inherited}
        roles={roles}
        all={role.grants_all}
        locked={locked}
        mine={mine}
        onChange={setEdited}
      />
      {!locked && (
        <SaveDock
          dirty={dirty}
          text={
            moved > 0
              ? t('roles.changes', { smart_count: moved, given: given.length, taken: taken.length })
              : undefined
          }
          saving={save.isPending}
          disabled={draft.value.name.trim() === ''}
          save={submit}
          discard={discard}
        />
      )}
    </Page>
  );
}

interface ParentProps {
  value: string | null;
  onChange: (id: string | null) => void;
  role: RoleDetail;
  roles: Role[];
  disabled: boolean;
}

function Parent({ value, onChange, role, roles, disabled }: ParentProps) {
  const t = useT();
  const choices = possibleParents(roles, role.id).filter(({ grants_all, id }) => !grants_all || id === value);
  return (
    <TextField
      select
      label={t('roles.parent')}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value || null)}
      disabled={disabled}
      helperText={role.system && !role.grants_all ? t('roles.parentFixed') : t('roles.parentHint')}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">{t('roles.noParent')}</MenuItem>
      {choices.map(({ id, name }) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  );
}
