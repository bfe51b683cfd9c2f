//! Waiting for a free time.

use crate::message::Message;

text_enum! {
    /// Where somebody of the waiting list is.
    pub enum WaitingState ("snake_case", "waiting_state_unknown") {
        /// Waits until a time is given back.
        Waiting,
        /// Has been offered one, which is held for so long.
        Offered,
        /// Has taken it.
        Booked,
        /// The days that suited went by.
        Expired,
        /// Waits no longer.
        Cancelled,
    }
}

impl WaitingState {
    /// Whether there is still something to wait for.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered)
    }

    /// The state's name for people.
    #[must_use]
    pub const fn label(self) -> Message {
        match self {
            Self::Waiting => Message::new("En espera", "Waiting"),
            Self::Offered => Message::new("Con una oferta", "Offered a time"),
            Self::Booked => Message::new("Con cita", "Booked"),
            Self::Expired => Message::new("Vencida", "Expired"),
            Self::Cancelled => Message::new("Cancelada", "Cancelled"),
        }
    }
}
