//! What happened with a client.

text_enum! {
    /// Something that happened with a client.
    pub enum TimelineKind ("snake_case", "timeline_kind_unknown") {
        /// An appointment was made.
        AppointmentBooked,
        /// It was confirmed.
        AppointmentConfirmed,
        /// It was given another hour, professional or room.
        AppointmentMoved,
        /// It was called off.
        AppointmentCancelled,
        /// The client came.
        AppointmentArrived,
        /// It began.
        AppointmentStarted,
        /// It ended.
        AppointmentCompleted,
        /// The client did not come.
        AppointmentNoShow,
        /// It was brought back.
        AppointmentReopened,
        /// The client gave a verdict.
        Rated,
        /// Somebody wrote a note.
        NoteWritten,
        /// The client agreed to something.
        ConsentGiven,
        /// The client agrees no longer.
        ConsentWithdrawn,
        /// A letter to the client left.
        LetterSent,
        /// A letter to the client was refused for good.
        LetterFailed,
        /// The client was registered.
        ClientRegistered,
        /// The client's data changed.
        ClientChanged,
        /// The client was deleted.
        ClientDeleted,
        /// The client was restored.
        ClientRestored,
    }
}
