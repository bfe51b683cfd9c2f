import { ApiError } from '../../api/problem';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { href } from '../../site/location';
import { describe } from '../../ui/describe';
import { ContactBusiness } from '../Contact';
import { useBusiness } from '../context';
import { Message } from '../Message';

/** There is no link, or nothing behind it: what to do now. */
export function LinkFault({ error, again }: { error: unknown; again?: () => void }) {
  const t = useT();
  const { booking } = useBusiness();
  const kind = error === null ? 'missing' : 'wrong';
  if (error !== null && !(error instanceof ApiError && error.status === 404)) {
    return (
      <Message icon="warning" title={t('common.errors.title')}>
        <p>{describe(error, t)}</p>
        {again && <Button onClick={again}>{t('common.retry')}</Button>}
        <ContactBusiness />
      </Message>
    );
  }
  return (
    <Message icon="info" title={t(`public.link.${kind}.title`)}>
      <p>{t(`public.link.${kind}.text`)}</p>
      <ContactBusiness />
      {booking?.open && (
        <a className="button button-quiet" href={href('/reservar')}>
          {t('public.notFound.book')}
        </a>
      )}
    </Message>
  );
}
