import { done } from '../../api/client';
import type { Plan } from '../../api/schema';
import { useLanguage, useT } from '../../i18n/react';
import { useLoad } from '../../site/useLoad';
import { api } from '../api';

const PLANS = ['basico', 'profesional', 'empresarial'] as const;
const LIMITS = [
  'users',
  'professionals',
  'clients',
  'appointments_per_month',
  'branches',
  'storage_mib',
] as const satisfies (keyof Plan['limits'])[];

/** What Panal costs. Names and what they are for are there at once; prices and limits are the platform's. */
export function Plans() {
  const t = useT();
  const offered = useLoad('plans', () => done(api.GET('/api/v1/registrations/plans')));
  return (
    <section className="plans" id="planes">
      <div className="section-head">
        <h2>{t('home.plans.title')}</h2>
        <p>{t('home.plans.text')}</p>
      </div>
      <ul aria-busy={offered.loading}>
        {PLANS.map((code) => (
          <li key={code} className={`card plan ${code === 'profesional' ? 'plan-first' : ''}`}>
            <p className="plan-for">{t(`home.plans.${code}.for`)}</p>
            <h3>{t(`home.plans.${code}.name`)}</h3>
            {offered.loading && <Awaited />}
            {offered.data
              ?.filter((plan) => plan.code === code)
              .map((plan) => (
                <Terms key={code} plan={plan} />
              ))}
            <p className="plan-text">{t(`home.plans.${code}.text`)}</p>
          </li>
        ))}
      </ul>
      <p className="plans-note">
        {offered.error !== null && `${t('home.plans.unknown')} `}
        {t('home.plans.all')} {t('home.plans.trialNote')}
      </p>
    </section>
  );
}

function Terms({ plan }: { plan: Plan }) {
  const t = useT();
  const locale = useLanguage() === 'es' ? 'es-CO' : 'en';
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: 2 }).format(value);
  const shown = (limit: (typeof LIMITS)[number]) => {
    const most = plan.limits[limit];
    if (most == null) return t('home.plans.unlimited');
    return limit === 'storage_mib' ? `${number(most / 1024)} GB` : number(most);
  };
  const price = plan.price_usd_cents / 100;
  return (
    <>
      <p className="plan-price">
        <strong>US$ {number(price, Number.isInteger(price) ? 0 : 2)}</strong> {t('home.plans.month')}
      </p>
      <dl className="plan-limits">
        {LIMITS.map((limit) => (
          <div key={limit}>
            <dt>{t(`home.plans.limits.${limit}`)}</dt>
            <dd>{shown(limit)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** As high as what comes. */
function Awaited() {
  return (
    <>
      <p className="plan-price">
        <span className="skeleton plan-skeleton" />
      </p>
      <div className="plan-limits">
        {LIMITS.map((limit) => (
          <div key={limit}>
            <span className="skeleton plan-skeleton" />
          </div>
        ))}
      </div>
    </>
  );
}
