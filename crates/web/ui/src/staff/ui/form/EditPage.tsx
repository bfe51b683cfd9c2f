import { Alert, Button, Card, Skeleton, Stack } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import {
  DeleteWithConfirmButton,
  EditBase,
  Form,
  useEditContext,
  useNotify,
  useRedirect,
  useResourceContext,
  type RaRecord,
} from 'react-admin';
import { ApiError } from '../../../api/problem';
import { useT } from '../../../i18n/react';
import { useCan } from '../../core/me';
import { ErrorNotice } from '../Notice';
import { Page } from '../Page';
import { useProblem } from '../useProblem';
import { SaveBar } from './SaveBar';

interface EditPageProps {
  /** What the row is called. */
  title: (row: RaRecord) => string;
  subtitle?: (row: RaRecord) => ReactNode;
  /** Buttons beside the title. */
  actions?: ReactNode;
  /** The row as the form has it. */
  transform?: (data: Record<string, unknown>) => Record<string, unknown>;
  /** Where to go when it is saved; stays unless told. */
  next?: (row: RaRecord) => string;
  /** Where "cancel" leads; `/<resource>` unless told. */
  back?: string;
  /** The permission to delete it; without, there is no such button. */
  deletePermission?: string;
  children: ReactNode;
}

/** The form of a row: with what was there, and a word where somebody else changed it meanwhile. */
export function EditPage({ transform, next, ...view }: EditPageProps) {
  const t = useT();
  const notify = useNotify();
  const redirect = useRedirect();
  const problem = useProblem();
  const resource = useResourceContext() ?? '';
  const queries = useQueryClient();
  const [outdated, setOutdated] = useState(false);
  const onError = (error: unknown) => {
    if (error instanceof ApiError && error.status === 412) setOutdated(true);
    // Fields show their own faults.
    else if (!(error instanceof ApiError) || Object.keys(error.fields).length === 0) problem(error);
  };
  const onSuccess = (row: RaRecord) => {
    setOutdated(false);
    // Also what was read beside react-admin.
    void queries.invalidateQueries({ queryKey: [resource] });
    notify(t('common.saved'), { type: 'success' });
    if (next) redirect(next(row));
  };
  return (
    <EditBase
      mutationMode="pessimistic"
      redirect={false}
      mutationOptions={{ onError, onSuccess }}
      // What goes wrong is shown where the form would be.
      queryOptions={{ onError: () => undefined }}
      {...(transform ? { transform } : {})}
    >
      <View {...view} outdated={outdated} renew={() => setOutdated(false)} />
    </EditBase>
  );
}

type ViewProps = Omit<EditPageProps, 'transform' | 'next'> & { outdated: boolean; renew: () => void };

function View({ title, subtitle, actions, back, deletePermission, children, outdated, renew }: ViewProps) {
  const t = useT();
  const can = useCan();
  const resource = useResourceContext() ?? '';
  const { record, error, refetch } = useEditContext<RaRecord>();
  if (error && !record) return <ErrorNotice error={error} retry={() => void refetch()} />;
  if (!record) return <FormSkeleton />;
  const name = title(record);
  const loadNew = () => void refetch().then(renew);
  return (
    <Page title={name} subtitle={subtitle?.(record)} actions={actions}>
      <Form warnWhenUnsavedChanges>
        {outdated && (
          <Alert
            severity="warning"
            role="alert"
            sx={{ mb: 2 }}
            action={
              <Button color="inherit" onClick={loadNew}>
                {t('frame.form.loadNew')}
              </Button>
            }
          >
            {t('frame.form.changedElsewhere')}
          </Alert>
        )}
        {children}
        <SaveBar
          back={back ?? `/${resource}`}
          aside={
            deletePermission &&
            can(deletePermission) && (
              <DeleteWithConfirmButton
                mutationMode="pessimistic"
                confirmColor="warning"
                confirmTitle={t('frame.form.deleteTitle', { name })}
                size="medium"
              />
            )
          }
        />
      </Form>
    </Page>
  );
}

/** As high as a form. */
export function FormSkeleton() {
  return (
    <Stack aria-hidden sx={{ py: { xs: 1.5, md: 2.5 }, gap: 2.5 }}>
      <Skeleton variant="rounded" width="40%" height={36} />
      <Card sx={{ p: 3 }}>
        <Stack sx={{ gap: 3 }}>
          {Array.from({ length: 5 }, (_, row) => (
            <Skeleton key={row} variant="rounded" height={40} />
          ))}
        </Stack>
      </Card>
    </Stack>
  );
}
