export const frame = {
  list: {
    clear: 'Borrar la búsqueda',
    noMatch: 'Nada coincide',
    noMatchHint: 'Pruebe con otra palabra, o quite los filtros.',
    clearFilters: 'Quitar los filtros',
  },
  form: {
    created: 'Creado',
    unsaved: 'Hay cambios sin guardar',
    changedElsewhere:
      'Otra persona cambió estos datos mientras usted escribía. Si carga lo nuevo, se pierde lo que escribió aquí.',
    loadNew: 'Cargar lo nuevo',
    deleteTitle: '¿Eliminar «%{name}»?',
  },
};
