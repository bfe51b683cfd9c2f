//! What an interval of an agenda is.

text_enum! {
    /// The state of an interval, with the values of seed 003, `estado_franja`.
    pub enum SlotState ("snake_case", "slot_state_unknown") {
        /// A professional can be booked in it.
        Disponible,
        /// Held while a customer fills the form in, until it expires.
        ReservadoTemporal,
        /// Taken by an appointment.
        Ocupado,
        /// Blocked by the staff.
        Bloqueado,
    }
}
