import type { TimelineEntry } from '../../../api/schema';
import type { Formats } from '../../../format/formats';
import type { Key, Translate } from '../../../i18n';

/** What can be shown alone, with the kinds of the API. */
export const GROUPS = {
  appointments: [
    'appointment_booked',
    'appointment_confirmed',
    'appointment_moved',
    'appointment_cancelled',
    'appointment_arrived',
    'appointment_started',
    'appointment_completed',
    'appointment_no_show',
    'appointment_reopened',
    'rated',
  ],
  notes: ['note_written'],
  letters: ['letter_sent', 'letter_failed'],
  data: [
    'client_registered',
    'client_changed',
    'client_deleted',
    'client_restored',
    'consent_given',
    'consent_withdrawn',
  ],
} as const;

export type Group = keyof typeof GROUPS;
export const CONSENTS = ['consent_given', 'consent_withdrawn'] as const;

const LETTERS = [
  'cita-creada',
  'cita-confirmada',
  'cita-reprogramada',
  'cita-cancelada',
  'cita-completada',
  'recordatorio-cita',
  'solicitar-feedback',
  'lista-espera-oferta',
] as const;
const PURPOSES = ['data_processing', 'marketing'] as const;
const FIELDS = [
  'first_name',
  'last_name',
  'document_kind',
  'document_number',
  'birthday',
  'phone',
  'email',
  'preferred_contact',
  'tags',
  'notes',
] as const;

/** What a consent is for, in words. */
export function purposeOf(entry: TimelineEntry, t: Translate): string {
  const purpose = PURPOSES.find((known) => known === entry.about);
  return purpose ? t(`clients.timeline.purposes.${purpose}`) : (entry.about ?? '');
}

/** The details of something that happened, each a line. */
export function detailsOf(entry: TimelineEntry, t: Translate, formats: Formats): string[] {
  const { kind, appointment, from_starts_at: from, to_starts_at: to, about, changes } = entry;
  const when = (instant: string) => `${formats.dayShort(instant)}, ${formats.time(instant)}`;
  const lines: (string | false | null | undefined)[] = [];
  if (kind === 'letter_sent' || kind === 'letter_failed') {
    const letter = LETTERS.find((known) => known === about) ?? 'other';
    lines.push(t(`clients.timeline.letterKinds.${letter}`));
  }
  if (kind === 'consent_given' || kind === 'consent_withdrawn') lines.push(purposeOf(entry, t));
  if (appointment) lines.push(appointment.service_name);
  if (kind === 'appointment_moved' && from && to && from !== to)
    lines.push(t('clients.timeline.moved', { from: when(from), to: when(to) }));
  else if (kind === 'appointment_booked' && to) lines.push(t('clients.timeline.forWhen', { when: when(to) }));
  else if (appointment && kind !== 'rated')
    lines.push(t('clients.timeline.forWhen', { when: when(appointment.starts_at) }));
  if (changes?.length) {
    const names = changes.map((name) => {
      const known = FIELDS.find((field) => field === name);
      return known ? t(`clients.timeline.fields.${known}`) : name.replaceAll('_', ' ');
    });
    lines.push(t('clients.timeline.changed', { fields: names.join(', ') }));
  }
  return lines.filter((line) => typeof line === 'string' && line !== '') as string[];
}

/** Who did it, in words; nothing where nobody noted it. */
export function actorOf({ actor }: TimelineEntry, t: Translate): string {
  if (!actor) return '';
  if (actor.kind === 'anonymous') return t('clients.timeline.byClient');
  if (actor.name) return t('clients.timeline.by', { name: actor.name });
  return actor.kind === 'job' ? t('clients.timeline.bySystem') : '';
}

/** What happened, in words. */
export const titleOf = ({ kind }: TimelineEntry, t: Translate): string =>
  t(`clients.timeline.kinds.${kind}` satisfies Key);

/** Things that happened, by the day on which they did, in their order. */
export function byDay(entries: readonly TimelineEntry[], formats: Formats): [string, TimelineEntry[]][] {
  const days: [string, TimelineEntry[]][] = [];
  for (const entry of entries) {
    const day = formats.dayOf(entry.at);
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(entry);
    else days.push([day, [entry]]);
  }
  return days;
}
