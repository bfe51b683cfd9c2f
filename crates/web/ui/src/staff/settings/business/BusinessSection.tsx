import { TextField } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { done, ifMatch } from '../../../api/client';
import { ApiError } from '../../../api/problem';
import type { Setting } from '../../../api/schema';
import { useT } from '../../../i18n/react';
import { api } from '../../core/session';
import { FormCard } from '../../ui/form/FormCard';
import { SaveDock } from '../../ui/SaveDock';
import { useDraft } from '../../ui/useDraft';
import { useProblem } from '../../ui/useProblem';
import { Loaded } from '../Loaded';
import { settingsQuery } from '../queries';
import { useMayChange } from '../useMayChange';

const FIELDS = ['phone', 'whatsapp', 'address', 'opening_note', 'reply_to'] as const;
type Field = (typeof FIELDS)[number];

/** How customers reach the business. */
export default function BusinessSection() {
  return <Loaded query={useQuery(settingsQuery)}>{(rows) => <Form rows={rows} />}</Loaded>;
}

function Form({ rows }: { rows: Setting[] }) {
  const t = useT();
  const notify = useNotify();
  const problem = useProblem();
  const client = useQueryClient();
  const mayChange = useMayChange() ?? false;
  const row = (field: Field) => rows.find(({ key }) => key === field);
  const saved = Object.fromEntries(FIELDS.map((field) => [field, row(field)?.value ?? ''])) as Record<
    Field,
    string
  >;
  const draft = useDraft(saved);
  const [faults, setFaults] = useState<Partial<Record<Field, string>>>({});

  const save = useMutation({
    mutationFn: async () => {
      const found: typeof faults = {};
      for (const key of FIELDS.filter((field) => draft.value[field].trim() !== saved[field])) {
        const value = draft.value[key].trim() || null;
        const params = { path: { key }, header: ifMatch(row(key)?.version ?? 0) };
        try {
          await done(api.PUT('/api/v1/settings/{key}', { params, body: { value } }));
        } catch (error) {
          const fault = error instanceof ApiError && error.fields.value;
          if (!fault) throw error;
          found[key] = fault;
        }
      }
      return found;
    },
    onSuccess: async (found) => {
      // As the server writes it, such as a telephone with its country.
      await client.invalidateQueries({ queryKey: settingsQuery.queryKey });
      setFaults(found);
      if (Object.keys(found).length > 0) return;
      draft.reset();
      notify(t('common.saved'), { type: 'success' });
    },
    onError: problem,
  });

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <FormCard>
        {FIELDS.map((field) => (
          <TextField
            key={field}
            label={t(`settings.business.${field}.label`)}
            value={draft.value[field]}
            onChange={({ target }) => {
              draft.set({ [field]: target.value });
              setFaults(({ [field]: _fault, ...others }) => others);
            }}
            disabled={!mayChange}
            error={faults[field] !== undefined}
            helperText={faults[field] ?? t(`settings.business.${field}.help`)}
            type={field === 'reply_to' ? 'email' : field === 'phone' || field === 'whatsapp' ? 'tel' : 'text'}
            slotProps={{ htmlInput: { maxLength: 300 } }}
            sx={{
              mb: 1,
              ...(field === 'address' || field === 'opening_note' ? { gridColumn: '1 / -1' } : {}),
            }}
          />
        ))}
      </FormCard>
      {mayChange && (
        <SaveDock
          dirty={draft.dirty}
          saving={save.isPending}
          save={() => save.mutate()}
          discard={() => {
            draft.reset();
            setFaults({});
          }}
        />
      )}
    </form>
  );
}
