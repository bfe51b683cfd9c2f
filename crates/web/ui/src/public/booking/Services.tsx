import { useState } from 'react';
import type { PublicService } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { Icon } from '../../site/Icon';
import { go } from '../../site/location';
import { Notice } from '../../site/Notice';
import { Heading } from '../Heading';
import { useDuration } from '../useDuration';
import { MOST_SERVICES, write, type Choice } from './address';
import { byCategory, carried, found, lines, toggled, total, withServices, type Entry } from './flow';

interface Props {
  choice: Choice;
  services: PublicService[];
  entry: Partial<Entry>;
  /** A service of the address is no longer offered. */
  gone: boolean;
}

/** With fewer, looking is quicker than searching. */
const MANY = 8;

/** What: one service, or several for one visit. */
export function Services({ choice, services, entry, gone }: Props) {
  const t = useT();
  const [words, setWords] = useState('');
  const shown = found(services, words);
  const toggle = (id: string) =>
    go(
      write('services', withServices(choice, toggled(choice.services, id))),
      carried(entry, { seen: true }),
      true,
    );
  const isFull = choice.services.length >= MOST_SERVICES;
  return (
    <div className="step-body">
      <Heading title={t('public.services.title')}>
        <p>{t('public.services.lead')}</p>
      </Heading>
      {gone && <Notice kind="warning">{t('public.services.gone')}</Notice>}
      {services.length === 0 && <Notice>{t('public.services.none')}</Notice>}
      {services.length > MANY && (
        <label className="search">
          <span className="visually-hidden">{t('public.services.search')}</span>
          <Icon name="search" />
          <input
            type="search"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            placeholder={t('public.services.search')}
            autoComplete="off"
            enterKeyHint="search"
          />
        </label>
      )}
      {shown.length === 0 && words !== '' && (
        <div className="nothing" role="status">
          <p>{t('public.services.nothing', { words })}</p>
          <Button look="quiet" onClick={() => setWords('')}>
            {t('public.services.showAll')}
          </Button>
        </div>
      )}
      {byCategory(shown).map(({ category, services: group }) => (
        <fieldset key={category} className="category">
          <legend>{category ?? t('public.services.others')}</legend>
          {group.map((service) => (
            <Service
              key={service.id}
              service={service}
              isChosen={choice.services.includes(service.id)}
              isFull={isFull}
              toggle={toggle}
            />
          ))}
        </fieldset>
      ))}
      {isFull && <p className="hint">{t('public.services.most', { most: MOST_SERVICES })}</p>}
      <Chosen choice={choice} services={services} entry={entry} />
    </div>
  );
}

interface ServiceProps {
  service: PublicService;
  isChosen: boolean;
  isFull: boolean;
  toggle: (id: string) => void;
}

function Service({ service, isChosen, isFull, toggle }: ServiceProps) {
  const formats = useFormats();
  const duration = useDuration();
  const { id, name, description, price, minutes } = service;
  return (
    <label className={`service card ${isChosen ? 'is-chosen' : ''}`}>
      <input type="checkbox" checked={isChosen} disabled={isFull && !isChosen} onChange={() => toggle(id)} />
      <span className="service-mark" aria-hidden="true">
        <Icon name={isChosen ? 'check' : 'plus'} size={18} />
      </span>
      <span className="service-text">
        <span className="service-name">{name}</span>
        {description && <span className="service-description">{description}</span>}
      </span>
      <span className="service-facts">
        <span className="service-price">{formats.money(price)}</span>
        <span className="service-minutes">{duration(minutes)}</span>
      </span>
    </label>
  );
}

/** What was chosen, and the way on; it stays in sight. */
function Chosen({ choice, services, entry }: Omit<Props, 'gone'>) {
  const t = useT();
  const formats = useFormats();
  const duration = useDuration();
  const visit = lines(choice.services, services, [], null);
  const { price, minutes } = total(visit);
  if (visit.length === 0) return <div className="bar-room" />;
  return (
    <div className="bar">
      <div className="bar-inner">
        <p className="bar-text" role="status">
          <strong>
            {visit.length === 1 ? visit[0]?.name : t('public.services.chosen', { smart_count: visit.length })}
          </strong>
          <span>
            {formats.money(price)} · {duration(minutes)}
          </span>
        </p>
        <Button onClick={() => go(write('time', choice), carried(entry))}>
          {t('public.services.toTimes')}
        </Button>
      </div>
    </div>
  );
}
