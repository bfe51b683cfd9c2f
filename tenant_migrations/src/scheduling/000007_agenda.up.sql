-- Who gives which services where, when they work, and the agenda.

CREATE TABLE "tenant".professionals (
    id uuid PRIMARY KEY,
    user_id uuid CONSTRAINT professionals_user_id_key UNIQUE
        CONSTRAINT professionals_user_id_fkey REFERENCES "tenant".users (id) ON DELETE SET NULL,
    full_name text NOT NULL CHECK (btrim(full_name) <> ''),
    -- One of public.professional_kinds, or a word of the business's own.
    kind text CHECK (kind ~ '^[a-z][a-z0-9_]{0,39}$'),
    specialities text[] NOT NULL DEFAULT '{}',
    email text,
    phone text,
    bio text,
    color text CHECK (color ~ '^#[0-9a-f]{6}$'),
    commission_percent numeric(5, 2) NOT NULL DEFAULT 0 CHECK (commission_percent BETWEEN 0 AND 100),
    -- Whether customers may book by themselves.
    accepts_online boolean NOT NULL DEFAULT true,
    is_active boolean NOT NULL DEFAULT true,
    position integer NOT NULL DEFAULT 0,
    -- SHA-256 of the secret of the calendar feed, while there is one.
    feed_digest bytea CONSTRAINT professionals_feed_digest_key UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".professionals FOR EACH ROW EXECUTE FUNCTION public.touch();
CREATE TRIGGER usage_added AFTER INSERT ON "tenant".professionals
    FOR EACH ROW WHEN (NEW.is_active) EXECUTE FUNCTION public.count_usage('professionals', '1');
CREATE TRIGGER usage_back AFTER UPDATE OF is_active ON "tenant".professionals
    FOR EACH ROW WHEN (NEW.is_active AND NOT OLD.is_active) EXECUTE FUNCTION public.count_usage('professionals', '1');
CREATE TRIGGER usage_gone AFTER UPDATE OF is_active ON "tenant".professionals
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION public.count_usage('professionals', '-1');
CREATE TRIGGER usage_deleted AFTER DELETE ON "tenant".professionals
    FOR EACH ROW WHEN (OLD.is_active) EXECUTE FUNCTION public.count_usage('professionals', '-1');

CREATE TABLE "tenant".services (
    id uuid PRIMARY KEY,
    -- The template it came from, so that importing again makes no second one.
    template text CONSTRAINT services_template_key UNIQUE,
    name text NOT NULL CHECK (btrim(name) <> ''),
    description text,
    category text,
    price numeric(14, 2) NOT NULL CHECK (price >= 0),
    minutes integer NOT NULL CHECK (minutes BETWEEN 5 AND 720),
    buffer_before_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 240),
    buffer_after_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 240),
    -- Who may give it; empty is everybody.
    professional_kinds text[] NOT NULL DEFAULT '{}',
    color text CHECK (color ~ '^#[0-9a-f]{6}$'),
    -- Whether customers may book it by themselves.
    accepts_online boolean NOT NULL DEFAULT true,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX services_name_key ON "tenant".services (lower(name)) WHERE is_active;
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".services FOR EACH ROW EXECUTE FUNCTION public.touch();

CREATE TABLE "tenant".service_professionals (
    service_id uuid NOT NULL CONSTRAINT service_professionals_service_id_fkey
        REFERENCES "tenant".services (id) ON DELETE CASCADE,
    professional_id uuid NOT NULL CONSTRAINT service_professionals_professional_id_fkey
        REFERENCES "tenant".professionals (id) ON DELETE CASCADE,
    -- In place of the service's own.
    price numeric(14, 2) CHECK (price >= 0),
    minutes integer CHECK (minutes BETWEEN 5 AND 720),
    -- False: taken away by hand, and not to be given again by itself.
    is_offered boolean NOT NULL DEFAULT true,
    PRIMARY KEY (service_id, professional_id)
);
CREATE INDEX service_professionals_professional_id_idx ON "tenant".service_professionals (professional_id);

