DROP TABLE "tenant".waiting_list_offers, "tenant".waiting_list, "tenant".reminders, "tenant".time_slots, "tenant".appointment_history,
    "tenant".appointments, "tenant".appointment_series, "tenant".edited_days, "tenant".holidays,
    "tenant".schedule_exceptions, "tenant".weekly_schedules, "tenant".service_rooms, "tenant".rooms,
    "tenant".service_professionals, "tenant".services, "tenant".professionals;
DELETE FROM "tenant".usage_counters WHERE resource IN ('professionals', 'appointments_per_month');
