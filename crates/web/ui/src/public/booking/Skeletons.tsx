import { useT } from '../../i18n/react';

/** The shape of the first step, while it is on its way. */
export function BookingSkeleton() {
  const t = useT();
  return (
    <div className="booking" aria-busy="true">
      <span className="visually-hidden" role="status">
        {t('common.loading')}
      </span>
      <div className="steps">
        <span className="skeleton skeleton-steps" />
      </div>
      <div className="step-body">
        <div className="heading">
          <span className="skeleton skeleton-title" />
          <span className="skeleton skeleton-lead" />
        </div>
        <span className="skeleton skeleton-search" />
        <span className="skeleton skeleton-category" />
        {[1, 2, 3, 4].map((row) => (
          <span key={row} className="skeleton skeleton-service" />
        ))}
      </div>
    </div>
  );
}

/** The shape of a week and its times. */
export function TimesSkeleton() {
  const t = useT();
  return (
    <div aria-busy="true" className="times-skeleton">
      <span className="visually-hidden" role="status">
        {t('common.loading')}
      </span>
      <span className="skeleton skeleton-month" />
      <div className="week">
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <span key={day} className="skeleton skeleton-day" />
        ))}
      </div>
      <span className="skeleton skeleton-category" />
      <div className="slots">
        {Array.from({ length: 12 }, (_, at) => (
          <span key={at} className="skeleton skeleton-slot" />
        ))}
      </div>
    </div>
  );
}
