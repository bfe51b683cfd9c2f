export const rooms = {
  menu: 'Salas',
  title: 'Salas',
  subtitle: 'Consultorios, sillas, cabinas: lo que solo puede ocupar una cita a la vez.',
  add: 'Nueva sala',
  search: 'Nombre o descripción',
  branch: 'Sucursal',
  state: 'Estado',
  active: 'En uso',
  inactive: 'Fuera de uso',
  columns: { name: 'Sala', branch: 'Sucursal', state: 'Estado' },
  empty: {
    title: '¿Sus servicios necesitan un lugar?',
    text: 'Si dos citas no pueden compartir un consultorio o una silla, regístrelos aquí y la agenda lo cuida.',
  },
  form: {
    newTitle: 'Nueva sala',
    newSubtitle: 'Después elija en cada servicio dónde se puede prestar.',
    create: 'Agregar sala',
    name: 'Nombre',
    required: 'Escriba el nombre.',
    branchRequired: 'Elija la sucursal.',
    branchHint: 'Una sala se queda en su sucursal.',
    description: 'Qué hay en ella',
    position: 'Lugar en la agenda',
    positionHint: 'Los números pequeños van primero.',
    look: 'En la agenda',
  },
  retire: 'Dejar de usar',
  revive: 'Volver a usar',
  retired: 'La sala quedó fuera de uso.',
  revived: 'La sala está en uso otra vez.',
  delete: 'Eliminar',
  deleteText: 'Solo se puede eliminar una sala en la que nunca hubo citas.',
  deleted: 'La sala se eliminó.',
  inUse: {
    appointments:
      'En esta sala hubo %{smart_count} cita y su historial la necesita. Puede dejar de usarla: no se ofrecerá más. |||| En esta sala hubo %{smart_count} citas y su historial la necesita. Puede dejar de usarla: no se ofrecerá más.',
    services:
      '%{smart_count} servicio se presta en esta sala. Quítela de él, o deje de usarla. |||| %{smart_count} servicios se prestan en esta sala. Quítela de ellos, o deje de usarla.',
    times:
      'Hay %{smart_count} hora apartada en esta sala. Libérela en la agenda, o deje de usar la sala. |||| Hay %{smart_count} horas apartadas en esta sala. Libérelas en la agenda, o deje de usar la sala.',
    upcoming:
      'Hay %{smart_count} cita por venir en esta sala. Muévala a otra sala y vuelva a intentarlo. |||| Hay %{smart_count} citas por venir en esta sala. Muévalas a otra sala y vuelva a intentarlo.',
    seeAgenda: 'Ver la agenda de la sala',
    seeServices: 'Ver los servicios',
  },
};
