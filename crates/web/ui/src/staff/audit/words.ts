import { useCallback } from 'react';
import type { AuditEntry } from '../../api/schema';
import type { Key } from '../../i18n';
import { audit } from '../../i18n/es/audit';
import { useT } from '../../i18n/react';
import { changesOf } from './changes';

/** Most fields that a sentence names. */
const NAMED = 2;

export const ENTITIES = Object.keys(audit.entities) as (keyof typeof audit.entities)[];
export const ACTIONS = Object.keys(audit.verbs) as (keyof typeof audit.verbs)[];
type ActorKind = keyof typeof audit.actors;

/** The name of a field, as in "cambió el teléfono"; its own where nobody gave it another. */
export function useFieldName(): (field: string) => string {
  const t = useT();
  return useCallback(
    (field) => (field in audit.fields ? t(`audit.fields.${field}` as Key) : field.replaceAll('_', ' ')),
    [t],
  );
}

/** Who did it, as people call them. */
export function useActor(): (entry: AuditEntry) => string {
  const t = useT();
  return useCallback(
    ({ actor, on_behalf_of_name }) => {
      if (actor.kind === 'impersonator')
        return t('audit.actors.impersonator', { name: on_behalf_of_name ?? t('audit.somebody') });
      if (actor.kind === 'user') return actor.full_name ?? actor.name ?? t('audit.somebody');
      const name = actor.name ?? '';
      return actor.kind in audit.actors ? t(`audit.actors.${actor.kind as ActorKind}`, { name }) : name;
    },
    [t],
  );
}

/** An entry as a sentence, without who did it: "cambió el teléfono de José Quispe". */
export function useSentence(): (entry: AuditEntry) => string {
  const t = useT();
  const fieldName = useFieldName();
  return useCallback(
    (entry) => {
      const { action, entity, entity_name } = entry;
      const known = ENTITIES.find((one) => one === entity);
      const sort = known ? t(`audit.entities.${known}`) : entity;
      const own = entry.actor.id !== null && entry.actor.id === entry.entity_id;
      const thing = own ? '' : entity_name ? t('audit.named', { sort, name: entity_name }) : sort;
      const fields = changesOf(entry.changes).map(({ field }) => fieldName(field));
      if (action === 'update' && fields.length > 0 && fields.length <= NAMED && !own)
        return t('audit.changed', {
          fields: fields.join(t('audit.and')),
          thing: entity_name ?? sort,
        });
      const verb = ACTIONS.find((one) => one === action);
      if (!verb) return t('audit.other', { action: action.replaceAll('_', ' '), thing });
      const alone = entity === 'users' && ALONE.has(verb);
      return `${t(`audit.verbs.${verb}`)} ${alone && own ? '' : thing}`.trim();
    },
    [t, fieldName],
  );
}

/** What people do to themselves: "Ana ingresó". */
const ALONE: ReadonlySet<string> = new Set(['login', 'logout', 'login_failed', 'confirm_email']);
