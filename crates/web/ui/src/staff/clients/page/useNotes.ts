import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { done, ifMatch } from '../../../api/client';
import type { ClientNote, ClientNotePatch } from '../../../api/schema';
import { api } from '../../core/session';

/** Writing about a client. What changes is read again, beside appointments as well. */
export function useNotes(client: string) {
  const queries = useQueryClient();
  // One filling of the form makes one note, however often it is sent.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const at = (note: string) => ({ id: client, note });
  const onSuccess = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['clients', client] }),
      queries.invalidateQueries({ queryKey: ['appointments'] }),
    ]);

  const add = useMutation({
    mutationFn: (body: { body: string; pinned: boolean }) =>
      done(
        api.POST('/api/v1/clients/{id}/notes', {
          params: { path: { id: client }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    onSuccess: () => {
      setKey(crypto.randomUUID());
      return onSuccess();
    },
  });
  const change = useMutation({
    mutationFn: ({ note, body }: { note: ClientNote; body: ClientNotePatch }) =>
      done(
        api.PATCH('/api/v1/clients/{id}/notes/{note}', {
          params: { path: at(note.id), header: ifMatch(note.version) },
          body,
        }),
      ),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (note: ClientNote) =>
      done(
        api.DELETE('/api/v1/clients/{id}/notes/{note}', {
          params: { path: at(note.id), header: ifMatch(note.version) },
        }),
      ),
    onSuccess,
  });
  const restore = useMutation({
    mutationFn: (note: ClientNote) =>
      done(api.POST('/api/v1/clients/{id}/notes/{note}/restore', { params: { path: at(note.id) } })),
    onSuccess,
  });
  return { add, change, remove, restore };
}
