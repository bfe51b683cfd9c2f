import { Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { SubscriptionChange } from '../../../../api/schema';
import { useFormats } from '../../../../format/react';
import { useT } from '../../../../i18n/react';
import { useNames } from '../../../core/names';
import { Section } from '../../../ui/Section';

/** Every change of the plan and the subscription. */
export function History({ changes }: { changes: SubscriptionChange[] }) {
  const t = useT();
  const formats = useFormats();
  const { name } = useNames();
  const step = (from: string | null | undefined, to: string) =>
    from && from !== to ? `${from} → ${to}` : to;
  return (
    <Section title={t('platform.plan.history')} flush>
      {changes.length === 0 ? (
        <Typography color="text.secondary" sx={{ px: 2.5, pb: 2.5 }}>
          {t('platform.plan.noHistory')}
        </Typography>
      ) : (
        <Table size="small" sx={{ minWidth: 640 }}>
          <TableHead>
            <TableRow>
              <TableCell>{t('platform.plan.when')}</TableCell>
              <TableCell>{t('platform.tenants.plan')}</TableCell>
              <TableCell>{t('platform.tenants.state')}</TableCell>
              <TableCell>{t('platform.plan.price')}</TableCell>
              <TableCell>{t('platform.plan.who')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {changes.map((change) => (
              <TableRow key={`${change.at} ${change.to_state} ${change.to_plan}`}>
                <TableCell sx={{ whiteSpace: 'nowrap' }}>{formats.dateTime(change.at)}</TableCell>
                <TableCell>
                  {step(change.from_plan && name('plans', change.from_plan), name('plans', change.to_plan))}
                </TableCell>
                <TableCell>
                  {step(
                    change.from_state && name('subscriptions', change.from_state),
                    name('subscriptions', change.to_state),
                  )}
                </TableCell>
                <TableCell>{formats.money(change.price_usd_cents / 100)}</TableCell>
                <TableCell>
                  {change.actor}
                  {change.reason && (
                    <Typography variant="body2" color="text.secondary">
                      {change.reason}
                    </Typography>
                  )}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Section>
  );
}
