import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { CreateBase, Form, useNotify, useRedirect, useResourceContext, type RaRecord } from 'react-admin';
import { ApiError } from '../../../api/problem';
import { useT } from '../../../i18n/react';
import { Page } from '../Page';
import { useProblem } from '../useProblem';
import { SaveBar } from './SaveBar';

interface CreatePageProps {
  title: string;
  subtitle?: ReactNode;
  defaultValues?: Record<string, unknown>;
  /** What the form has, as the API takes it. */
  transform?: (data: Record<string, unknown>) => Record<string, unknown>;
  /** Where to go with the new row; `/<resource>` unless told. */
  next?: (row: RaRecord) => string;
  /** Where "cancel" leads; `/<resource>` unless told. */
  back?: string;
  saveLabel?: string;
  children: ReactNode;
}

/**
 * The form of a new row. Saved twice by mistake (a double click, an answer that was lost), it makes one row: all that one
 * filling of the form sends has the same idempotency key.
 */
export function CreatePage(props: CreatePageProps) {
  const { title, subtitle, defaultValues, transform, next, back, saveLabel, children } = props;
  const t = useT();
  const resource = useResourceContext() ?? '';
  const notify = useNotify();
  const redirect = useRedirect();
  const problem = useProblem();
  const queries = useQueryClient();
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const onError = (error: unknown) => {
    // It was made, and what is in the form has changed since: that is another row.
    if (error instanceof ApiError && error.code === 'idempotency_key_reused') setKey(crypto.randomUUID());
    // Fields show their own faults.
    if (!(error instanceof ApiError) || Object.keys(error.fields).length === 0) problem(error);
  };
  const onSuccess = (row: RaRecord) => {
    // Also what was read beside react-admin.
    void queries.invalidateQueries({ queryKey: [resource] });
    notify(t('frame.form.created'), { type: 'success' });
    redirect(next ? next(row) : `/${resource}`);
  };
  return (
    <CreateBase
      mutationOptions={{ meta: { idempotencyKey }, onError, onSuccess }}
      {...(transform ? { transform } : {})}
    >
      <Page title={title} subtitle={subtitle}>
        <Form warnWhenUnsavedChanges {...(defaultValues ? { defaultValues } : {})}>
          {children}
          <SaveBar back={back ?? `/${resource}`} {...(saveLabel ? { saveLabel } : {})} />
        </Form>
      </Page>
    </CreateBase>
  );
}
