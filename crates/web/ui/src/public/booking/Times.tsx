import { useCallback } from 'react';
import { done } from '../../api/client';
import type { FreeStart, PublicProfessional, PublicService } from '../../api/schema';
import { useT } from '../../i18n/react';
import { Button } from '../../site/Button';
import { go } from '../../site/location';
import { useLoad } from '../../site/useLoad';
import { api } from '../api';
import { ContactBusiness } from '../Contact';
import { useBusiness } from '../context';
import { Heading } from '../Heading';
import { write, type Choice } from './address';
import { Choices } from './Choices';
import { carried, lines, type Entry } from './flow';
import { hold } from './hold';
import { Summary } from './Summary';
import { TimePicker } from './TimePicker';

interface Props {
  choice: Choice;
  services: PublicService[];
  entry: Partial<Entry>;
}

/** When, with whom, and where. */
export function Times({ choice, services, entry }: Props) {
  const t = useT();
  const { booking } = useBusiness();
  const first = choice.services[0] ?? '';
  const professionals = useLoad(`professionals ${first}`, () =>
    done(api.GET('/api/v1/public/professionals', { params: { query: { service: first } } })),
  );
  const branches = booking?.branches ?? [];
  const change = (more: Partial<Choice>) => go(write('time', { ...choice, ...more }), carried(entry), true);

  const { services: ids, professional, branch } = choice;
  const wanted = ids.join(',');
  const own = entry.held?.hold.hold;
  const ask = useCallback(
    (from: string, to: string) =>
      done(
        api.GET('/api/v1/public/availability', {
          params: {
            query: {
              from,
              to,
              services: wanted,
              ...(professional ? { professional } : {}),
              ...(branch ? { branch } : {}),
              ...(own ? { hold: own } : {}),
            },
          },
        }),
      ),
    [wanted, professional, branch, own],
  );

  const choose = async (start: FreeStart) => {
    const held = await hold(choice, start.starts_at, own, booking?.hold_minutes ?? 10);
    // Whoever comes back finds their own time among the free ones.
    const day = start.starts_at === entry.held?.hold.starts_at ? choice.day : (choice.day ?? null);
    go(write('time', { ...choice, day }), { held }, true);
    go(write('details', { ...choice, day }), { held });
  };

  const visit = lines(ids, services, professionals.data ?? [], professional);
  return (
    <div className="columns">
      <div className="step-body">
        <Heading title={t('public.time.title')} />
        {branches.length > 1 && (
          <Choices
            legend={t('public.time.branch')}
            name="branch"
            value={branch ?? branches[0]?.id ?? ''}
            options={branches.map(({ id, name, address }) => ({
              value: id,
              label: name,
              more: address ?? null,
            }))}
            choose={(id) => change({ branch: id })}
          />
        )}
        <Professionals
          all={professionals.data}
          loading={professionals.loading}
          service={ids.length > 1 ? (visit[0]?.name ?? null) : null}
          chosen={professional}
          choose={(id) => change({ professional: id })}
        />
        <TimePicker
          key={`${wanted} ${professional} ${branch}`}
          name={`${wanted} ${professional} ${branch}`}
          ask={ask}
          day={choice.day}
          chooseDay={(day) => change({ day })}
          choose={choose}
          lost={entry.lost ?? null}
          none={
            <>
              {professional && (
                <Button onClick={() => change({ professional: null, day: null })}>
                  {t('public.time.none.anyone')}
                </Button>
              )}
              <Button
                look="quiet"
                onClick={() => go(write('services', choice), carried(entry, { seen: true }))}
              >
                {t('public.time.none.fewer')}
              </Button>
              <p className="hint">{t('public.time.none.waiting')}</p>
              <ContactBusiness />
            </>
          }
        />
      </div>
      <Summary visit={visit} />
    </div>
  );
}

interface ProfessionalsProps {
  all: PublicProfessional[] | null;
  loading: boolean;
  /** For which service they are chosen, where that needs saying. */
  service: string | null;
  chosen: string | null;
  choose: (id: string | null) => void;
}

function Professionals({ all, loading, service, chosen, choose }: ProfessionalsProps) {
  const t = useT();
  if (all === null) return loading ? <span className="skeleton skeleton-people" /> : null;
  const [only] = all;
  if (!only) return null;
  if (all.length === 1) return <p className="hint">{t('public.time.only', { name: only.full_name })}</p>;
  return (
    <Choices
      legend={t('public.time.professional')}
      hint={service === null ? null : t('public.time.onlyFirst', { service })}
      name="professional"
      value={chosen ?? ''}
      options={[
        { value: '', label: t('public.time.anyone'), more: t('public.time.anyoneMore') },
        ...all.map(({ id, full_name, specialities }) => ({
          value: id,
          label: full_name,
          more: specialities.slice(0, 2).join(' · ') || null,
          isPerson: true,
        })),
      ]}
      choose={(id) => choose(id === '' ? null : id)}
    />
  );
}