CREATE TABLE "tenant".rooms (
    id uuid PRIMARY KEY,
    branch_id uuid NOT NULL CONSTRAINT rooms_branch_id_fkey REFERENCES "tenant".branches (id),
    name text NOT NULL CHECK (btrim(name) <> ''),
    description text,
    color text CHECK (color ~ '^#[0-9a-f]{6}$'),
    position integer NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX rooms_name_key ON "tenant".rooms (branch_id, lower(name)) WHERE is_active;
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".rooms FOR EACH ROW EXECUTE FUNCTION public.touch();

-- The rooms, or chairs, in which a service can be given; without any it needs none.
CREATE TABLE "tenant".service_rooms (
    service_id uuid NOT NULL CONSTRAINT service_rooms_service_id_fkey REFERENCES "tenant".services (id) ON DELETE CASCADE,
    room_id uuid NOT NULL CONSTRAINT service_rooms_room_id_fkey REFERENCES "tenant".rooms (id) ON DELETE CASCADE,
    PRIMARY KEY (service_id, room_id)
);
CREATE INDEX service_rooms_room_id_idx ON "tenant".service_rooms (room_id);

-- The hours of every week, by the clock of the branch. Hours that take no bookings are cut out of those that do.
CREATE TABLE "tenant".weekly_schedules (
    id uuid PRIMARY KEY,
    professional_id uuid NOT NULL CONSTRAINT weekly_schedules_professional_id_fkey
        REFERENCES "tenant".professionals (id) ON DELETE CASCADE,
    branch_id uuid NOT NULL CONSTRAINT weekly_schedules_branch_id_fkey REFERENCES "tenant".branches (id),
    -- ISO 8601: Monday is 1.
    weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    -- Minutes since midnight; 1440 is the midnight that ends the day.
    from_minute smallint NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    until_minute smallint NOT NULL CHECK (until_minute <= 1440),
    allows_bookings boolean NOT NULL DEFAULT true,
    CHECK (from_minute < until_minute),
    CONSTRAINT weekly_schedules_overlap EXCLUDE USING gist (professional_id WITH =, weekday WITH =,
        int4range(from_minute, until_minute) WITH &&) WHERE (allows_bookings)
);
CREATE INDEX weekly_schedules_branch_id_idx ON "tenant".weekly_schedules (branch_id);

-- Days that are not like every week's: of one professional, or of all of a branch, or of the business.
CREATE TABLE "tenant".schedule_exceptions (
    id uuid PRIMARY KEY,
    professional_id uuid CONSTRAINT schedule_exceptions_professional_id_fkey
        REFERENCES "tenant".professionals (id) ON DELETE CASCADE,
    branch_id uuid CONSTRAINT schedule_exceptions_branch_id_fkey REFERENCES "tenant".branches (id),
    kind text NOT NULL CHECK (kind IN ('day_off', 'other_hours', 'extra_day')),
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on >= starts_on),
    -- [[from, until], ...] in minutes since midnight.
    hours jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(hours) = 'array'),
    reason text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CHECK ((kind = 'day_off') = (hours = '[]')),
    -- Hours are worked somewhere.
    CHECK (kind = 'day_off' OR professional_id IS NOT NULL AND branch_id IS NOT NULL)
);
CREATE INDEX schedule_exceptions_days_idx ON "tenant".schedule_exceptions (starts_on, ends_on);
CREATE INDEX schedule_exceptions_professional_id_idx ON "tenant".schedule_exceptions (professional_id);
CREATE INDEX schedule_exceptions_branch_id_idx ON "tenant".schedule_exceptions (branch_id);
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".schedule_exceptions FOR EACH ROW EXECUTE FUNCTION public.touch();

