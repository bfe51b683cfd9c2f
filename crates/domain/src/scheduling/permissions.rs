//! What the agenda's people may do. Services, professionals and their hours are the business's own affair, as its
//! branches are; appointments are the daily work with clients.

permissions! {
    /// Appointments, walk-ins and the waiting list.
    pub APPOINTMENTS: "appointments", Scheduling of Crm, "citas", "appointments" {
        ViewAppointments: view,
        AddAppointments: add,
        ChangeAppointments: change,
        DeleteAppointments: delete,
        CancelAnyAppointment: cancel_any as Change ("Cancelar citas de otros", "Cancel anybody's appointments"),
        ChangePrices: change_price as Delete ("Cambiar el precio final de una cita", "Change the final price of an appointment"),
    }
}

permissions! {
    /// Services.
    pub SERVICES: "services", Scheduling of Core, "servicios", "services" {
        ViewServices: view,
        AddServices: add,
        ChangeServices: change,
        DeleteServices: delete,
    }
}

permissions! {
    /// Professionals.
    pub PROFESSIONALS: "professionals", Scheduling of Core, "profesionales", "professionals" {
        ViewProfessionals: view,
        AddProfessionals: add,
        ChangeProfessionals: change,
        DeleteProfessionals: delete,
    }
}

permissions! {
    /// Working time: weekly hours, exceptions, holidays, availability.
    pub SCHEDULES: "schedules", Scheduling of Core, "horarios", "schedules" {
        ViewSchedules: view,
        ChangeSchedules: change,
    }
}

permissions! {
    /// Rooms and chairs.
    pub ROOMS: "rooms", Scheduling of Core, "consultorios y sillas", "rooms and chairs" {
        ViewRooms: view,
        AddRooms: add,
        ChangeRooms: change,
        DeleteRooms: delete,
    }
}
