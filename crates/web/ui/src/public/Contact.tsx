import type { PublicBranch } from '../api/schema';
import { useT } from '../i18n/react';
import { Icon } from '../site/Icon';
import { mapOf, spaced, whatsapp } from './contact';
import { useBusiness } from './context';

type Reachable = Pick<PublicBranch, 'phone' | 'address'>;

/** How to reach a branch: call, write, go there. Nothing where nothing is known. */
export function Contact({ branch, directions = false }: { branch: Reachable; directions?: boolean }) {
  const t = useT();
  const { phone, address } = branch;
  const chat = phone ? whatsapp(phone) : null;
  return (
    <div className="contact">
      {phone && (
        <a className="contact-link" href={`tel:${phone}`}>
          <Icon name="phone" size={18} />
          {t('public.call', { phone: spaced(phone) })}
        </a>
      )}
      {chat && (
        <a className="contact-link" href={chat} target="_blank" rel="noreferrer">
          <Icon name="whatsapp" size={18} />
          {t('public.whatsapp')}
        </a>
      )}
      {directions && address && (
        <a className="contact-link" href={mapOf(address)} target="_blank" rel="noreferrer">
          <Icon name="pin" size={18} />
          {t('public.directions')}
        </a>
      )}
    </div>
  );
}

/** How to reach the business, by its first branch that can be called. */
export function ContactBusiness() {
  const { booking } = useBusiness();
  const branch = booking?.branches.find((one) => one.phone) ?? null;
  return branch && <Contact branch={branch} />;
}