-- What the business says of holidays otherwise than its country: one more, or one on which it works.
CREATE TABLE "tenant".holidays (
    day date PRIMARY KEY,
    name text NOT NULL CHECK (btrim(name) <> ''),
    is_working boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Days whose availability at a branch somebody edited by hand: generating leaves them as they are.
CREATE TABLE "tenant".edited_days (
    professional_id uuid NOT NULL CONSTRAINT edited_days_professional_id_fkey
        REFERENCES "tenant".professionals (id) ON DELETE CASCADE,
    branch_id uuid NOT NULL CONSTRAINT edited_days_branch_id_fkey REFERENCES "tenant".branches (id),
    day date NOT NULL,
    edited_at timestamptz NOT NULL DEFAULT now(),
    edited_by uuid,
    PRIMARY KEY (professional_id, branch_id, day)
);
CREATE INDEX edited_days_branch_id_idx ON "tenant".edited_days (branch_id);

CREATE TABLE "tenant".appointment_series (
    id uuid PRIMARY KEY,
    -- RFC 5545, without DTSTART.
    rrule text NOT NULL,
    -- The first occurrence by the clock of the branch.
    starts_local timestamp NOT NULL,
    time_zone text NOT NULL,
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE "tenant".appointments (
    id uuid PRIMARY KEY,
    code text NOT NULL,
    branch_id uuid NOT NULL CONSTRAINT appointments_branch_id_fkey REFERENCES "tenant".branches (id),
    client_id uuid NOT NULL CONSTRAINT appointments_client_id_fkey REFERENCES "tenant".clients (id),
    professional_id uuid NOT NULL CONSTRAINT appointments_professional_id_fkey REFERENCES "tenant".professionals (id),
    service_id uuid NOT NULL CONSTRAINT appointments_service_id_fkey REFERENCES "tenant".services (id),
    room_id uuid CONSTRAINT appointments_room_id_fkey REFERENCES "tenant".rooms (id),
    state text NOT NULL
        CHECK (state IN ('pendiente', 'confirmada', 'en_curso', 'completada', 'cancelada', 'no_asistio')),
    source text NOT NULL CHECK (source IN ('staff', 'public', 'walk_in', 'waiting_list')),
    -- The day by the clock of the branch.
    day date NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    buffer_before_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 240),
    buffer_after_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 240),
    arrived_at timestamptz,
    started_at timestamptz,
    completed_at timestamptz,
    -- From the arrival, or the hour agreed where that is later, to the start.
    waiting_minutes integer CHECK (waiting_minutes >= 0),
    service_price numeric(14, 2) NOT NULL CHECK (service_price >= 0),
    final_price numeric(14, 2) NOT NULL CHECK (final_price >= 0),
    price_reason text,
    rating smallint CHECK (rating BETWEEN 1 AND 5),
    rating_comment text,
    rated_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by text CHECK (cancelled_by IN ('staff', 'client')),
    cancellation_reason text,
    -- What the client said when booking.
    client_notes text,
    -- What the staff keeps for itself.
    internal_notes text,
    -- Where word of this appointment goes, where it differs from the client's own.
    contact_name text,
    contact_email text,
    contact_phone text,
    -- Services of one visit; the id of the first of them.
    visit_id uuid NOT NULL,
    series_id uuid CONSTRAINT appointments_series_id_fkey REFERENCES "tenant".appointment_series (id),
    -- The start that the rule gave, by which an occurrence is known after it was moved.
    occurs_at timestamptz,
    -- Counts changes that concern a calendar (RFC 5545, SEQUENCE).
    sequence integer NOT NULL DEFAULT 0,
    -- Part of what links are signed for; raised, those given out are good no more.
    link_version integer NOT NULL DEFAULT 0,
    created_by uuid,
    updated_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT appointments_code_key UNIQUE (branch_id, code),
    CHECK (ends_at > starts_at),
    CHECK ((state = 'cancelada') = (cancelled_at IS NOT NULL)),
    CHECK (state NOT IN ('en_curso', 'completada') OR started_at IS NOT NULL),
    CHECK ((state = 'completada') = (completed_at IS NOT NULL)),
    CHECK ((rating IS NULL) = (rated_at IS NULL)),
    CHECK (rating IS NULL OR state = 'completada'),
    CHECK ((series_id IS NULL) = (occurs_at IS NULL))
);
CREATE INDEX appointments_day_idx ON "tenant".appointments (day, branch_id);
CREATE INDEX appointments_starts_at_idx ON "tenant".appointments (starts_at);
CREATE INDEX appointments_professional_id_idx ON "tenant".appointments (professional_id, starts_at);
CREATE INDEX appointments_client_id_idx ON "tenant".appointments (client_id, starts_at);
CREATE INDEX appointments_service_id_idx ON "tenant".appointments (service_id);
CREATE INDEX appointments_room_id_idx ON "tenant".appointments (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX appointments_visit_id_idx ON "tenant".appointments (visit_id);
CREATE INDEX appointments_series_id_idx ON "tenant".appointments (series_id, occurs_at) WHERE series_id IS NOT NULL;
CREATE INDEX appointments_rated_at_idx ON "tenant".appointments (rated_at, id) WHERE rated_at IS NOT NULL;
CREATE INDEX appointments_upcoming_idx ON "tenant".appointments (starts_at) WHERE state IN ('pendiente', 'confirmada');
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".appointments FOR EACH ROW EXECUTE FUNCTION public.touch();
CREATE TRIGGER usage_counted AFTER INSERT OR DELETE OR UPDATE OF day, state ON "tenant".appointments
    FOR EACH ROW EXECUTE FUNCTION public.count_monthly('appointments_per_month');

-- Every change of state or time. Append-only.
CREATE TABLE "tenant".appointment_history (
    id uuid PRIMARY KEY,
    appointment_id uuid NOT NULL CONSTRAINT appointment_history_appointment_id_fkey
        REFERENCES "tenant".appointments (id) ON DELETE CASCADE,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    action text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    from_starts_at timestamptz,
    to_starts_at timestamptz,
    reason text,
    actor_kind text NOT NULL,
    actor_id uuid,
    actor_name text
);
CREATE INDEX appointment_history_appointment_id_idx ON "tenant".appointment_history (appointment_id, at);
REVOKE UPDATE, DELETE, TRUNCATE ON "tenant".appointment_history FROM "tenant_role";

-- The agenda: intervals in which a professional can be booked (`disponible`), and intervals in which a professional or a
-- room is held for a while, booked or blocked, buffers included. Two of the latter cannot overlap, whoever writes them.
CREATE TABLE "tenant".time_slots (
    id uuid PRIMARY KEY,
    branch_id uuid NOT NULL CONSTRAINT time_slots_branch_id_fkey REFERENCES "tenant".branches (id),
    professional_id uuid CONSTRAINT time_slots_professional_id_fkey
        REFERENCES "tenant".professionals (id) ON DELETE CASCADE,
    room_id uuid CONSTRAINT time_slots_room_id_fkey REFERENCES "tenant".rooms (id) ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('disponible', 'reservado_temporal', 'ocupado', 'bloqueado')),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    appointment_id uuid CONSTRAINT time_slots_appointment_id_key UNIQUE
        CONSTRAINT time_slots_appointment_id_fkey REFERENCES "tenant".appointments (id) ON DELETE CASCADE
        -- The interval is taken first: who comes too late uses up no number.
        DEFERRABLE INITIALLY DEFERRED,
    -- Of what is held for a while: until when, and by which hold (one for all services of a visit).
    expires_at timestamptz,
    hold_id uuid,
    -- Of a hold: the service and its hours, without buffers.
    service_id uuid CONSTRAINT time_slots_service_id_fkey REFERENCES "tenant".services (id) ON DELETE CASCADE,
    service_starts_at timestamptz,
    service_ends_at timestamptz,
    -- Digest of the address that holds it, by which holds are limited.
    held_by bytea,
    reason text,
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CHECK (ends_at > starts_at),
    CHECK (professional_id IS NOT NULL OR room_id IS NOT NULL),
    CHECK (state <> 'disponible' OR professional_id IS NOT NULL AND room_id IS NULL),
    CHECK ((state = 'ocupado') = (appointment_id IS NOT NULL)),
    CHECK ((state = 'reservado_temporal') = (expires_at IS NOT NULL)),
    CHECK ((expires_at IS NULL) = (hold_id IS NULL)),
    CHECK ((hold_id IS NULL) = (service_id IS NULL)),
    CHECK ((hold_id IS NULL) = (service_starts_at IS NULL)),
    CHECK ((hold_id IS NULL) = (service_ends_at IS NULL)),
    CONSTRAINT time_slots_professional_busy EXCLUDE USING gist (professional_id WITH =,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (state <> 'disponible'),
    CONSTRAINT time_slots_room_busy EXCLUDE USING gist (room_id WITH =,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (state <> 'disponible'),
    CONSTRAINT time_slots_available_once EXCLUDE USING gist (professional_id WITH =,
        tstzrange(starts_at, ends_at) WITH &&) WHERE (state = 'disponible')
);
CREATE INDEX time_slots_professional_id_idx ON "tenant".time_slots (professional_id, ends_at);
CREATE INDEX time_slots_room_id_idx ON "tenant".time_slots (room_id, ends_at) WHERE room_id IS NOT NULL;
CREATE INDEX time_slots_branch_id_idx ON "tenant".time_slots (branch_id, ends_at);
CREATE INDEX time_slots_hold_id_idx ON "tenant".time_slots (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX time_slots_expires_at_idx ON "tenant".time_slots (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX time_slots_service_id_idx ON "tenant".time_slots (service_id) WHERE service_id IS NOT NULL;
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".time_slots FOR EACH ROW EXECUTE FUNCTION public.touch();

-- Reminders that were asked for, so that each is asked for once for an hour agreed.
CREATE TABLE "tenant".reminders (
    appointment_id uuid NOT NULL CONSTRAINT reminders_appointment_id_fkey
        REFERENCES "tenant".appointments (id) ON DELETE CASCADE,
    starts_at timestamptz NOT NULL,
    minutes_before integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (appointment_id, starts_at, minutes_before)
);

CREATE TABLE "tenant".waiting_list (
    id uuid PRIMARY KEY,
    branch_id uuid NOT NULL CONSTRAINT waiting_list_branch_id_fkey REFERENCES "tenant".branches (id),
    client_id uuid NOT NULL CONSTRAINT waiting_list_client_id_fkey REFERENCES "tenant".clients (id),
    service_id uuid NOT NULL CONSTRAINT waiting_list_service_id_fkey REFERENCES "tenant".services (id),
    -- None: whoever is free.
    professional_id uuid CONSTRAINT waiting_list_professional_id_fkey REFERENCES "tenant".professionals (id),
    -- Days and hours, by the clock of the branch, that suit the client.
    from_day date NOT NULL,
    until_day date NOT NULL,
    from_minute smallint NOT NULL DEFAULT 0 CHECK (from_minute BETWEEN 0 AND 1439),
    until_minute smallint NOT NULL DEFAULT 1440 CHECK (until_minute <= 1440),
    notes text,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'offered', 'booked', 'expired', 'cancelled')),
    -- The time that is held for the client at this moment.
    hold_id uuid,
    offer_expires_at timestamptz,
    offers integer NOT NULL DEFAULT 0,
    -- The time of which the last offer was a part, and whose it is.
    freed_professional_id uuid,
    freed_from timestamptz,
    freed_until timestamptz,
    appointment_id uuid CONSTRAINT waiting_list_appointment_id_fkey REFERENCES "tenant".appointments (id),
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CHECK (until_day >= from_day),
    CHECK (from_minute < until_minute),
    CHECK ((state = 'offered') = (hold_id IS NOT NULL)),
    CHECK ((hold_id IS NULL) = (offer_expires_at IS NULL)),
    CHECK (hold_id IS NULL OR freed_from IS NOT NULL),
    CHECK ((freed_from IS NULL) = (freed_professional_id IS NULL) AND (freed_from IS NULL) = (freed_until IS NULL)),
    CHECK ((state = 'booked') = (appointment_id IS NOT NULL))
);
CREATE INDEX waiting_list_client_id_idx ON "tenant".waiting_list (client_id);
CREATE INDEX waiting_list_service_id_idx ON "tenant".waiting_list (service_id, created_at) WHERE state = 'waiting';
CREATE INDEX waiting_list_branch_id_idx ON "tenant".waiting_list (branch_id);
CREATE INDEX waiting_list_professional_id_idx ON "tenant".waiting_list (professional_id) WHERE professional_id IS NOT NULL;
CREATE INDEX waiting_list_appointment_id_idx ON "tenant".waiting_list (appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX waiting_list_offers_idx ON "tenant".waiting_list (offer_expires_at) WHERE state = 'offered';
-- One time is not offered to the same client twice at once.
CREATE UNIQUE INDEX waiting_list_open_key ON "tenant".waiting_list (client_id, service_id, branch_id)
    WHERE state IN ('waiting', 'offered');
CREATE TRIGGER touch BEFORE UPDATE ON "tenant".waiting_list FOR EACH ROW EXECUTE FUNCTION public.touch();

-- Times given back of which an entry was offered a part: nobody is asked for the same time twice.
CREATE TABLE "tenant".waiting_list_offers (
    waiting_id uuid NOT NULL CONSTRAINT waiting_list_offers_waiting_id_fkey
        REFERENCES "tenant".waiting_list (id) ON DELETE CASCADE,
    professional_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    PRIMARY KEY (waiting_id, professional_id, starts_at, ends_at)
);

INSERT INTO "tenant".usage_counters (resource, used) VALUES ('professionals', 0) ON CONFLICT DO NOTHING;
