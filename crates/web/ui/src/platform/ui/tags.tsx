import { Tag, type Tone } from '../../staff/ui/Tag';
import { useNames } from '../core/names';

const STATES: Record<string, Tone> = {
  active: 'success',
  provisioning: 'info',
  pending: 'info',
  maintenance: 'warning',
  suspended: 'danger',
  deleting: 'danger',
  deleted: 'neutral',
};

const SUBSCRIPTIONS: Record<string, Tone> = {
  trial: 'info',
  active: 'success',
  past_due: 'warning',
  suspended: 'danger',
  cancelled: 'neutral',
};

/** The state of a tenant. */
export function StateTag({ state }: { state: string }) {
  const { name } = useNames();
  return <Tag tone={STATES[state] ?? 'neutral'} label={name('states', state)} />;
}

/** The state of a subscription. */
export function SubscriptionTag({ state }: { state: string }) {
  const { name } = useNames();
  return <Tag tone={SUBSCRIPTIONS[state] ?? 'neutral'} label={name('subscriptions', state)} />;
}
