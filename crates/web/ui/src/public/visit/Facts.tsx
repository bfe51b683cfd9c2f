import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Icon } from '../../site/Icon';

interface Props {
  starts_at: string;
  ends_at: string;
  services: { service: string; professional: string | null; starts_at?: string }[];
  place: { name: string; address: string | null } | null;
}

/** An appointment at a glance: the day and the hour first. */
export function Facts({ starts_at, ends_at, services, place }: Props) {
  const t = useT();
  const formats = useFormats();
  return (
    <div className="facts">
      <div className="facts-when">
        <span className="facts-day">{formats.dayLong(starts_at)}</span>
        <span className="facts-time">
          <time dateTime={starts_at}>{formats.time(starts_at)}</time> – {formats.time(ends_at)}
        </span>
      </div>
      <ul className="facts-services">
        {services.map(({ service, professional, starts_at: from }, at) => (
          <li key={at}>
            <strong>{service}</strong>
            <span>
              {professional && t('public.with', { name: professional })}
              {from && services.length > 1 && ` · ${formats.time(from)}`}
            </span>
          </li>
        ))}
      </ul>
      {place && (
        <p className="facts-place">
          <Icon name="pin" size={18} />
          <span>
            {place.name}
            {place.address && <span className="facts-address">{place.address}</span>}
          </span>
        </p>
      )}
    </div>
  );
}

/** The shape of it, while it is on its way. */
export function FactsSkeleton() {
  return (
    <div className="visit" aria-busy="true">
      <span className="skeleton skeleton-title" />
      <span className="skeleton skeleton-ticket" />
      <span className="skeleton skeleton-search" />
    </div>
  );
}
