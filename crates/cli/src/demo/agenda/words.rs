//! What people write.

pub(super) const PRAISE: &[&str] = &[
    "Excelente atención, muy puntuales.",
    "Me explicaron todo con calma. Volveré.",
    "Rápido, limpio y sin dolor.",
    "Muy amables desde la recepción.",
    "Quedé feliz con el resultado.",
    "El mejor lugar de la zona.",
    "Mi hijo salió contento, gracias por la paciencia.",
    "Trato cercano y precios claros.",
];
pub(super) const MIXED: &[&str] = &[
    "Todo bien, aunque esperé un poco.",
    "Buen trabajo, pero el parqueadero estaba lleno.",
    "Bien en general; faltó que me recordaran la cita.",
    "Correcto, aunque algo caro.",
];
pub(super) const COMPLAINTS: &[&str] = &[
    "Me atendieron casi media hora tarde.",
    "No quedé conforme, tuve que volver.",
    "Me cambiaron de profesional sin avisar.",
];
pub(super) const CLIENT_CANCELS: &[&str] = &[
    "Se le presentó un viaje de trabajo.",
    "Está con gripe, llamará para reprogramar.",
    "No consiguió permiso en el trabajo.",
    "Problema con el transporte.",
    "Prefiere venir la próxima semana.",
    "Encontró una hora más temprano.",
];
pub(super) const STAFF_CANCELS: &[&str] = &[
    "El profesional tuvo una emergencia familiar.",
    "Corte de luz en la zona.",
    "Mantenimiento del equipo.",
];
pub(super) const CLIENT_NOTES: &[&str] = &[
    "Prefiero que me escriban por WhatsApp.",
    "Es mi primera vez, llego diez minutos antes.",
    "Voy con mi hijo.",
    "Por favor confirmar el costo antes de empezar.",
    "Tengo poco tiempo, debo salir puntual.",
];
pub(super) const INTERNAL_NOTES: &[&str] = &[
    "Cobrar saldo pendiente de la visita anterior.",
    "Suele llegar tarde; llamar una hora antes.",
    "Convenio con la empresa vecina.",
    "Ofrecerle el plan de seguimiento.",
];
pub(super) const DISCOUNTS: &[&str] = &[
    "Descuento por convenio.",
    "Cliente frecuente, 10 % de descuento.",
    "Promoción del mes.",
];
pub(super) const WAITS: &[&str] = &[
    "Le sirve cualquier hora de la mañana.",
    "Solo después del trabajo.",
    "Quiere adelantar su cita; tiene un viaje.",
    "Que le avisen aunque sea el mismo día.",
];
pub(super) const BLOCKS: &[&str] = &[
    "Reunión de equipo",
    "Capacitación con el proveedor",
    "Trámite personal",
];
